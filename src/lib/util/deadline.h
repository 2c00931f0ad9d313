/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A limit on how long work may take, in time and by a signal. */
#ifndef UTIL_DEADLINE_H
#define UTIL_DEADLINE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct deadline {
	/* CLOCK_MONOTONIC; 0: no limit */
	uint64_t at_ns;
	/* Set by a signal handler to end the work; NULL: no signal ends it. */
	const volatile sig_atomic_t *is_over;
};

/* Returns 0 while the work may go on, -ETIMEDOUT after the time has passed, -ECANCELED
 * after the signal. A NULL deadline never ends. */
int deadline_check(const struct deadline *d);

/* Returns whether an error is one that deadline_check() returns. */
bool deadline_is(int error);

#endif
