/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "deadline.h"

#include <errno.h>
#include <stddef.h>

#include "clock.h"

int deadline_check(const struct deadline *d)
{
	if (!d)
		return 0;
	if (d->is_over && *d->is_over)
		return -ECANCELED;
	return d->at_ns && clock_ns(CLOCK_MONOTONIC) >= d->at_ns ? -ETIMEDOUT : 0;
}

bool deadline_is(int error)
{
	return error == -ETIMEDOUT || error == -ECANCELED;
}
