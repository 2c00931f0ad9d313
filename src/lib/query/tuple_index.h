/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ends of connections, by which the other end on the same machine is found. */
#ifndef QUERY_TUPLE_INDEX_H
#define QUERY_TUPLE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"
#include "util/map.h"

struct end;

/* All zero is empty. */
struct tuple_index {
	struct map first; /* hash of an end → the first of those with that hash */
	struct end *all;
	size_t len, cap;
	uint64_t seed; /* random, as that of a map */
};

void tuple_index_release(struct tuple_index *ends);

/* What a connection is known by, in words of which none is left out. IPv4 addresses are as
 * mapped ones: an IPv6 socket may speak to an IPv4 one. */
struct tuple_key {
	uint64_t words[5]; /* local address, peer's, then protocol and ports */
};

/* The key of a socket as it is, or with its two ends swapped. */
struct tuple_key tuple_key(const struct sock *s, bool is_swapped);
uint64_t tuple_hash(const struct tuple_key *key, uint64_t seed);

/* Adds a socket that is connected. A dump may repeat one. -ENOMEM; -E2BIG: too many. */
int tuple_index_add(struct tuple_index *ends, const struct sock *s);

/* Finds the inode of the socket's far end, 0 where no process can hold that. False, and *ret
 * is left alone: there is none, or it cannot be told which of several. */
bool tuple_index_find(const struct tuple_index *ends, const struct sock *s,
		      uint64_t *ret);

#endif
