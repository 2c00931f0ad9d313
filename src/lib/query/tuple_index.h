/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An index of connections by which the far end on the same machine is found. */
#ifndef QUERY_TUPLE_INDEX_H
#define QUERY_TUPLE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"
#include "util/map.h"

struct tuple_entry;

/* The index is empty when all its bytes are zero. */
struct tuple_index {
	/* first entry by hash */
	struct map first;
	struct tuple_entry *all;
	size_t len, cap;
	/* random start of the hash, so that chosen addresses cannot be made to collide */
	uint64_t seed;
};

void tuple_index_release(struct tuple_index *index);

/* The identity of a connection. IPv4 addresses are stored as IPv4-mapped ones, because an
 * IPv6 socket may be connected to an IPv4 one. */
struct tuple_key {
	/* local address, peer address, then protocol and ports */
	uint64_t words[5];
};

/* Returns the key of a socket, or with is_swapped the key of its far end. */
struct tuple_key tuple_key(const struct sock *s, bool is_swapped);
uint64_t tuple_hash(const struct tuple_key *key, uint64_t seed);

/* Adds a connected socket; a dump may repeat one. -ENOMEM; -E2BIG: too many. */
int tuple_index_add(struct tuple_index *index, const struct sock *s);

/* Finds the inode of the far end of a socket; 0: no process can hold that end. Returns
 * false, and leaves *ret unchanged, if the index has no such end or several. */
bool tuple_index_find(const struct tuple_index *index, const struct sock *s,
		      uint64_t *ret);

#endif
