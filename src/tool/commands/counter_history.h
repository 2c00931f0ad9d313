/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters of the network namespace at the last listing, and their growth since the
 * listing before. */
#ifndef COMMANDS_COUNTER_HISTORY_H
#define COMMANDS_COUNTER_HISTORY_H

#include <stdbool.h>

#include "model/counters.h"

struct child;
struct session;

/* The counters of the last two listings. A history with all bytes zero holds no counters. */
struct counter_history {
	/* now: the counters of the last listing; since: their growth since the listing
	 * before it */
	struct counters now, since;
	bool has_now, has_since;
};

/* Reads the counters for a new listing into r->now and sets r->since to their growth
 * since the last call. Returns 0 or an error of session_read_counters. */
int counter_history_read(struct counter_history *r, struct session *s);

/* counter_history_write sends r->now from a listing child to its parent, where
 * counter_history_receive stores it, because the next listing needs it. Both return 0 or
 * -errno. */
int counter_history_write(const struct counter_history *r, int fd);
int counter_history_receive(struct counter_history *r, const struct child *child);

#endif
