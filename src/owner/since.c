/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "since.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "sys/proc.h"
#include "sys/procdir.h"

/* What the wall clock may lose without having been set: it is slewed by half a thousandth at
 * most, and read twice. */
#define SLACK_NS (10 * NS_PER_MS)

static uint64_t wall_ahead_ns(void)
{
	return clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME);
}

void since_now(struct since *ret)
{
	const uint64_t ticks_per_s = (uint64_t)sysconf(_SC_CLK_TCK);
	const uint64_t boot_ns = clock_ns(CLOCK_BOOTTIME);

	*ret = (struct since){
		.ticks = boot_ns / NS_PER_S * ticks_per_s +
			 boot_ns % NS_PER_S * ticks_per_s / NS_PER_S,
		.wall_ns = clock_ns(CLOCK_REALTIME_COARSE),
		.ahead_ns = wall_ahead_ns(),
	};
}

bool since_was_there(const struct since *since, const struct stat *st)
{
	/* the change time: the others can be set by whoever owns the process */
	const uint64_t made_ns =
		(uint64_t)st->st_ctim.tv_sec * NS_PER_S + (uint64_t)st->st_ctim.tv_nsec;
	const uint64_t lost_ns = since->ahead_ns - wall_ahead_ns();

	/* a clock that has been set back meanwhile tells nothing */
	return made_ns < since->wall_ns &&
	       (lost_ns < SLACK_NS || lost_ns > UINT64_MAX / 2);
}

int since_is_older(const struct since *since, int proc_fd, uint32_t pid)
{
	struct stat st;
	uint64_t start = 0;

	/* the kernel keeps what anybody once looked at, and a fifth of the price of reading when it
	 * began is enough then */
	if (procdir_stat(proc_fd, pid, &st) == 0 && since_was_there(since, &st))
		return 1;
	int r = proc_read_stat_number(proc_fd, pid, PROC_STAT_START, &start);
	if (r < 0)
		return proc_is_exhausted(r) ? r : 0;
	/* in the same tick it may have begun later */
	return start < since->ticks;
}
