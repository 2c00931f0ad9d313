/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hash table of TCP connections or of listeners, by cookie (the kernel's unique number
 * of a socket). */
#ifndef EVENTS_CONNECTIONS_H
#define EVENTS_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"

struct connection {
	uint64_t cookie;
	/* Times of CLOCK_MONOTONIC in nanoseconds. born_ns: when the connection began; 0:
	 * the connection began before tracking did. seen_ns: when the connection was
	 * first seen. closed_ns: when the connection was closed; 0: the connection is
	 * open. */
	uint64_t born_ns, seen_ns, closed_ns;
	/* index in connections.all of the next connection in the list of one hash bucket;
	 * if this entry is free, the index of the next free entry */
	uint32_t next;
	/* number of the latest dump of the kernel's sockets that contained the
	 * connection */
	uint32_t round;
	/* number of retransmissions of the connection that are known so far */
	uint32_t retransmits;
	uint16_t local_port, peer_port;
	/* ip: an enum ip; state: an enum state; side: an enum event_side */
	uint8_t ip, state, side;
	/* number of searches for the owner of the connection so far */
	uint8_t tries;
	/* whether the EVENT_BIRTH of the connection waits to be emitted until the local
	 * port is known */
	bool is_held;
	bool had_reset;
	/* whether this entry of connections.all is free and holds no connection */
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
	/* hash table: for each hash bucket, the index in `all` of the first connection of
	 * the bucket; MAP_NONE: the bucket is empty */
	uint32_t *buckets;
	size_t buckets_count;
	/* random seed of the hash function, which prevents attackers from choosing
	 * cookies that collide */
	uint64_t seed;
};

int connections_init(struct connections *c);
void connections_release(struct connections *c);

/* Returns the connection with this cookie; NULL: `c` has no such connection. The pointer
 * is valid until the next connections_add(). */
struct connection *connections_get(struct connections *c, uint64_t cookie);

/* Returns the connection with this cookie, which must not be 0. If `c` lacks the
 * connection, a zeroed connection is added. NULL: out of memory. */
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
