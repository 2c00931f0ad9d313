/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "counter_history.h"

#include <string.h>

#include "privilege/child.h"
#include "session/session.h"

/* The record by which a child process that makes one listing passes its counters to its
 * parent process. No member is a bool, because the parent does not trust the child: a
 * byte read as a bool could have a value other than 0 and 1. */
struct counter_handover {
	uint8_t has_now;
	uint8_t has[COUNTER_MAX_];
	uint64_t value[COUNTER_MAX_];
	uint64_t at_ns, malformed;
};

int counter_history_read(struct counter_history *r, struct session *s)
{
	struct counters now;

	int error = session_read_counters(s, &now);
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

	/* the padding bytes of `sent` are sent to the parent process, too: they must not
	 * contain old memory of the child process */
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
