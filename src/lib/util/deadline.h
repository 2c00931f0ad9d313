/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A limit on how long work may take, in time and by a signal. */
#ifndef UTIL_DEADLINE_H
#define UTIL_DEADLINE_H

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "clock.h"

struct deadline {
	/* Time of CLOCK_MONOTONIC at which the work ends; 0: no limit. */
	uint64_t at_ns;
	/* Set by a signal handler to end the work; NULL: no signal ends it. */
	const volatile sig_atomic_t *is_over;
};

/* Returns 0 while the work may go on, -ETIMEDOUT after the time has passed, -ECANCELED
 * after the signal. A NULL deadline never ends. */
static inline int deadline_check(const struct deadline *d)
{
	if (d && d->is_over && *d->is_over)
		return -ECANCELED;
	return d && d->at_ns && clock_ns(CLOCK_MONOTONIC) >= d->at_ns ? -ETIMEDOUT : 0;
}

/* Returns whether an error is one that deadline_check() returns. */
static inline bool deadline_is(int error)
{
	return error == -ETIMEDOUT || error == -ECANCELED;
}

#endif
