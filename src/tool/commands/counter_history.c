/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "counter_history.h"

#include <string.h>

#include "diag/netcounters.h"
#include "privilege/child.h"
#include "util/clock.h"

/* What a child sends. The parent does not trust it, so that there is no bool here. */
struct counter_handover {
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
	struct counter_handover sent;

	/* with the padding between members */
	memset(&sent, 0, sizeof(sent));
	sent.has_now = r->has_now;
	for (size_t i = 0; i < COUNTER_MAX_; i++)
		sent.has[i] = r->now.has[i];
	memcpy(sent.value, r->now.value, sizeof(sent.value));
	sent.at_ns = r->now.at_ns;
	sent.malformed = r->now.malformed;
	return child_write(fd, &sent, sizeof(sent));
}

int counter_history_receive(struct counter_history *r, const struct child *child)
{
	struct counter_handover sent;

	int error = child_read(child, &sent, sizeof(sent));
	if (error < 0)
		return error;
	r->has_now = sent.has_now;
	for (size_t i = 0; i < COUNTER_MAX_; i++)
		r->now.has[i] = sent.has[i];
	memcpy(r->now.value, sent.value, sizeof(sent.value));
	r->now.at_ns = sent.at_ns;
	r->now.malformed = sent.malformed;
	return 0;
}
