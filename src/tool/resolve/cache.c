/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache.h"

#include <string.h>

#include "kernel/proc.h"
#include "name.h"
#include "util/cleanup.h"
#include "util/grow.h"

/* Enough for the C library's list of databases, and less than malloc returns to the
 * kernel at once. */
enum { ROOM = 96 * 1024 };

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

int cache_prepare(void)
{
	void *volatile room = malloc(ROOM);

	if (!room)
		return -ENOMEM;
	/* The block stays with malloc, which takes the next ones from it. */
	free(room);
	errno = 0;
	return 0;
}

int cache_put(struct cache *c, uint64_t key, const char *name, const char **ret)
{
	const int error = name ? 0 : -errno;
	const bool is_shown = name && name_is_distinct(name);
	_cleanup_free_ char *copy = is_shown ? strdup(name) : NULL;

	if (errno_is_resource(error))
		return error;
	if (is_shown && !copy)
		return -ENOMEM;
	int r = grow(&c->names, &c->cap, c->len + 1, sizeof(*c->names));
	if (r == 0)
		r = map_set(&c->by_key, key, (uint32_t)c->len);
	if (r < 0)
		return r;
	*ret = c->names[c->len++] = TAKE(copy);
	return 0;
}
