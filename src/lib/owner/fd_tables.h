/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of file descriptors of a process: its own, and those of threads that do not share it
 * (unshare(2), CLONE_FILES). */
#ifndef OWNER_FD_TABLES_H
#define OWNER_FD_TABLES_H

#include <stdint.h>

#include "kernel/proc.h"

struct fd_tables {
	int proc_fd;
	/* Files of the process are opened below fd, where the process has the number `at`: proc_fd
	 * and the pid, or the directory of the process and PROC_HERE. */
	int fd;
	uint32_t at;
	/* The process; 0: there is none, or all its tables were given. */
	uint32_t pid;
	/* The process, or the thread of it, whose table fd_tables_next gave last; 0: none yet. */
	uint32_t task;
	/* Whether this /proc has the task numbers of our pid namespace, without which kcmp(2)
	 * cannot be used; -1: not known yet. */
	int numbers_are_ours;
	/* Iterates over the threads of the process. */
	struct proc_numbers threads;
};

#define TABLES_INIT(fd)                                                                  \
	((struct fd_tables){                                                             \
		.proc_fd = (fd), .numbers_are_ours = -1, .threads = PROC_NUMBERS_INIT })

/* Begins a process. dir_fd is its directory, which the caller keeps open: then the tables are of
 * this process even if its pid is reused meanwhile. With -1 the process is found by its pid. */
void fd_tables_begin(struct fd_tables *t, int dir_fd, uint32_t pid);

/* Finds the next task whose table is to be read, the process itself first. Threads that
 * share the table given before are skipped. Where kcmp(2) is not available, or where this
 * /proc numbers tasks differently from our pid namespace, threads with an equal number of
 * descriptors are taken to share a table (the kernel reports the number since Linux 6.2).
 * Returns 1 and sets t->task, 0 at the end, or an error. */
int fd_tables_next(struct fd_tables *t);

/* Opens the table of t->task. */
int fd_tables_open(const struct fd_tables *t, struct proc_numbers *fds);

/* Skips the remaining tables of the process. */
void fd_tables_end(struct fd_tables *t);

#endif
