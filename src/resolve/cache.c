/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/grow.h"

void cache_release(struct cache *c)
{
	for (size_t i = 0; i < c->len; i++)
		free(c->names[i]);
	free(c->names);
	map_release(&c->by_key);
	*c = (struct cache){ 0 };
}

bool cache_get(const struct cache *c, uint64_t key, const char **ret)
{
	uint32_t at = map_get(&c->by_key, key);

	if (at == MAP_NONE)
		return false;
	*ret = c->names[at];
	return true;
}

const char *cache_put(struct cache *c, uint64_t key, const char *name)
{
	_cleanup_free_ char *copy = name ? strdup(name) : NULL;

	if (name && !copy)
		return NULL;
	if (grow(&c->names, &c->cap, c->len + 1, sizeof(*c->names)) < 0 ||
	    map_set(&c->by_key, key, (uint32_t)c->len) < 0)
		return NULL;
	return c->names[c->len++] = TAKE(copy);
}
