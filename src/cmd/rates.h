/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters of the namespace from one listing to the next. */
#ifndef CMD_RATES_H
#define CMD_RATES_H

#include <stdbool.h>

#include "model/counters.h"

struct child;

/* All zero: nothing was read yet. */
struct rates {
	struct counters now, since;
	bool has_now, has_since; /* since: there was a listing before */
};

/* Reads them; *ret_file is the one below /proc that could not be. */
int rates_read(struct rates *r, int proc_fd, const char **ret_file);

/* What a child has read, for the one that comes after it; see sys/child.h. */
int rates_write(const struct rates *r, int fd);
int rates_hear(struct rates *r, const struct child *child);

#endif
