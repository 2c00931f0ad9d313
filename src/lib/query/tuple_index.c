/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuple_index.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "util/cleanup.h"
#include "util/grow.h"

struct tuple_entry {
	struct tuple_key key;
	/* The index of the interface to which the socket is bound; 0: any interface. */
	uint32_t ifindex;
	/* The key of the network namespace of the socket. */
	uint32_t netns;
	/* The position in the array tuple_index.all of the next entry with the same hash;
	 * MAP_NONE: the array has no further entry with this hash. */
	uint32_t next;
	uint64_t inode;
	/* Whether the entry stands for several sockets that have the same key. */
	bool is_several;
};

void tuple_index_release(struct tuple_index *index)
{
	map_release(&index->first);
	free(index->all);
	*index = (struct tuple_index){ 0 };
}

struct tuple_key tuple_key(const struct sock *s, bool is_swapped)
{
	const struct addr local = addr_map(&s->local), peer = addr_map(&s->peer);
	const uint64_t ports = is_swapped ? (uint32_t)s->peer_port << 16 | s->local_port
					  : (uint32_t)s->local_port << 16 | s->peer_port;
	struct tuple_key key;

	memcpy(key.words, is_swapped ? peer.bytes : local.bytes, 16);
	memcpy(key.words + 2, is_swapped ? local.bytes : peer.bytes, 16);
	key.words[4] = (uint64_t)s->proto << 32 | ports;
	return key;
}

uint64_t tuple_hash(const struct tuple_key *key, uint64_t seed)
{
	uint64_t hash = seed;

	for (size_t i = 0; i < ARRAY_SIZE(key->words); i++)
		hash = map_mix(hash ^ key->words[i]);
	return hash;
}

static bool is_same(const struct tuple_key *a, const struct tuple_key *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static uint32_t ifindex_of(const struct sock *s)
{
	return s->has & SOCK_HAS_IFINDEX ? s->ifindex : 0;
}

int tuple_index_add(struct tuple_index *index, const struct sock *s)
{
	struct tuple_entry entry = { .key = tuple_key(s, false),
				     .ifindex = ifindex_of(s),
				     .netns = index->netns,
				     .inode = s->inode };

	/* Early at boot the kernel may lack random bytes for the seed of the hash; the
	 * seed is then 0. */
	if (!index->cap &&
	    getrandom(&index->seed, sizeof(index->seed), GRND_NONBLOCK) < 0)
		index->seed = 0;
	const uint64_t hash = tuple_hash(&entry.key, index->seed);

	entry.next = map_get(&index->first, hash);
	for (uint32_t i = entry.next; i != MAP_NONE; i = index->all[i].next) {
		struct tuple_entry *known = &index->all[i];

		if (known->ifindex != entry.ifindex || known->netns != entry.netns ||
		    !is_same(&known->key, &entry.key))
			continue;
		/* If sockets have the same key, interface and network namespace, one
		 * entry of the index stands for all these sockets. */
		known->is_several |= known->inode != entry.inode;
		return 0;
	}

	if (index->len == MAP_NONE)
		return -E2BIG;
	int r = grow(&index->all, &index->cap, index->len + 1, sizeof(*index->all));
	if (r == 0)
		r = map_set(&index->first, hash, (uint32_t)index->len);
	if (r < 0)
		return r;
	index->all[index->len++] = entry;
	return 0;
}

/* Returns whether a socket that is bound to the interface ifindex (0: any interface) can
 * be connected to a socket that is bound to the interface `other`. Sockets on different
 * interfaces cannot be connected even if their addresses match: each interface may use
 * the same link-local addresses. */
static bool can_meet(uint32_t ifindex, uint32_t other)
{
	return !ifindex || !other || ifindex == other;
}

/* How many sockets find_peer() has found that may be the peer of a socket. */
enum found { FOUND_NONE, FOUND_ONE, FOUND_SEVERAL };

/* Finds the sockets with the given key in a network namespace. If is_elsewhere is set,
 * finds them in all other network namespaces instead, and does not compare interfaces,
 * because an index means another interface there. */
static enum found find_peer(const struct tuple_index *index, const struct tuple_key *key,
			    uint32_t ifindex, uint32_t netns, bool is_elsewhere,
			    uint64_t *ret)
{
	const struct tuple_entry *found = NULL;
	uint32_t i = map_get(&index->first, tuple_hash(key, index->seed));

	for (; i != MAP_NONE; i = index->all[i].next) {
		const struct tuple_entry *entry = &index->all[i];

		if ((entry->netns == netns) == is_elsewhere ||
		    (!is_elsewhere && !can_meet(entry->ifindex, ifindex)) ||
		    !is_same(&entry->key, key))
			continue;
		if (entry->is_several || (found && found->inode != entry->inode))
			return FOUND_SEVERAL;
		/* Two entries without an inode may be different sockets, and so may two
		 * entries of different network namespaces. */
		if (found && (!found->inode || found->netns != entry->netns))
			return FOUND_SEVERAL;
		found = entry;
	}
	if (found)
		*ret = found->inode;
	return found ? FOUND_ONE : FOUND_NONE;
}

static bool is_loopback(const struct addr *a)
{
	static const uint8_t v6[16] = { [15] = 1 };
	const struct addr plain = addr_unmap(a);

	return plain.family == AF_INET ? plain.bytes[0] == 127
				       : memcmp(plain.bytes, v6, sizeof(v6)) == 0;
}

bool tuple_index_find(const struct tuple_index *index, const struct sock *s,
		      uint64_t *ret)
{
	const struct tuple_key key = tuple_key(s, true);
	const uint32_t netns = s->has & SOCK_HAS_NETNS ? s->netns : 0;
	uint64_t inode = 0;

	enum found found = find_peer(index, &key, ifindex_of(s), netns, false, &inode);
	if (found == FOUND_NONE && index->has_all_netns && !is_loopback(&s->local) &&
	    !is_loopback(&s->peer))
		found = find_peer(index, &key, 0, netns, true, &inode);
	if (found == FOUND_ONE)
		*ret = inode;
	return found == FOUND_ONE;
}
