/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads /proc/<pid>/stat (proc_pid_stat(5)). proc_fd and pid are as in proc.h. */
#ifndef KERNEL_PROC_STAT_H
#define KERNEL_PROC_STAT_H

#include <stdint.h>

/* Reads the parent and the process group; both are 0 if they are outside the pid namespace.
 * Returns -EBADMSG if the stat file is malformed. */
int proc_read_stat(int proc_fd, uint32_t pid, uint32_t *ret_ppid, uint32_t *ret_pgid);

/* Fields of the stat file, as numbered by proc_pid_stat(5). PROC_STAT_START is in ticks of
 * sysconf(_SC_CLK_TCK) by CLOCK_BOOTTIME. */
enum {
	PROC_STAT_PPID = 4,
	PROC_STAT_PGRP = 5,
	PROC_STAT_FLAGS = 9,
	PROC_STAT_THREADS = 20,
	PROC_STAT_START = 22,
	PROC_STAT_START_CODE = 26,
	PROC_STAT_START_STACK = 28,
	PROC_STAT_ARG_START = 48,
};

/* Reads one field, by its number. Returns -EBADMSG if the stat file is malformed. */
int proc_read_stat_number(int proc_fd, uint32_t pid, int field, uint64_t *ret);

/* Numbers that stay the same while a process runs the same program. */
struct proc_image {
	/* When the process began, in the unit of PROC_STAT_START; 0: not known. */
	uint64_t start;
	/* The program that it runs, by image_number(); 0: not known. */
	uint64_t program;
};

/* Reads the numbers of a process. Returns -ENODATA if it has no memory of its own or the
 * caller may not know them, -EBADMSG if the stat file is malformed. */
int proc_read_image(int proc_fd, uint32_t pid, struct proc_image *ret);

#endif
