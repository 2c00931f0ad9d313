/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long something may go on that others could keep going for ever. */
#ifndef UTIL_DEADLINE_H
#define UTIL_DEADLINE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct deadline {
	uint64_t at_ns; /* of CLOCK_MONOTONIC; 0: never */
	const volatile sig_atomic_t *is_over; /* set by a signal; NULL: by none */
};

/* 0: it may go on. -ETIMEDOUT, or -ECANCELED after the signal. NULL is no deadline. */
int deadline_check(const struct deadline *d);

/* Whether an error is one of deadline_check. */
bool deadline_is(int error);

#endif
