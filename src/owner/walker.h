/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks through the descriptors of one process after the other. */
#ifndef OWNER_WALKER_H
#define OWNER_WALKER_H

#include <stdint.h>

#include "owner.h"
#include "since.h"
#include "tables.h"

/* What that costs, in microseconds: to look into a process, and at a file of one. */
enum { WALKER_PROCESS_COST = 10, WALKER_FILE_COST = 3 };

struct walker {
	int proc_fd;
	struct owner_scope scope;
	uint32_t pid;
	int dir_fd; /* of the process, if it has to be a selected one; else -1 */
	uint32_t task; /* the process, or a thread of it with a table of its own */
	uint64_t cost; /* so far */
	struct since since; /* the walker began */
	uint64_t
		follows_until_ns; /* of CLOCK_MONOTONIC: later it follows no younger processes */
	struct proc_image image; /* of the process; all 0: not known */
	unsigned int steps; /* since the deadline was looked at */
	struct owner_gaps gaps; /* so far */
	struct tables tables; /* of the process */
	struct proc_numbers fds; /* of the task; closed between two */
};

/* scope may be NULL: all processes. */
void walker_init(struct walker *w, int proc_fd, const struct owner_scope *scope);
void walker_release(struct walker *w);

/* Goes on to a process; of one that is out of scope nothing is told. Errors are those of
 * process_select_decide. */
int walker_begin(struct walker *w, uint32_t pid);

/* Leaves out the table of the process itself, right after walker_begin: those of its threads that
 * have left it are looked through. */
void walker_skip_own_table(struct walker *w);

/* Looks at its next file. WALKER_TOLD: *ret is set, WALKER_LOOKED: it was no socket, 0: no
 * more of this process, <0: error, that of the deadline too. */
enum { WALKER_TOLD = 1, WALKER_LOOKED };
int walker_next(struct walker *w, struct owner_record *ret);

#endif
