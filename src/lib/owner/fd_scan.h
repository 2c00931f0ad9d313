/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A scan of the descriptors in /proc/<pid>/fd of one process after the other. */
#ifndef OWNER_FD_SCAN_H
#define OWNER_FD_SCAN_H

#include <stdint.h>

#include "fd_tables.h"
#include "owner.h"
#include "process_identity.h"

/* Estimated microseconds that a scan takes to begin with a process
 * (FD_SCAN_PROCESS_COST), and to look at one descriptor of the process
 * (FD_SCAN_FILE_COST). */
enum { FD_SCAN_PROCESS_COST = 10, FD_SCAN_FILE_COST = 3 };

struct fd_scan {
	int proc_fd;
	struct owner_scope scope;
	uint32_t pid;
	/* Descriptor of the directory /proc/<pid> of the process that is being scanned;
	 * -1 if the directory is not open, because all processes are scanned, not only
	 * selected ones. */
	int dir_fd;
	/* Estimated time in microseconds that the scan has taken so far, for all
	 * processes together. */
	uint64_t cost;
	/* Time when the search for owners began: scope.start or, if scope.start is NULL,
	 * the time when fd_scan_init was called. */
	struct listing_start start;
	/* Time of CLOCK_MONOTONIC, in nanoseconds, until which the scan also looks into
	 * processes that started after the time in the member `start`. */
	uint64_t follows_until_ns;
	/* Image of the process that is being scanned (numbers of its start and its
	 * program); all members are 0 if the image was not read. */
	struct proc_image image;
	/* Number of calls of fd_scan_next since the last check of the deadline. */
	unsigned int steps;
	/* Counts of the processes that the scan could not look into so far. */
	struct owner_gaps gaps;
	struct fd_tables tables;
	/* Iterates over the descriptors of the descriptor table that is being read;
	 * closed while no descriptor table is read. */
	struct proc_numbers fds;
};

/* Initializes a scan of the processes in the /proc directory proc_fd. `scope` says which
 * processes are scanned (NULL: all processes). */
void fd_scan_init(struct fd_scan *scan, int proc_fd, const struct owner_scope *scope);
void fd_scan_release(struct fd_scan *scan);

/* Begins to scan the process with this pid. If the scope of the scan excludes the
 * process, fd_scan_next finds no descriptors of the process. Returns 0 or -errno. */
int fd_scan_begin(struct fd_scan *scan, uint32_t pid);

/* Results of fd_scan_next for one descriptor. FD_SCAN_SOCKET: the descriptor is of a
 * socket. FD_SCAN_NO_SOCKET: the descriptor is not of a socket. */
enum { FD_SCAN_SOCKET = 1, FD_SCAN_NO_SOCKET };

/* Looks at the next descriptor of the process that is being scanned. Returns
 * FD_SCAN_SOCKET and sets *ret if the descriptor is of a socket, FD_SCAN_NO_SOCKET if the
 * descriptor is not of a socket, 0 after the last descriptor of the process, or -errno,
 * which may be an error of deadline_check. */
int fd_scan_next(struct fd_scan *scan, struct owner_record *ret);

#endif
