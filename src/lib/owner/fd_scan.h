/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A scan of the descriptors of processes in /proc/<pid>/fd, one process after the
 * other. */
#ifndef OWNER_FD_SCAN_H
#define OWNER_FD_SCAN_H

#include <stdint.h>

#include "fd_tables.h"
#include "owner.h"
#include "process_identity.h"

/* Estimated microseconds to begin with a process (FD_SCAN_PROCESS_COST), and to look at
 * one of its descriptors (FD_SCAN_FILE_COST). */
enum { FD_SCAN_PROCESS_COST = 10, FD_SCAN_FILE_COST = 3 };

struct fd_scan {
	int proc_fd;
	struct owner_scope scope;
	uint32_t pid;
	/* Descriptor of the directory /proc/<pid> of the process that is being scanned,
	 * which is opened if only selected processes are reported; -1: not open. */
	int dir_fd;
	/* Estimated microseconds that the scan has taken so far, in all processes. */
	uint64_t cost;
	/* When the search for owners began: scope.start or, if scope.start is NULL, the
	 * time of the call of fd_scan_init. */
	struct listing_start start;
	/* Time of CLOCK_MONOTONIC, in nanoseconds, after which processes that began after
	 * the member `start` are skipped. */
	uint64_t follows_until_ns;
	/* Image of the process that is being scanned; all members 0: the image was not
	 * read. */
	struct proc_image image;
	/* Number of calls of fd_scan_next since the deadline was checked last. */
	unsigned int steps;
	/* Numbers of the processes that the scan could not look into so far. */
	struct owner_gaps gaps;
	struct fd_tables tables;
	/* Iterates over the descriptors in the descriptor table that is being read; it is
	 * closed while no table is read. */
	struct proc_numbers fds;
};

/* Initializes a scan of processes below proc_fd. scope: which processes are scanned;
 * NULL: all processes. */
void fd_scan_init(struct fd_scan *scan, int proc_fd, const struct owner_scope *scope);
void fd_scan_release(struct fd_scan *scan);

/* Moves the scan on to the process with this pid. If the scan's scope excludes the
 * process, fd_scan_next finds no descriptors of it. Returns 0, or an error of
 * process_select_decide. */
int fd_scan_begin(struct fd_scan *scan, uint32_t pid);

/* Results of fd_scan_next. FD_SCAN_SOCKET: the descriptor is of a socket.
 * FD_SCAN_NO_SOCKET: the descriptor is of another file. */
enum { FD_SCAN_SOCKET = 1, FD_SCAN_NO_SOCKET };

/* Looks at the next descriptor of the process. Returns FD_SCAN_SOCKET and sets *ret,
 * FD_SCAN_NO_SOCKET, 0 after the last descriptor of the process, or -errno, which may be
 * an error of deadline_check. */
int fd_scan_next(struct fd_scan *scan, struct owner_record *ret);

#endif
