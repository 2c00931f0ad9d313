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
	/* CLOCK_MONOTONIC; 0: it existed before tracking began */
	uint64_t born_ns;
	/* when it was first seen */
	uint64_t seen_ns;
	uint64_t closed_ns; /* 0: not yet */
	/* next in its bucket or in the list of free entries */
	uint32_t next;
	/* number of the dump that had it last */
	uint32_t round;
	/* resent SYNs, as far as they were seen */
	uint32_t retransmits;
	uint16_t local_port, peer_port;
	uint8_t ip; /* enum ip */
	uint8_t state;
	/* enum event_side */
	uint8_t side;
	/* searches for its owner so far */
	uint8_t tries;
	/* Its birth event waits for the local port. */
	bool is_held;
	bool had_reset;
	bool is_free;
	struct addr local, peer;
	struct event_owner owner;
};

struct connections {
	struct connection *all;
	/* indices; MAP_NONE ends a bucket */
	uint32_t *buckets;
	size_t len, cap, buckets_count;
	size_t used;
	uint32_t first_free;
	/* random, so that chosen cookies cannot be made to collide */
	uint64_t seed;
};

int connections_init(struct connections *c);
void connections_release(struct connections *c);

/* Returns the connection, or NULL. It is valid until the next connections_add(). */
struct connection *connections_get(struct connections *c, uint64_t cookie);

/* Returns the connection with that cookie, which is not 0, and adds it zeroed if it is
 * new. NULL: out of memory. */
struct connection *connections_add(struct connections *c, uint64_t cookie);

void connections_remove(struct connections *c, uint64_t cookie);

/* Iterates over all connections: the first after NULL; NULL after the last. */
struct connection *connections_next(struct connections *c, struct connection *after);

/* Finds the owner that all listeners of a local end share. Listeners on its own address
 * take precedence over those on any. Returns false if there is no single owner. */
bool connections_listener(struct connections *listeners, const struct sock *s,
			  struct event_owner *ret);

#endif
