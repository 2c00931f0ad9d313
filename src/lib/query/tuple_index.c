/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tuple_index.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "util/cleanup.h"
#include "util/grow.h"

struct end {
	struct tuple_key key;
	uint32_t ifindex; /* 0: any interface */
	/* next of the same hash; MAP_NONE: none */
	uint32_t next;
	uint64_t inode;
	/* Stands for several sockets with the same key. */
	bool is_several;
};

void tuple_index_release(struct tuple_index *ends)
{
	map_release(&ends->first);
	free(ends->all);
	*ends = (struct tuple_index){ 0 };
}

static void put_addr(uint64_t words[2], const struct addr *a)
{
	const struct addr mapped = addr_map(a);

	memcpy(words, mapped.bytes, sizeof(mapped.bytes));
}

struct tuple_key tuple_key(const struct sock *s, bool is_swapped)
{
	const uint16_t local = is_swapped ? s->peer_port : s->local_port;
	const uint16_t peer = is_swapped ? s->local_port : s->peer_port;
	struct tuple_key key;

	put_addr(key.words, is_swapped ? &s->peer : &s->local);
	put_addr(key.words + 2, is_swapped ? &s->local : &s->peer);
	key.words[4] = (uint64_t)s->proto << 32 | (uint64_t)local << 16 | peer;
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
	return memcmp(a->words, b->words, sizeof(a->words)) == 0;
}

static uint32_t ifindex_of(const struct sock *s)
{
	return s->has & SOCK_HAS_IFINDEX ? s->ifindex : 0;
}

int tuple_index_add(struct tuple_index *ends, const struct sock *s)
{
	struct end end = { .key = tuple_key(s, false),
			   .ifindex = ifindex_of(s),
			   .inode = s->inode };

	/* During early boot there is no entropy yet, see util/map.c. */
	if (!ends->cap && getrandom(&ends->seed, sizeof(ends->seed), GRND_NONBLOCK) < 0)
		ends->seed = 0;
	const uint64_t hash = tuple_hash(&end.key, ends->seed);

	end.next = map_get(&ends->first, hash);
	for (uint32_t i = end.next; i != MAP_NONE; i = ends->all[i].next) {
		struct end *known = &ends->all[i];

		if (known->ifindex != end.ifindex || !is_same(&known->key, &end.key))
			continue;
		/* One entry stands for all sockets with that key. */
		known->is_several |= known->inode != end.inode;
		return 0;
	}

	if (ends->len == MAP_NONE)
		return -E2BIG;
	int r = grow(&ends->all, &ends->cap, ends->len + 1, sizeof(*ends->all));
	if (r == 0)
		r = map_set(&ends->first, hash, (uint32_t)ends->len);
	if (r < 0)
		return r;
	ends->all[ends->len++] = end;
	return 0;
}

/* Sockets bound to different interfaces are not connected: the same link-local addresses
 * may be in use on each. */
static bool can_meet(uint32_t ifindex, uint32_t other)
{
	return !ifindex || !other || ifindex == other;
}

bool tuple_index_find(const struct tuple_index *ends, const struct sock *s, uint64_t *ret)
{
	const struct tuple_key key = tuple_key(s, true);
	const struct end *found = NULL;
	uint32_t i = map_get(&ends->first, tuple_hash(&key, ends->seed));

	for (; i != MAP_NONE; i = ends->all[i].next) {
		const struct end *end = &ends->all[i];

		if (!can_meet(end->ifindex, ifindex_of(s)) || !is_same(&end->key, &key))
			continue;
		if (end->is_several || (found && found->inode != end->inode))
			return false;
		found = end;
	}
	if (found)
		*ret = found->inode;
	return found;
}
