/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The connections that are followed, by cookie; in a table of their own, listeners. */
#ifndef EVENTS_CONNECTIONS_H
#define EVENTS_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"

struct connection {
	uint64_t cookie;
	uint64_t born_ns; /* CLOCK_MONOTONIC; 0: before we looked */
	uint64_t seen_ns; /* when it was seen first */
	uint64_t closed_ns; /* 0: not yet */
	uint32_t next; /* in its bucket, or of those that are free */
	uint32_t round; /* of dumps, that it was seen in last */
	uint32_t retransmits; /* of its SYN, as far as they were seen */
	uint16_t local_port, peer_port;
	uint8_t ip; /* enum ip */
	uint8_t state;
	uint8_t side; /* enum event_side */
	uint8_t tries; /* to find its owner */
	bool is_held; /* its birth is not yet told */
	bool had_reset;
	bool is_free;
	struct addr local, peer;
	struct event_owner owner;
};

struct connections {
	struct connection *all;
	uint32_t *buckets; /* indexes; MAP_NONE ends a bucket */
	size_t len, cap, buckets_count;
	size_t used;
	uint32_t first_free;
	uint64_t seed; /* so that cookies fall where nobody can foresee */
};

int connections_init(struct connections *c);
void connections_release(struct connections *c);

/* NULL where it is not known. Valid until the next connections_add. */
struct connection *connections_get(struct connections *c, uint64_t cookie);

/* A new one, blank but for its cookie, which is not 0; or the one that there is. NULL: there
 * is no memory. */
struct connection *connections_add(struct connections *c, uint64_t cookie);

void connections_remove(struct connections *c, uint64_t cookie);

/* Each, the first behind NULL; NULL behind the last. */
struct connection *connections_next(struct connections *c, struct connection *after);

/* The owner that all listeners at an end share, in *ret; false where there is none such. A
 * listener at the very address counts before those at any. */
bool connections_listener(struct connections *listeners, const struct sock *s,
			  struct event_owner *ret);

#endif
