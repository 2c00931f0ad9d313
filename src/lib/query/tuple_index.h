/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An index of connections that finds the peer socket of a connection if the peer is on
 * this machine. */
#ifndef QUERY_TUPLE_INDEX_H
#define QUERY_TUPLE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"
#include "util/map.h"

struct tuple_entry;

/* A set of connections that are found by their struct tuple_key; if all bytes of the
 * struct are zero, the set is empty. */
struct tuple_index {
	/* Maps the hash of a struct tuple_key to the position in `all` of the first entry
	 * with this hash. */
	struct map first;
	struct tuple_entry *all;
	size_t len, cap;
	/* The random seed of the hash, which prevents an attacker from choosing many
	 * addresses with the same hash. */
	uint64_t seed;
	/* The key of the network namespace (struct netns) of the sockets that are added;
	 * 0: the namespace of this program. */
	uint32_t netns;
	/* Whether all sockets of all network namespaces were added to the index, so that
	 * a peer may be found in another network namespace. */
	bool has_all_netns;
};

void tuple_index_release(struct tuple_index *index);

/* The protocol, addresses and ports of a connection. IPv4 addresses are stored as
 * IPv4-mapped IPv6 addresses, because an IPv6 socket may be connected to an IPv4
 * socket. */
struct tuple_key {
	/* Two words for the local address, two words for the peer address, and one word
	 * for the protocol and the ports. */
	uint64_t words[5];
};

/* Returns the key of the socket s; if is_swapped is true, the key of the peer of s. */
struct tuple_key tuple_key(const struct sock *s, bool is_swapped);
uint64_t tuple_hash(const struct tuple_key *key, uint64_t seed);

/* Adds the connected socket s to the index. A socket that a dump repeats is added only
 * once. Returns 0, -ENOMEM, or -E2BIG if the index has too many entries. */
int tuple_index_add(struct tuple_index *index, const struct sock *s);

/* Sets *ret to the inode of the peer of the socket s; inode 0: no process can hold the
 * peer. If the network namespace of s has no peer of s, all other namespaces are
 * searched, unless an address of s is a loopback address. Returns false, with *ret
 * unchanged, if no peer or more than one peer is found. */
bool tuple_index_find(const struct tuple_index *index, const struct sock *s,
		      uint64_t *ret);

#endif
