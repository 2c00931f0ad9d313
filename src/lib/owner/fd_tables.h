/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the descriptor tables of a process: the table of the process itself, and the
 * tables of threads that have a table of their own (unshare(2) with CLONE_FILES). */
#ifndef OWNER_FD_TABLES_H
#define OWNER_FD_TABLES_H

#include <stdint.h>

#include "kernel/proc.h"

struct fd_tables {
	int proc_fd;
	/* Descriptor of the directory below which the files of the process are opened:
	 * proc_fd, or the directory of the process in /proc. */
	int fd;
	/* The process's path below the directory `fd`: the pid of the process if fd is
	 * proc_fd, or PROC_HERE if fd is the directory of the process. */
	uint32_t at;
	/* Pid of the process; 0 if there is no process or if fd_tables_next has found all
	 * descriptor tables of the process. */
	uint32_t pid;
	/* Number of the task (the process or one of its threads) whose descriptor table
	 * fd_tables_next found last; 0 if no descriptor table was found yet. */
	uint32_t task;
	/* 1 if the task numbers in /proc are those of the pid namespace of sockstat,
	 * which kcmp(2) needs; 0 if the task numbers are of another pid namespace; -1 if
	 * the pid namespace was not compared yet. */
	int numbers_are_ours;
	/* Iterates over the numbers of the process's threads. */
	struct proc_numbers threads;
};

#define TABLES_INIT(fd)                                                                  \
	((struct fd_tables){                                                             \
		.proc_fd = (fd), .numbers_are_ours = -1, .threads = PROC_NUMBERS_INIT })

/* Begins to find the descriptor tables of the process with this pid. dir_fd is the
 * directory of the process in /proc, which the caller keeps open: all descriptor tables
 * are then of this process even if its pid is reused. If dir_fd is -1, the process is
 * looked up by its pid. */
void fd_tables_begin(struct fd_tables *t, int dir_fd, uint32_t pid);

/* Finds the next task of the process whose descriptor table is to be read: first the
 * process itself, then each thread that has another descriptor table than the process and
 * than the task found last. Returns 1 and sets t->task, 0 after the last task, or -errno.
 *
 * Tables are compared by kcmp(2). If kcmp(2) is not available, or if this /proc numbers
 * tasks differently from the pid namespace of sockstat, threads with an equal number of
 * descriptors are taken to share a table. The kernel shows the number of descriptors
 * since Linux 6.2. */
int fd_tables_next(struct fd_tables *t);

/* Opens the descriptor table of the task t->task: *fds then iterates over the descriptors
 * in this table. Returns 0 or -errno. */
int fd_tables_open(const struct fd_tables *t, struct proc_numbers *fds);

/* Ends the search for the descriptor tables of the process: fd_tables_next then returns
 * 0. */
void fd_tables_end(struct fd_tables *t);

#endif
