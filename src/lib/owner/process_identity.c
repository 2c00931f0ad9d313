/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "process_identity.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/proc.h"
#include "kernel/procdir.h"
#include "util/clock.h"

/* What the wall clock may lose without having been set: it is slewed by half a thousandth at
 * most, and read twice. */
#define SLACK_NS (10 * NS_PER_MS)

static uint64_t wall_ahead_ns(void)
{
	return clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME);
}

void listing_start_now(struct listing_start *ret)
{
	const uint64_t ticks_per_s = (uint64_t)sysconf(_SC_CLK_TCK);
	const uint64_t boot_ns = clock_ns(CLOCK_BOOTTIME);

	*ret = (struct listing_start){
		.ticks = boot_ns / NS_PER_S * ticks_per_s +
			 boot_ns % NS_PER_S * ticks_per_s / NS_PER_S,
		.wall_ns = clock_ns(CLOCK_REALTIME_COARSE),
		.ahead_ns = wall_ahead_ns(),
	};
}

bool listing_start_is_after_stat(const struct listing_start *since, const struct stat *st)
{
	/* the change time: the others can be set by whoever owns the process */
	const uint64_t made_ns =
		(uint64_t)st->st_ctim.tv_sec * NS_PER_S + (uint64_t)st->st_ctim.tv_nsec;
	const uint64_t lost_ns = since->ahead_ns - wall_ahead_ns();

	/* a clock that has been set back meanwhile tells nothing */
	return made_ns < since->wall_ns &&
	       (lost_ns < SLACK_NS || lost_ns > UINT64_MAX / 2);
}

/* When the process began, unless it was there before by the age of its directory, which the kernel
 * keeps once it was looked at, and which costs a fifth of reading when it began. 1: it was, 0: *ret
 * is set, <0: error. */
static int read_start(const struct listing_start *since, int proc_fd, uint32_t pid,
		      uint64_t *ret)
{
	struct stat st;

	int r = procdir_stat(proc_fd, pid, &st);
	if (r < 0)
		return r;
	return listing_start_is_after_stat(since, &st)
		       ? 1
		       : proc_read_stat_number(proc_fd, pid, PROC_STAT_START, ret);
}

bool listing_start_is_before(const struct listing_start *since, int proc_fd, uint32_t pid)
{
	uint64_t start = 0;

	return read_start(since, proc_fd, pid, &start) == 0 && start > since->ticks;
}

int listing_start_is_after(const struct listing_start *since, int proc_fd, uint32_t pid)
{
	uint64_t start = 0;

	int r = read_start(since, proc_fd, pid, &start);
	if (proc_is_gone(r))
		return -ESRCH;
	if (r < 0)
		return errno_is_resource(r) ? r : 0;
	/* in the same tick it may have begun later */
	return r > 0 || start < since->ticks;
}
