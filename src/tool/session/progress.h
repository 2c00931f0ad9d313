/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line on the terminal of stderr that shows how far a listing of more than a second is. It is
 * rewritten in place, and erased before any output. */
#ifndef SESSION_PROGRESS_H
#define SESSION_PROGRESS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel/context.h"

struct progress {
	/* The member of struct context; add is NULL if no progress is shown. */
	struct context_progress hook;
	atomic_uint_least64_t sockets, processes;
	/* Time of CLOCK_MONOTONIC, in nanoseconds, from which the line is written next;
	 * UINT64_MAX: it is not written. */
	atomic_uint_least64_t next_ns;
	/* Protects is_shown, and that nothing is written behind the end. */
	pthread_mutex_t lock;
	bool is_shown;
};

/* Initializes *p. Nothing is shown if stderr is no terminal that obeys control sequences, or if
 * is_wanted is not set. */
void progress_init(struct progress *p, bool is_wanted);

/* Begins a listing, for which the line is shown after a second. */
void progress_begin(struct progress *p);

/* Ends it: erases the line if it is shown. May be called again. */
void progress_end(struct progress *p);

#endif
