/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table of TCP connections by cookie; listeners have a table of their own. */
#ifndef EVENTS_CONNECTIONS_H
#define EVENTS_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"

struct connection {
	uint64_t cookie;
	/* CLOCK_MONOTONIC times of its birth (0: before tracking began), when it was
	 * first seen, and when it was closed (0: it is open) */
	uint64_t born_ns, seen_ns, closed_ns;
	/* next connection in its bucket, or next free entry */
	uint32_t next;
	/* number of the latest dump that had the connection */
	uint32_t round;
	/* number of resent SYNs that were seen */
	uint32_t retransmits;
	uint16_t local_port, peer_port;
	/* enum ip, enum state and enum event_side */
	uint8_t ip, state, side;
	/* number of searches for its owner so far */
	uint8_t tries;
	/* The birth event waits for the local port. */
	bool is_held;
	bool had_reset;
	/* The entry holds no connection. */
	bool is_free;
	struct addr local, peer;
	struct event_owner owner;
};

struct connections {
	struct connection *all;
	size_t len, cap;
	/* number of connections in `all` */
	size_t used;
	uint32_t first_free; /* MAP_NONE: none */
	/* hash table of indices into `all`; MAP_NONE ends a bucket */
	uint32_t *buckets;
	size_t buckets_count;
	/* random, so that chosen cookies cannot be made to collide */
	uint64_t seed;
};

int connections_init(struct connections *c);
void connections_release(struct connections *c);

/* Returns the connection with a cookie, or NULL. It is valid until the next
 * connections_add(). */
struct connection *connections_get(struct connections *c, uint64_t cookie);

/* Returns the connection with a cookie, which must not be 0, and adds it zeroed if it is
 * new. NULL: there is no memory. */
struct connection *connections_add(struct connections *c, uint64_t cookie);

void connections_remove(struct connections *c, uint64_t cookie);

/* Iterates over all connections: returns the connection after `after` (NULL: the first),
 * or NULL after the last. */
struct connection *connections_next(struct connections *c, struct connection *after);

/* Finds the owner that all listeners at the local end of a socket share. Listeners on the
 * address itself take precedence over listeners on any address. Returns false if there is
 * no single owner. */
bool connections_listener(struct connections *listeners, const struct sock *s,
			  struct event_owner *ret);

#endif
