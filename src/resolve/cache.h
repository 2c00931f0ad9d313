/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a database answered, by key, the lack of a name among it. */
#ifndef RESOLVE_CACHE_H
#define RESOLVE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"

struct cache {
	struct map by_key;
	char **names; /* NULL: asked, and there is none */
	size_t len, cap;
};

void cache_release(struct cache *c);

/* Whether the key was asked for before; *ret is its name, or NULL. */
bool cache_get(const struct cache *c, uint64_t key, const char **ret);

/* Keeps a copy of the name (or of the lack of one) and returns it; NULL also where there
 * is no memory to keep it. */
const char *cache_put(struct cache *c, uint64_t key, const char *name);

#endif
