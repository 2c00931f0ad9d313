/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the BPF program task_file.bpf.c writes of each hold on a socket. Shared by the
 * program and its reader, so fixed in layout. */
#ifndef OWNER_TASK_FILE_H
#define OWNER_TASK_FILE_H

#include <stdint.h>

enum { TASK_FILE_COMM = 16 }; /* TASK_COMM_LEN of linux/sched.h */

enum task_file_kind {
	/* The descriptor stays open when the process executes another program. */
	TASK_FILE_KEPT,
	/* The descriptor is closed then. */
	TASK_FILE_CLOEXEC,
	/* No descriptor: a task that began after the first read of the iterator. Nothing more is
	 * written of it; pid is that of the task, not that of its process. */
	TASK_FILE_YOUNG,
};

struct task_file {
	uint64_t inode;
	uint32_t pid; /* the process, as the reader's pid namespace numbers it */
	uint32_t fd;
	char comm[TASK_FILE_COMM]; /* the process' task name, with its NUL */
	uint32_t is_thread; /* of a thread's own table: 1, else 0 */
	uint32_t kind; /* enum task_file_kind */
};

#endif
