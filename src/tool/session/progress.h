/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A progress line on the terminal of stderr, which shows how many sockets and processes a
 * listing that takes more than a second has read so far. The line is rewritten in place,
 * and erased before any output. */
#ifndef SESSION_PROGRESS_H
#define SESSION_PROGRESS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel/context.h"

struct progress {
	/* The hook by which functions of the library report progress, for
	 * context.progress; hook.add is NULL if no progress is shown. */
	struct context_progress hook;
	atomic_uint_least64_t sockets, processes;
	/* The time of CLOCK_MONOTONIC, in nanoseconds, from which the progress line is
	 * written again; UINT64_MAX: the line is not written. */
	atomic_uint_least64_t next_ns;
	/* Protects the member is_shown, which says whether the progress line is shown,
	 * and ensures that no progress line is written after progress_end. */
	pthread_mutex_t lock;
	bool is_shown;
};

/* Initializes *p. No progress line is shown if stderr is no terminal that obeys control
 * sequences, or if is_wanted is false. */
void progress_init(struct progress *p, bool is_wanted);

/* Begins a listing, during which the progress line is shown from the end of the first
 * second. */
void progress_begin(struct progress *p);

/* Ends a listing, and erases the progress line if it is shown. May be called again for an
 * ended listing. */
void progress_end(struct progress *p);

#endif
