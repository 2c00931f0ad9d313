/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "process_identity.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/proc.h"
#include "util/clock.h"

/* Tolerance in nanoseconds for finding out whether the wall clock was set back: if the
 * wall clock falls behind CLOCK_BOOTTIME by less than this number, the wall clock does
 * not count as set back. Slewing changes the wall clock by at most 0.05 %, and the two
 * clocks are not read at the same instant. */
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

bool listing_start_is_after_stat(const struct listing_start *start, const struct stat *st)
{
	/* The change time of the directory /proc/<pid> is the time when the directory was
	 * made. The user of the process cannot set the change time, unlike the other
	 * times of the directory. */
	const uint64_t made_ns =
		(uint64_t)st->st_ctim.tv_sec * NS_PER_S + (uint64_t)st->st_ctim.tv_nsec;
	const uint64_t lost_ns = start->ahead_ns - wall_ahead_ns();

	/* If the wall clock was set back since the listing started, comparing made_ns
	 * with start->wall_ns proves nothing. */
	return made_ns < start->wall_ns &&
	       (lost_ns < SLACK_NS || lost_ns > UINT64_MAX / 2);
}

/* Finds out when the process with this pid started. If the change time of its directory
 * in /proc shows that the process started before the listing, returns 1. Otherwise reads
 * the stat file of the process, sets *ret to the time when the process started, in the
 * unit of PROC_STAT_START, and returns 0. Returns -errno on failure.
 *
 * The change time is read first, because reading the change time takes a fifth of the
 * time of reading the stat file. */
static int read_process_start(const struct listing_start *start, int proc_fd,
			      uint32_t pid, uint64_t *ret)
{
	struct stat st;

	int r = procdir_stat(proc_fd, pid, &st);
	if (r < 0)
		return r;
	return listing_start_is_after_stat(start, &st)
		       ? 1
		       : proc_read_stat_number(proc_fd, pid, PROC_STAT_START, ret);
}

bool listing_start_is_before(const struct listing_start *start, int proc_fd, uint32_t pid)
{
	uint64_t began = 0;

	return read_process_start(start, proc_fd, pid, &began) == 0 &&
	       began > start->ticks;
}

int listing_start_is_after(const struct listing_start *start, int proc_fd, uint32_t pid)
{
	uint64_t began = 0;

	int r = read_process_start(start, proc_fd, pid, &began);
	if (proc_is_gone(r))
		return -ESRCH;
	if (r < 0)
		return errno_is_resource(r) ? r : 0;
	/* If a process started in the clock tick in which the listing started, it is not
	 * known which of the two started first, so 0 is returned. */
	return r > 0 || began < start->ticks;
}
