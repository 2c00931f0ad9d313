/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cache of the names that a database has for numbers such as ports and user ids. The
 * cache also stores that a number has no name. */
#ifndef RESOLVE_CACHE_H
#define RESOLVE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct cache {
	struct map by_key;
	/* The names in the order in which they were added; an element is NULL if the
	 * database has no name for the number, or only a name that name_is_distinct
	 * rejects. */
	char **names;
	size_t len, cap;
};

int cache_new(struct cache **ret);
struct cache *cache_free(struct cache *c);

/* Frees the names in a cache, and leaves the cache empty. */
void cache_release(struct cache *c);

/* Returns whether the number `key` is in the cache. If so, sets *ret to the name of the
 * number; NULL: the number has no name. */
bool cache_get(const struct cache *c, uint64_t key, const char **ret);

/* Makes sure that the C library has memory for its list of databases, because without
 * this memory it would abort the program (nss_database.c). Must be called before the C
 * library reads a database. Sets errno to 0 and returns 0, or returns -ENOMEM. */
int cache_prepare(void);

/* Stores a copy of `name`, the name of the number `key`, in the cache, and sets *ret to
 * the copy. If name is NULL, or name_is_distinct rejects it, NULL is stored and *ret is
 * NULL. If name is NULL and errno is ENOMEM, EMFILE or ENFILE, stores nothing and returns
 * -errno. Returns -ENOMEM if there is no memory for the copy, otherwise 0. */
int cache_put(struct cache *c, uint64_t key, const char *name, const char **ret);

/* Returns whether a name cannot be mistaken for a number, an address, an address with a
 * port, or the "*" and "-" of the layouts. Such a name has an ASCII letter (as RFC 6335
 * requires of the names of services), has no colon, and is no number in a notation of
 * inet_aton(3). If a name can be mistaken, the number is shown in place of the name. */
bool name_is_distinct(const char *name);

#endif
