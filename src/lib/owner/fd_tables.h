/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of file descriptors of a process: its own, and those of threads that have
 * left it for one of their own (unshare(2), CLONE_FILES). */
#ifndef OWNER_FD_TABLES_H
#define OWNER_FD_TABLES_H

#include <stdint.h>

#include "kernel/proc.h"

struct fd_tables {
	int proc_fd;
	int fd; /* that, or the directory of the process, */
	uint32_t at; /* and its number below it */
	uint32_t pid;
	uint32_t last; /* the task whose table was given last; 0: none yet */
	int numbers_are_ours; /* whether tasks can be compared; -1: not known yet */
	struct proc_numbers threads;
};

#define TABLES_INIT(fd)                                                                  \
	((struct fd_tables){                                                             \
		.proc_fd = (fd), .numbers_are_ours = -1, .threads = PROC_NUMBERS_INIT })

/* Begins a process. */
void fd_tables_begin(struct fd_tables *t, uint32_t pid);

/* The same by its directory, which stays the caller's: so that they are of no later process of
 * this number. */
void fd_tables_begin_here(struct fd_tables *t, int dir_fd, uint32_t pid);

/* The next task whose table is to be read, the process itself first. Threads that share
 * the one given before are passed over; where that cannot be found out (kcmp(2) is not to
 * be had, or this /proc has other numbers than we) so are those of as many descriptors
 * (told by the kernel since Linux 6.2). 1: *ret is set, 0: no more, <0: error. */
int fd_tables_next(struct fd_tables *t, uint32_t *ret);

/* Opens the table given last. */
int fd_tables_open(const struct fd_tables *t, struct proc_numbers *fds);

/* Passes over what is left of the process. */
void fd_tables_end(struct fd_tables *t);

#endif
