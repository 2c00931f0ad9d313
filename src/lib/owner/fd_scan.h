/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scans the descriptors of one process after the other. */
#ifndef OWNER_FD_SCAN_H
#define OWNER_FD_SCAN_H

#include <stdint.h>

#include "fd_tables.h"
#include "owner.h"
#include "process_identity.h"

/* Microseconds to look into a process, and to look at one of its files. */
enum { FD_SCAN_PROCESS_COST = 10, FD_SCAN_FILE_COST = 3 };

struct fd_scan {
	int proc_fd;
	struct owner_scope scope;
	uint32_t pid;
	/* Directory of the process if the process has to be a selected one, else -1. */
	int dir_fd;
	/* Estimated microseconds that the scan has taken so far. */
	uint64_t cost;
	struct listing_start start; /* when the scan began */
	/* After this time of CLOCK_MONOTONIC the scan skips processes that began after it. */
	uint64_t follows_until_ns;
	/* Image of the process; all 0: not known. */
	struct proc_image image;
	/* Calls of fd_scan_next since the deadline was checked. */
	unsigned int steps;
	/* What the scan could not look into so far. */
	struct owner_gaps gaps;
	struct fd_tables tables;
	/* Descriptors in the table that is being read; closed between two tables. */
	struct proc_numbers fds;
};

/* scope may be NULL: all processes. */
void fd_scan_init(struct fd_scan *scan, int proc_fd, const struct owner_scope *scope);
void fd_scan_release(struct fd_scan *scan);

/* Moves on to a process; a process that is out of scope has no files for fd_scan_next. Returns the
 * errors of process_select_decide. */
int fd_scan_begin(struct fd_scan *scan, uint32_t pid);

/* Looks at the next file of the process. Returns FD_SCAN_SOCKET and sets *ret, FD_SCAN_NO_SOCKET,
 * 0 at the end of the process, or an error, which may be that of the deadline. */
enum { FD_SCAN_SOCKET = 1, FD_SCAN_NO_SOCKET };
int fd_scan_next(struct fd_scan *scan, struct owner_record *ret);

#endif
