/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hash map from a 64-bit key to a 32-bit index. The map uses open addressing and is at
 * most half full; therefore a lookup takes one or two cache lines at any size of the
 * map. */
#ifndef UTIL_MAP_H
#define UTIL_MAP_H

#include <stddef.h>
#include <stdint.h>

#define MAP_NONE UINT32_MAX

struct map_slot;

/* Returns the hash of a number by the finalizer of splitmix64: a bijection in which every
 * input bit affects every output bit. */
uint64_t map_mix(uint64_t word);

/* Returns the hash of n bytes by FNV-1a, mixed by map_mix(). An attacker can choose bytes
 * whose hashes are equal. */
uint64_t map_hash(const void *bytes, size_t n);

/* A struct map whose bytes are all zero is an empty map. */
struct map {
	struct map_slot *slots;
	/* Number of slots of the hash table: 0 or a power of two. */
	size_t cap;
	/* Number of keys in the map. */
	size_t used;
	/* Random number that is mixed into each key before hashing, which keeps attackers
	 * from choosing keys that collide. */
	uint64_t seed;
};

void map_release(struct map *m);

/* Returns the index stored under the key; MAP_NONE if the map does not have the key. */
uint32_t map_get(const struct map *m, uint64_t key);

/* Stores `value`, an index less than MAP_NONE, under the key, in place of an earlier
 * value. Returns 0, or -ENOMEM with the map unchanged. */
int map_set(struct map *m, uint64_t key, uint32_t value);

#endif
