/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "counter_history.h"

#include <string.h>

#include "diag/netcounters.h"
#include "privilege/child.h"
#include "util/clock.h"

/* What a child tells: as of it any byte may be there, no type bool. */
struct seen_sockets {
	uint8_t has_now;
	uint8_t has[COUNTER_MAX_];
	uint64_t value[COUNTER_MAX_];
	uint64_t at_ns, malformed;
};

int counter_history_read(struct counter_history *r, int proc_fd, const char **ret_file)
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

int counter_history_write(const struct counter_history *r, int fd)
{
	struct seen_sockets told;

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

int counter_history_hear(struct counter_history *r, const struct child *child)
{
	struct seen_sockets told;

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
