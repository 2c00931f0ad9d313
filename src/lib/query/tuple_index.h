/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An index of connections, by which the peer socket of a connection is found if the peer
 * is on this machine. */
#ifndef QUERY_TUPLE_INDEX_H
#define QUERY_TUPLE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"
#include "util/map.h"

struct tuple_entry;

/* A set of connections by struct tuple_key; empty when all its bytes are zero. */
struct tuple_index {
	/* maps a hash to the index in `all` of the first entry with this hash */
	struct map first;
	struct tuple_entry *all;
	size_t len, cap;
	/* random seed of the hash, so that chosen addresses cannot be made to collide */
	uint64_t seed;
};

void tuple_index_release(struct tuple_index *index);

/* The identity of a connection. IPv4 addresses are stored as IPv4-mapped IPv6 addresses,
 * because an IPv6 socket may be connected to an IPv4 socket. */
struct tuple_key {
	/* two words for the local address, two for the peer address, and one for protocol
	 * and ports */
	uint64_t words[5];
};

/* Returns the key of a socket, or, if is_swapped is true, the key of its peer. */
struct tuple_key tuple_key(const struct sock *s, bool is_swapped);
uint64_t tuple_hash(const struct tuple_key *key, uint64_t seed);

/* Adds a connected socket. A dump may repeat a socket. -ENOMEM: out of memory; -E2BIG:
 * the index has too many entries. */
int tuple_index_add(struct tuple_index *index, const struct sock *s);

/* Stores the inode of the peer of a socket in *ret; 0: no process can hold the peer.
 * Returns false, and leaves *ret unchanged, if the index has no peer of the socket or
 * several. */
bool tuple_index_find(const struct tuple_index *index, const struct sock *s,
		      uint64_t *ret);

#endif
