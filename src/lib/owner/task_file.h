/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the BPF program task_file.bpf.c writes of each hold on a socket. Shared by the
 * program and its reader, so fixed in layout. */
#ifndef OWNER_TASK_FILE_H
#define OWNER_TASK_FILE_H

#include <stdint.h>

enum {
	TASK_FILE_COMM = 16, /* TASK_COMM_LEN of linux/sched.h */
	/* Of so many sockets of a task at most it is looked up what becomes of their descriptors:
	 * that takes longer than all else. */
	TASK_FILE_LOOKED = 16,
};

enum task_file_kind {
	/* The descriptor stays open when the process executes another program. */
	TASK_FILE_KEPT,
	/* The descriptor is closed then. Of the task's descriptors behind it this is not looked
	 * up: one is enough to see whether it has executed another program. */
	TASK_FILE_CLOEXEC,
	/* It was not looked up; there is an image in place of the task name. */
	TASK_FILE_IMAGE,
	/* No descriptor, and nothing else: a task that began after the first read of the iterator,
	 * of which no more is written. */
	TASK_FILE_LATE,
};

struct task_file {
	uint64_t inode;
	uint32_t pid; /* the process, as the reader's pid namespace numbers it */
	uint32_t fd;
	union {
		char comm[TASK_FILE_COMM]; /* the process' task name, with its NUL */
		uint64_t image[2]; /* see image_number; the second is 0 */
	};
	uint32_t is_thread; /* of a thread's own table: 1, else 0 */
	uint32_t kind; /* enum task_file_kind */
};

#endif
