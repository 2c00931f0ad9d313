/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hash table of TCP connections, or of listeners, by cookie. */
#ifndef EVENTS_CONNECTIONS_H
#define EVENTS_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"

struct connection {
	uint64_t cookie;
	/* Times of CLOCK_MONOTONIC in nanoseconds. born_ns: when the connection began; 0:
	 * before tracking began. seen_ns: when it was first seen. closed_ns: when it was
	 * closed; 0: it is open. */
	uint64_t born_ns, seen_ns, closed_ns;
	/* index in connections.all of the next connection in the same hash bucket, or of
	 * the next free entry if this entry is free */
	uint32_t next;
	/* number of the latest dump that contained the connection */
	uint32_t round;
	/* number of SYNs that were resent so far */
	uint32_t retransmits;
	uint16_t local_port, peer_port;
	/* values of enum ip, enum state and enum event_side */
	uint8_t ip, state, side;
	/* number of searches for the owner of the connection so far */
	uint8_t tries;
	/* The birth event is not emitted yet, because the local port is still unknown. */
	bool is_held;
	bool had_reset;
	/* This entry of connections.all is free: it holds no connection. */
	bool is_free;
	struct addr local, peer;
	struct event_owner owner;
};

struct connections {
	struct connection *all;
	size_t len, cap;
	/* number of entries of `all` that hold a connection */
	size_t used;
	/* index of the first free entry in `all`; MAP_NONE: all entries are used */
	uint32_t first_free;
	/* hash table: index in `all` of the first connection of each hash bucket;
	 * MAP_NONE: the bucket is empty */
	uint32_t *buckets;
	size_t buckets_count;
	/* random seed of the hash, so that chosen cookies cannot be made to collide */
	uint64_t seed;
};

int connections_init(struct connections *c);
void connections_release(struct connections *c);

/* Returns the connection with this cookie; NULL: `c` has no such connection. The pointer
 * is valid until the next connections_add(). */
struct connection *connections_get(struct connections *c, uint64_t cookie);

/* Returns the connection with this cookie, which must not be 0. If `c` lacks the
 * connection, a zeroed one is added. NULL: out of memory. */
struct connection *connections_add(struct connections *c, uint64_t cookie);

void connections_remove(struct connections *c, uint64_t cookie);

/* Iterates over all connections: returns the connection that follows `after` (NULL: the
 * first connection), or NULL at the end. */
struct connection *connections_next(struct connections *c, struct connection *after);

/* Finds the owner of the listeners at the local address and port of s. Listeners on
 * exactly this address take precedence over listeners on any address. Returns false if no
 * owner is known or the listeners have several owners. */
bool connections_listener(struct connections *listeners, const struct sock *s,
			  struct event_owner *ret);

#endif
