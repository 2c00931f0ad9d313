/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "map.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

enum { MAP_MIN = 64 };

struct map_slot {
	uint64_t key;
	/* The index stored under `key`, plus 1; 0: this slot of the hash table is
	 * free. */
	uint32_t value_plus_1;
};

void map_release(struct map *m)
{
	free(m->slots);
	*m = (struct map){ 0 };
}

uint64_t map_mix(uint64_t word)
{
	word = (word ^ (word >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	word = (word ^ (word >> 27)) * UINT64_C(0x94d049bb133111eb);
	return word ^ (word >> 31);
}

uint64_t map_hash(const void *bytes, size_t n)
{
	const uint8_t *at = bytes;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
	return map_mix(hash);
}

/* Returns the slot of the hash table that has the key, or the free slot where the key
 * belongs. The loop ends because at least half of the slots are free. */
static struct map_slot *map_find(const struct map *m, uint64_t key)
{
	size_t i = map_mix(key ^ m->seed) & (m->cap - 1);

	while (m->slots[i].value_plus_1 && m->slots[i].key != key)
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

uint32_t map_get(const struct map *m, uint64_t key)
{
	if (!m->cap)
		return MAP_NONE;
	/* In a free slot, value_plus_1 is 0, and 0 - 1 is MAP_NONE. */
	return map_find(m, key)->value_plus_1 - 1;
}

static int map_double(struct map *m)
{
	struct map bigger = { .cap = m->cap ? m->cap * 2 : MAP_MIN, .seed = m->seed };

	/* If the kernel has no random numbers yet, early during boot, the seed is 0. */
	if (!m->cap && getrandom(&bigger.seed, sizeof(bigger.seed), GRND_NONBLOCK) < 0)
		bigger.seed = 0;

	bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
	if (!bigger.slots)
		return -ENOMEM;

	for (size_t i = 0; i < m->cap; i++)
		if (m->slots[i].value_plus_1)
			*map_find(&bigger, m->slots[i].key) = m->slots[i];
	bigger.used = m->used;
	free(m->slots);
	*m = bigger;
	return 0;
}

int map_set(struct map *m, uint64_t key, uint32_t value)
{
	if (m->used >= m->cap / 2) {
		int r = map_double(m);
		if (r < 0)
			return r;
	}

	struct map_slot *slot = map_find(m, key);
	m->used += !slot->value_plus_1;
	slot->key = key;
	slot->value_plus_1 = value + 1;
	return 0;
}
