/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters of the network namespace in the last listing, and their growth since the one
 * before. */
#ifndef COMMANDS_COUNTER_HISTORY_H
#define COMMANDS_COUNTER_HISTORY_H

#include <stdbool.h>

#include "model/counters.h"

struct child;
struct session;

/* The history is empty when all its bytes are zero. */
struct counter_history {
	/* the counters of the last listing, and their growth since the listing before it */
	struct counters now, since;
	bool has_now, has_since;
};

/* Reads the counters of a listing. Returns the errors of session_read_counters. */
int counter_history_read(struct counter_history *r, struct session *s);

/* Pass the counters that a listing child has read to its parent, for the next child. -errno of
 * child_write and child_read. */
int counter_history_write(const struct counter_history *r, int fd);
int counter_history_receive(struct counter_history *r, const struct child *child);

#endif
