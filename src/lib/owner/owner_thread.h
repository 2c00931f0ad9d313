/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A thread that collects the owners of sockets while its caller does other work. */
#ifndef OWNER_OWNER_THREAD_H
#define OWNER_OWNER_THREAD_H

#include <pthread.h>
#include <stdbool.h>

#include "owner.h"

struct owner_index;

struct owner_thread {
	pthread_t thread;
	bool is_running;
	struct owner_index *index;
	const struct owner_source_ops *source;
	int proc_fd;
	struct owner_scope scope;
	struct owner_gaps gaps;
	/* Time of CLOCK_MONOTONIC, in nanoseconds, when the thread had collected all
	 * owners. */
	uint64_t ended_ns;
	/* The value that owner_index_collect returned in the thread. */
	int r;
};

/* Starts a thread that collects the owners of all sockets into `index` by calling
 * owner_index_collect. The caller must not use the index before owner_thread_wait has
 * returned. The thread gets the current privileges of the calling thread. Returns false
 * if no thread could be started. */
bool owner_thread_start(struct owner_thread *t, struct owner_index *index,
			const struct owner_source_ops *source, int proc_fd,
			const struct owner_scope *scope);

/* Waits until the thread that collects owners has ended. Sets *gaps to the counts of the
 * processes that the source of owners could not look into, and returns what
 * owner_index_collect returned. */
int owner_thread_wait(struct owner_thread *t, struct owner_gaps *gaps);

#endif
