/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The finding of owners beside something else: by a thread of its own. */
#ifndef OWNER_FINDER_H
#define OWNER_FINDER_H

#include <pthread.h>
#include <stdbool.h>

#include "owner.h"

struct holders;

struct finder {
	pthread_t thread;
	bool is_running;
	struct holders *holders;
	const struct owner_source_ops *source;
	int proc_fd;
	struct owner_scope scope;
	struct owner_gaps gaps;
	uint64_t ended_ns; /* of CLOCK_MONOTONIC */
	int r;
};

/* Begins to collect the owners of all sockets, see holders_collect; nobody else is to use the
 * holders until finder_wait. The thread has the privileges that its maker has now. False: there
 * can be no thread. */
bool finder_start(struct finder *f, struct holders *holders,
		  const struct owner_source_ops *source, int proc_fd,
		  const struct owner_scope *scope);

/* Waits until that is done, and tells what holders_collect returned. */
int finder_wait(struct finder *f, struct owner_gaps *gaps);

#endif
