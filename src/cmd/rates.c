/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rates.h"

#include <string.h>

#include "base/clock.h"
#include "family/netcounters.h"
#include "sys/child.h"

/* What a child tells: as of it any byte may be there, no type bool. */
struct told {
	uint8_t has_now;
	uint8_t has[COUNTER_MAX_];
	uint64_t value[COUNTER_MAX_];
	uint64_t at_ns, malformed;
};

int rates_read(struct rates *r, int proc_fd, const char **ret_file)
{
	struct counters now;

	int error = netcounters_read(proc_fd, clock_ns(CLOCK_MONOTONIC), &now, ret_file);
	if (error < 0)
		return error;
	if (r->has_now)
		counters_diff(&r->now, &now, &r->since);
	r->has_since = r->has_now;
	r->now = now;
	r->has_now = true;
	return 0;
}

int rates_write(const struct rates *r, int fd)
{
	struct told told;

	/* and what is between its members */
	memset(&told, 0, sizeof(told));
	told.has_now = r->has_now;
	for (size_t i = 0; i < COUNTER_MAX_; i++)
		told.has[i] = r->now.has[i];
	memcpy(told.value, r->now.value, sizeof(told.value));
	told.at_ns = r->now.at_ns;
	told.malformed = r->now.malformed;
	return child_write(fd, &told, sizeof(told));
}

int rates_hear(struct rates *r, const struct child *child)
{
	struct told told;

	int error = child_read(child, &told, sizeof(told));
	if (error < 0)
		return error;
	r->has_now = told.has_now;
	for (size_t i = 0; i < COUNTER_MAX_; i++)
		r->now.has[i] = told.has[i];
	memcpy(r->now.value, told.value, sizeof(told.value));
	r->now.at_ns = told.at_ns;
	r->now.malformed = told.malformed;
	return 0;
}
