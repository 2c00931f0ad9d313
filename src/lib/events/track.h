/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes events of what a source tells of sockets, and remembers of each connection what is
 * to be told later on. Asks the kernel nothing. */
#ifndef EVENTS_TRACK_H
#define EVENTS_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "connections.h"
#include "event.h"

/* A birth whose port is not yet known, or a connection that is over: to be seen to later. */
struct track_later {
	uint64_t ns;
	uint64_t cookie;
};

struct track_queue {
	struct track_later *all;
	size_t first, len, cap; /* those before first are done with */
};

struct track {
	struct connections connections;
	struct connections listeners;
	struct track_queue held; /* births */
	struct track_queue closed;
	struct track_queue unowned;
	bool lacks_resets; /* the source does not tell of any */
	event_fn fn;
	void *arg;
};

int track_init(struct track *t, event_fn fn, void *arg);
void track_release(struct track *t);

/* Takes in one. What fn returns other than 0 is handed back. */
int track_trace(struct track *t, const struct trace *trace);

/* A socket as a dump shows it, that was there before; owner may be NULL. */
int track_known(struct track *t, const struct sock *s, const struct event_owner *owner,
		uint64_t now_ns);

/* A client's birth is told when its port is known, which the kernel gives it just after. When
 * there is one to be told though it still is not, in nanoseconds from now: -1 for none. */
int64_t track_next(struct track *t, uint64_t now_ns);

/* Tells them, and forgets what closed some time ago. */
int track_later(struct track *t, uint64_t now_ns);

/* Whether there are connections whose owner is to be sought among all processes: one that a
 * server accepted, which no process is there to see. After that, by track_known, they have been. */
bool track_lacks_owners(const struct track *t, uint64_t now_ns);

/* When there will be, in nanoseconds from now, and not before a moment; -1: never. */
int64_t track_next_seek(const struct track *t, uint64_t now_ns, uint64_t not_before_ns);
int track_owners_sought(struct track *t, uint64_t now_ns);

#endif
