/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks whether a pid still belongs to the process that a listing has seen. */
#ifndef OWNER_PROCESS_IDENTITY_H
#define OWNER_PROCESS_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

struct stat;

/* The time when a listing started. A process that started before the listing and still
 * exists has had its pid all the time, so everything that the listing has read by this
 * pid is of this process. */
struct listing_start {
	/* Time of CLOCK_BOOTTIME when the listing started, in the unit of
	 * PROC_STAT_START. */
	uint64_t ticks;
	/* Time of CLOCK_REALTIME_COARSE when the listing started, in nanoseconds. The
	 * times of directories in /proc are of this clock. */
	uint64_t wall_ns;
	/* The difference CLOCK_REALTIME minus CLOCK_BOOTTIME when the listing started, in
	 * nanoseconds modulo 2^64. */
	uint64_t ahead_ns;
};

/* Sets *ret to the current time, as the time when a listing starts. */
void listing_start_now(struct listing_start *ret);

/* Returns whether the listing started after the kernel made a directory or file of a
 * process in /proc. *st: result of stat(2) for this directory or file. If the listing
 * started later, one process had the pid from the start of the listing to the stat(2).
 * Returns false if the order cannot be found out. */
bool listing_start_is_after_stat(const struct listing_start *start,
				 const struct stat *st);

/* Returns whether the process that now has this pid started after the listing started;
 * false if the order cannot be found out. */
bool listing_start_is_before(const struct listing_start *start, int proc_fd,
			     uint32_t pid);

/* Finds out whether the process that now has this pid started before the listing started,
 * which proves that everything that the listing has read by this pid is of this process.
 * Returns 1 if the process started before the listing, 0 if the process started later or
 * the order cannot be found out, -ESRCH if no process has the pid, or -ENOMEM, -EMFILE or
 * -ENFILE. */
int listing_start_is_after(const struct listing_start *start, int proc_fd, uint32_t pid);

#endif
