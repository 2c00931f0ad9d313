/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notices by the counters of /proc/net whether TCP sockets were opened, closed or moved
 * between the kernel's tables while these were read: the number of listening and
 * connected sockets, and of opened connections. */
#ifndef QUERY_WATCH_H
#define QUERY_WATCH_H

#include <stdbool.h>
#include <stdint.h>

enum watch_counter { WATCH_TCP, WATCH_TCP6, WATCH_OPENS, WATCH_MAX_ };

/* All zero is idle. */
struct watch {
	/* -1: there is no such file */
	int fds[WATCH_MAX_];
	uint64_t first[WATCH_MAX_];
	bool is_open;
	/* a counter could not be read */
	bool is_blind;
	bool has_changed;
};

/* Opens the files below /proc. Without them every watch reports a change. */
void watch_open(struct watch *w, int proc_fd);
void watch_close(struct watch *w);

void watch_begin(struct watch *w);

/* Reads the counters that revert when a socket moves back. A few calls during a dump
 * catch by chance a socket that moves all the time. */
void watch_look(struct watch *w);

/* Reads all counters. Returns true if one has changed since the beginning, or if that is
 * not known. */
bool watch_end(struct watch *w);

#endif
