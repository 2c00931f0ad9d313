/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks through the descriptors of one process after the other. */
#ifndef OWNER_FD_SCAN_H
#define OWNER_FD_SCAN_H

#include <stdint.h>

#include "fd_tables.h"
#include "owner.h"
#include "process_identity.h"

/* What that costs, in microseconds: to look into a process, and at a file of one. */
enum { FD_SCAN_PROCESS_COST = 10, FD_SCAN_FILE_COST = 3 };

struct fd_scan {
	int proc_fd;
	struct owner_scope scope;
	uint32_t pid;
	int dir_fd; /* of the process, if it has to be a selected one; else -1 */
	uint32_t task; /* the process, or a thread of it with a table of its own */
	uint64_t cost; /* so far */
	struct listing_start since; /* the walker began */
	uint64_t
		follows_until_ns; /* of CLOCK_MONOTONIC: later it follows no younger processes */
	struct proc_image image; /* of the process; all 0: not known */
	unsigned int steps; /* since the deadline was looked at */
	struct owner_gaps gaps; /* so far */
	struct fd_tables tables; /* of the process */
	struct proc_numbers fds; /* of the task; closed between two */
};

/* scope may be NULL: all processes. */
void fd_scan_init(struct fd_scan *w, int proc_fd, const struct owner_scope *scope);
void fd_scan_release(struct fd_scan *w);

/* Goes on to a process; of one that is out of scope nothing is told. Errors are those of
 * process_select_decide. */
int fd_scan_begin(struct fd_scan *w, uint32_t pid);

/* Leaves out the table of the process itself, right after fd_scan_begin: those of its threads that
 * have left it are looked through. */
void fd_scan_skip_own_table(struct fd_scan *w);

/* Looks at its next file. FD_SCAN_SOCKET: *ret is set, FD_SCAN_NO_SOCKET: it was no socket, 0: no
 * more of this process, <0: error, that of the deadline too. */
enum { FD_SCAN_SOCKET = 1, FD_SCAN_NO_SOCKET };
int fd_scan_next(struct fd_scan *w, struct owner_record *ret);

#endif
