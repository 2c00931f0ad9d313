/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns traces (reports of an event source) into events, and keeps the data of each
 * connection that its later events need. Makes no system calls. */
#ifndef EVENTS_TRACK_H
#define EVENTS_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "connections.h"
#include "event.h"

/* An entry of a queue of connections to handle later. cookie: cookie of the connection.
 * ns: CLOCK_MONOTONIC time in nanoseconds. In the queue `unowned`, ns is the time when
 * the entry is due; in the queues `held` and `closed`, the time when the wait began. */
struct track_later {
	uint64_t ns, cookie;
};

struct track_queue {
	struct track_later *all;
	/* first: index of the first entry that is not yet handled; len: number of
	 * entries, handled or not; cap: number of allocated entries */
	size_t first, len, cap;
};

struct track {
	struct connections connections, listeners;
	/* held: connections whose EVENT_BIRTH waits for the local port. closed: closed
	 * connections, kept because a reset may follow. unowned: connections whose owner
	 * must be searched for. */
	struct track_queue held, closed, unowned;
	/* whether the event source does not report resets */
	bool lacks_resets;
	event_fn fn;
	void *arg;
};

int track_init(struct track *t, event_fn fn, void *arg);
void track_release(struct track *t);

/* Handles one trace (report of an event source): updates the traced connection and emits
 * events. Returns 0, an error, or a result of the event callback other than 0. */
int track_trace(struct track *t, const struct trace *trace);

/* Records a socket that a dump contained, and its owner, without emitting an event.
 * owner: NULL if no owner is known. now_ns: CLOCK_MONOTONIC time in nanoseconds. */
int track_known(struct track *t, const struct sock *s, const struct event_owner *owner,
		uint64_t now_ns);

/* Returns the nanoseconds until an EVENT_BIRTH that waits for its local port must be
 * emitted without the port; -1: no event waits. An EVENT_BIRTH may have to wait, because
 * the kernel reports the start of a connection before choosing the port. */
int64_t track_next(struct track *t, uint64_t now_ns);

/* Emits each EVENT_BIRTH whose wait for the local port has ended at now_ns, and forgets
 * connections that were closed at least a second before now_ns. */
int track_later(struct track *t, uint64_t now_ns);

/* Returns whether it is time to search all processes for the owners of connections. The
 * search finds the owners of connections that a server accepted, which events do not name
 * because the kernel accepts connections outside of any process. After the search, the
 * caller calls track_known() for all sockets, then track_owners_sought(). */
bool track_lacks_owners(const struct track *t, uint64_t now_ns);

/* Returns the nanoseconds from now_ns until the owners of connections should be searched
 * for, but not before the time not_before_ns; -1: no connection waits for a search. */
int64_t track_next_seek(const struct track *t, uint64_t now_ns, uint64_t not_before_ns);

/* Ends a search for owners. Connections whose owner was not found are queued for a later
 * search, up to a maximum number of searches. */
int track_owners_sought(struct track *t, uint64_t now_ns);

#endif
