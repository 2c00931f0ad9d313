/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters of the network namespace in the last listing, and their growth since the listing
 * before. */
#ifndef COMMANDS_COUNTER_HISTORY_H
#define COMMANDS_COUNTER_HISTORY_H

#include <stdbool.h>

#include "model/counters.h"

struct child;
struct session;

/* The counters of the last two listings. A history with all bytes zero holds no counters. */
struct counter_history {
	/* the counters of the last listing (now), and their growth since the listing before it
	 * (since) */
	struct counters now, since;
	bool has_now, has_since;
};

/* Reads the counters for a listing into now, and sets since. Returns 0 or an error of
 * session_read_counters. */
int counter_history_read(struct counter_history *r, struct session *s);

/* Pass the counters that a listing child has read to its parent, which needs them for the next
 * listing. Return 0, or an error of child_write or child_read. */
int counter_history_write(const struct counter_history *r, int fd);
int counter_history_receive(struct counter_history *r, const struct child *child);

#endif
