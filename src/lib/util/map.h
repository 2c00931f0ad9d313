/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A map from a 64-bit key to a 32-bit index: open addressing, never more than half full,
 * so that a look-up stays one or two cache lines at any size. */
#ifndef UTIL_MAP_H
#define UTIL_MAP_H

#include <stddef.h>
#include <stdint.h>

#define MAP_NONE UINT32_MAX

struct map_slot;

/* The finalizer of splitmix64: one to one, and every bit of the word reaches every bit of the
 * result. */
uint64_t map_mix(uint64_t word);

struct map {
	struct map_slot *slots;
	size_t cap; /* 0 or a power of two */
	size_t used;
	uint64_t seed; /* random, so that chosen keys cannot be made to collide */
};

void map_release(struct map *m);

/* The index under key, or MAP_NONE. */
uint32_t map_get(const struct map *m, uint64_t key);

/* Sets the index under key (less than MAP_NONE). -ENOMEM leaves the map as it was. */
int map_set(struct map *m, uint64_t key, uint32_t value);

#endif
