/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The finding of owners beside something else: by a thread of its own. */
#ifndef OWNER_OWNER_THREAD_H
#define OWNER_OWNER_THREAD_H

#include <pthread.h>
#include <stdbool.h>

#include "owner.h"

struct owner_index;

struct owner_thread {
	pthread_t thread;
	bool is_running;
	struct owner_index *holders;
	const struct owner_source_ops *source;
	int proc_fd;
	struct owner_scope scope;
	struct owner_gaps gaps;
	uint64_t ended_ns; /* of CLOCK_MONOTONIC */
	int r;
};

/* Begins to collect the owners of all sockets, see owner_index_collect; nobody else is to use the
 * holders until owner_thread_wait. The thread has the privileges that its maker has now. False: there
 * can be no thread. */
bool owner_thread_start(struct owner_thread *f, struct owner_index *holders,
			const struct owner_source_ops *source, int proc_fd,
			const struct owner_scope *scope);

/* Waits until that is done, and tells what owner_index_collect returned. */
int owner_thread_wait(struct owner_thread *f, struct owner_gaps *gaps);

#endif
