/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters of the network namespace from one listing to the next. */
#ifndef COMMANDS_COUNTER_HISTORY_H
#define COMMANDS_COUNTER_HISTORY_H

#include <stdbool.h>

#include "model/counters.h"

struct child;

/* All zero: nothing has been read. */
struct counter_history {
	struct counters now, since;
	/* has_since: there was an earlier listing. */
	bool has_now, has_since;
};

/* Reads the counters. On failure *ret_file is the file below /proc that could not be read.
 * -errno. */
int counter_history_read(struct counter_history *r, int proc_fd, const char **ret_file);

/* Hand what a child has read over to its parent, for the next child; see privilege/child.h.
 * -errno. */
int counter_history_write(const struct counter_history *r, int fd);
int counter_history_receive(struct counter_history *r, const struct child *child);

#endif
