/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns the reports of a source into events, and keeps for each connection what later
 * events need. Makes no system calls. */
#ifndef EVENTS_TRACK_H
#define EVENTS_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "connections.h"
#include "event.h"

/* A connection that must be handled at a later time. */
struct track_later {
	uint64_t ns, cookie;
};

struct track_queue {
	struct track_later *all;
	/* entries before `first` are done */
	size_t first, len, cap;
};

struct track {
	struct connections connections, listeners;
	/* connections whose birth event waits for the local port, closed connections that
	 * are kept for a while, and connections whose owner must be searched */
	struct track_queue held, closed, unowned;
	/* The source reports no resets. */
	bool lacks_resets;
	event_fn fn;
	void *arg;
};

int track_init(struct track *t, event_fn fn, void *arg);
void track_release(struct track *t);

/* Handles one report. A non-zero result of fn is returned. */
int track_trace(struct track *t, const struct trace *trace);

/* Notes a socket of a dump and its owner without an event. owner may be NULL. */
int track_known(struct track *t, const struct sock *s, const struct event_owner *owner,
		uint64_t now_ns);

/* Returns the nanoseconds until a birth event is due even though the port is still
 * unknown; -1: none waits. The kernel assigns a client's port just after its birth. */
int64_t track_next(struct track *t, uint64_t now_ns);

/* Emits the birth events that are due, and forgets connections that were closed some time
 * ago. */
int track_later(struct track *t, uint64_t now_ns);

/* Returns whether owners should be searched among all processes: for connections that a
 * server accepted, which happens outside of any process. track_owners_sought() ends that
 * search after track_known() was called for all sockets. */
bool track_lacks_owners(const struct track *t, uint64_t now_ns);

/* Returns the nanoseconds until track_lacks_owners() becomes true, but at least until
 * not_before_ns; -1: never. */
int64_t track_next_seek(const struct track *t, uint64_t now_ns, uint64_t not_before_ns);

/* Ends the search that track_lacks_owners() asked for. */
int track_owners_sought(struct track *t, uint64_t now_ns);

#endif
