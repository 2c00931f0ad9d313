/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of file descriptors of a process: its own, and those of threads that have a
 * table of their own (unshare(2), CLONE_FILES). */
#ifndef OWNER_FD_TABLES_H
#define OWNER_FD_TABLES_H

#include <stdint.h>

#include "kernel/proc.h"

struct fd_tables {
	int proc_fd;
	/* Descriptor below which the files of the process are opened: proc_fd, or the
	 * directory of the process. */
	int fd;
	/* Path of the process below the directory `fd`: the pid of the process if fd is
	 * proc_fd, or PROC_HERE if fd is the directory of the process. */
	uint32_t at;
	/* Pid of the process; 0: there is no process, or fd_tables_next has given all its
	 * descriptor tables. */
	uint32_t pid;
	/* Task number of the process, or of its thread, whose descriptor table
	 * fd_tables_next gave last; 0: no table was given yet. */
	uint32_t task;
	/* Whether the task numbers in /proc are those of the pid namespace of sockstat,
	 * so that kcmp(2) can be used: 1: yes; 0: no; -1: not known yet. */
	int numbers_are_ours;
	/* Iterates over the threads of the process. */
	struct proc_numbers threads;
};

#define TABLES_INIT(fd)                                                                  \
	((struct fd_tables){                                                             \
		.proc_fd = (fd), .numbers_are_ours = -1, .threads = PROC_NUMBERS_INIT })

/* Begins with the descriptor tables of the process with this pid. dir_fd is the directory
 * of the process in /proc, which the caller keeps open: then all tables are of this
 * process even if its pid is reused meanwhile. dir_fd -1: the process is found by its
 * pid. */
void fd_tables_begin(struct fd_tables *t, int dir_fd, uint32_t pid);

/* Finds the next task of the process whose descriptor table is to be read, the process
 * itself first. Returns 1 and sets t->task, 0 after the last table, or -errno. A thread
 * that shares a table which was given before is skipped. If kcmp(2) is not available, or
 * if this /proc numbers tasks differently from the pid namespace of sockstat, threads
 * with an equal number of descriptors are taken to share a table (the kernel shows this
 * number since Linux 6.2). */
int fd_tables_next(struct fd_tables *t);

/* Opens the descriptor table of t->task: *fds then iterates over its descriptors. Returns
 * 0 or -errno. */
int fd_tables_open(const struct fd_tables *t, struct proc_numbers *fds);

/* Ends the iteration over the descriptor tables of the process: fd_tables_next gives no
 * more of them. */
void fd_tables_end(struct fd_tables *t);

#endif
