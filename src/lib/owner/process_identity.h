/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a number is still that of the process that it was. */
#ifndef OWNER_PROCESS_IDENTITY_H
#define OWNER_PROCESS_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

struct stat;

/* A moment. One process at most has had a given number all the time since then: one that had
 * begun before, and is still there. */
struct listing_start {
	uint64_t ticks; /* of CLOCK_BOOTTIME, as /proc tells when a process began */
	uint64_t wall_ns; /* of CLOCK_REALTIME_COARSE, as it dates its directory */
	uint64_t ahead_ns; /* how far that was ahead of CLOCK_BOOTTIME, modulo 2^64 */
};

/* From now on. */
void listing_start_now(struct listing_start *ret);

/* Whether a directory or file of a process was there before, by what stat(2) says of it; so that
 * the process of this number was the same until it was looked up. False also where it cannot
 * be told. */
bool listing_start_is_after_stat(const struct listing_start *since,
				 const struct stat *st);

/* Whether the process that has the number now began later; false where it cannot be told. */
bool listing_start_is_before(const struct listing_start *since, int proc_fd,
			     uint32_t pid);

/* Whether the process that has the number now had it then; so that all was of it that has been
 * read meanwhile. 1: yes, 0: no, or it cannot be told; -ESRCH: there is none. -ENOMEM, -EMFILE or -ENFILE. */
int listing_start_is_after(const struct listing_start *since, int proc_fd, uint32_t pid);

#endif
