/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The record that the BPF program task_file.bpf.c writes for each descriptor of a socket. The
 * program and its reader share it, so its layout is fixed. */
#ifndef OWNER_TASK_FILE_H
#define OWNER_TASK_FILE_H

#include <stdint.h>

enum {
	/* TASK_COMM_LEN of linux/sched.h. */
	TASK_FILE_COMM = 16,
	/* Number of descriptors of a task that are checked for close-on-exec, which takes
	 * most of the time. */
	TASK_FILE_CHECKED = 16,
};

enum task_file_kind {
	/* The descriptor stays open when the process executes another program. */
	TASK_FILE_KEPT,
	/* The descriptor is closed when the process executes another program. Later
	 * descriptors of the task are not checked, because this one is enough to see
	 * whether the process has executed another program. */
	TASK_FILE_CLOEXEC,
	/* Close-on-exec was not checked; the record has the image in place of the task
	 * name. */
	TASK_FILE_IMAGE,
	/* The iterator has come to a task that began after its first read. The record has
	 * no other data. */
	TASK_FILE_LATE,
};

struct task_file {
	uint64_t inode;
	/* Pid of the process in the reader's pid namespace. */
	uint32_t pid;
	uint32_t fd;
	union {
		/* Task name of the process, with its NUL. */
		char comm[TASK_FILE_COMM];
		/* The result of image_number, and 0. */
		uint64_t image[2];
	};
	/* 1 if the fd is of a thread's own table, else 0. */
	uint32_t is_thread;
	/* A value of enum task_file_kind. */
	uint32_t kind;
};

#endif
