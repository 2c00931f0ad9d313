/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A limit on how long work may take: the work ends at a point in time or at a signal. */
#ifndef UTIL_DEADLINE_H
#define UTIL_DEADLINE_H

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "clock.h"

struct deadline {
	/* Time of CLOCK_MONOTONIC, in nanoseconds, at which the work ends; 0: there is no
	 * time limit. */
	uint64_t at_ns;
	/* Flag that a signal handler sets to end the work; NULL: no signal ends the
	 * work. */
	const volatile sig_atomic_t *is_over;
};

/* Returns 0 while the work may go on, -ETIMEDOUT once the time d->at_ns has passed,
 * -ECANCELED once the flag *d->is_over is set. If d is NULL, always returns 0. */
static inline int deadline_check(const struct deadline *d)
{
	if (d && d->is_over && *d->is_over)
		return -ECANCELED;
	return d && d->at_ns && clock_ns(CLOCK_MONOTONIC) >= d->at_ns ? -ETIMEDOUT : 0;
}

/* Returns whether `error` is one of the errors that deadline_check() returns. */
static inline bool deadline_is(int error)
{
	return error == -ETIMEDOUT || error == -ECANCELED;
}

#endif
