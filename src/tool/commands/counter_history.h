/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters of the namespace from one listing to the next. */
#ifndef COMMANDS_COUNTER_HISTORY_H
#define COMMANDS_COUNTER_HISTORY_H

#include <stdbool.h>

#include "model/counters.h"

struct child;

/* All zero: nothing was read yet. */
struct counter_history {
	struct counters now, since;
	bool has_now, has_since; /* since: there was a listing before */
};

/* Reads them; *ret_file is the one below /proc that could not be. */
int counter_history_read(struct counter_history *r, int proc_fd, const char **ret_file);

/* What a child has read, for the one that comes after it; see privilege/child.h. */
int counter_history_write(const struct counter_history *r, int fd);
int counter_history_hear(struct counter_history *r, const struct child *child);

#endif
