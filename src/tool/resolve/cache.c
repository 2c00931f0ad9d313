/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache.h"

#include <arpa/inet.h>
#include <string.h>

#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/grow.h"

/* The size in bytes of the memory that cache_prepare allocates and frees: enough for the
 * C library's list of databases, and small enough that free(3) does not return the memory
 * to the kernel. */
enum { ROOM = 96 * 1024 };

bool name_is_distinct(const char *name)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	struct in_addr number;

	return strpbrk(name, letters) && !strchr(name, ':') && !inet_aton(name, &number);
}

int cache_new(struct cache **ret)
{
	struct cache *c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	*ret = c;
	return 0;
}

void cache_release(struct cache *c)
{
	for (size_t i = 0; i < c->len; i++)
		free(c->names[i]);
	free(c->names);
	map_release(&c->by_key);
	*c = (struct cache){ 0 };
}

struct cache *cache_free(struct cache *c)
{
	if (c)
		cache_release(c);
	free(c);
	return NULL;
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
	/* The C library keeps the memory that is freed here for its later allocations,
	 * which therefore cannot fail. */
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
