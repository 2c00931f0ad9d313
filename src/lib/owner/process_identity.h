/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks whether a pid is still the pid of the process that a listing has seen. */
#ifndef OWNER_PROCESS_IDENTITY_H
#define OWNER_PROCESS_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

struct stat;

/* When a listing started. A process that began before the start and still exists has had
 * its pid since then, so everything read by this pid during the listing is of this
 * process. */
struct listing_start {
	/* The start by CLOCK_BOOTTIME, in the unit of PROC_STAT_START. */
	uint64_t ticks;
	/* The start by CLOCK_REALTIME_COARSE, which dates the directories of /proc, in
	 * nanoseconds. */
	uint64_t wall_ns;
	/* CLOCK_REALTIME minus CLOCK_BOOTTIME at the start, in nanoseconds modulo
	 * 2^64. */
	uint64_t ahead_ns;
};

/* Sets *ret to the current time. */
void listing_start_now(struct listing_start *ret);

/* Returns whether the listing started after a directory or file of a process was made,
 * whose stat(2) is *st. If it did, the pid has belonged to the same process from the
 * start of the listing to the stat(2). Returns false also if this cannot be found out. */
bool listing_start_is_after_stat(const struct listing_start *start,
				 const struct stat *st);

/* Returns whether the process that has the pid now began after the listing started; false
 * also if this cannot be found out. */
bool listing_start_is_before(const struct listing_start *start, int proc_fd,
			     uint32_t pid);

/* Finds out whether the process that has the pid now began before the listing started,
 * which proves that everything read by this pid during the listing is of this process.
 * Returns 1 if the process began before the listing, 0 if it did not or if this cannot be
 * found out, -ESRCH if no process has the pid, or -ENOMEM, -EMFILE or -ENFILE. */
int listing_start_is_after(const struct listing_start *start, int proc_fd, uint32_t pid);

#endif
