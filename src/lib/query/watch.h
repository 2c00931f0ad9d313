/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether TCP sockets came, went or moved between the kernel's tables while these were read, by the
 * counters of /proc/net: how many sockets listen or are connected, and how many connections have been
 * opened. */
#ifndef QUERY_WATCH_H
#define QUERY_WATCH_H

#include <stdbool.h>
#include <stdint.h>

enum watch_counter { WATCH_TCP, WATCH_TCP6, WATCH_OPENS, WATCH_MAX_ };

/* All zero is idle. */
struct watch {
	int fds[WATCH_MAX_]; /* -1: there is no such file */
	uint64_t first[WATCH_MAX_];
	bool is_open;
	bool is_blind; /* a counter could not be read */
	bool has_changed;
};

/* Opens the files, below /proc. Without them every watch finds a change. */
void watch_open(struct watch *w, int proc_fd);
void watch_close(struct watch *w);

void watch_begin(struct watch *w);

/* Looks at the counters that a socket changes back when it moves back, a few times: one that moves
 * all the time is caught by chance. */
void watch_look(struct watch *w);

/* Looks at all counters. True: one has changed since the beginning, or it is not known whether it
 * has. */
bool watch_end(struct watch *w);

#endif
