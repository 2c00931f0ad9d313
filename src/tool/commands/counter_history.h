/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters of the network namespace at the last listing, and their growth since the
 * listing before the last one. */
#ifndef COMMANDS_COUNTER_HISTORY_H
#define COMMANDS_COUNTER_HISTORY_H

#include <stdbool.h>

#include "model/counters.h"

struct child;
struct session;

/* The counters of the network namespace at the last listing, and their growth since the
 * listing before the last one. A struct with all bytes zero holds no counters. */
struct counter_history {
	/* now: the counters at the last listing; since: the growth of the counters from
	 * the listing before the last one to the last one */
	struct counters now, since;
	bool has_now, has_since;
};

/* Reads the counters for a new listing into r->now, and sets r->since to the growth of
 * the counters since the previous call of counter_history_read. Returns 0 or an error of
 * session_read_counters. */
int counter_history_read(struct counter_history *r, struct session *s);

/* In a child process that makes one listing, counter_history_write sends r->now to the
 * parent process, which stores it with counter_history_receive for the next listing. Both
 * functions return 0 or -errno. */
int counter_history_write(const struct counter_history *r, int fd);
int counter_history_receive(struct counter_history *r, const struct child *child);

#endif
