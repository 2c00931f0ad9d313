/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cache of the names that a database has for numbers. A number without a name is
 * remembered, too. */
#ifndef RESOLVE_CACHE_H
#define RESOLVE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct cache {
	struct map by_key;
	/* The names in the order in which they were added; an entry is NULL if the
	 * database has no distinct name for the number. */
	char **names;
	size_t len, cap;
};

int cache_new(struct cache **ret);
struct cache *cache_free(struct cache *c);

/* Frees the contents of a cache, and leaves the cache empty. */
void cache_release(struct cache *c);

/* Returns whether the cache has an answer for key, and then sets *ret to the name; NULL:
 * the key has no name. */
bool cache_get(const struct cache *c, uint64_t key, const char **ret);

/* Makes sure that there is memory for the C library's list of databases: the C library
 * aborts the program if it has no memory for the list (nss_database.c). Must be called
 * before the C library reads a database. Sets errno to 0 and returns 0, or returns
 * -ENOMEM. */
int cache_prepare(void);

/* Stores a copy of name for key, and sets *ret to the copy. A name that is NULL or not
 * distinct is stored as NULL. If name is NULL and errno is ENOMEM, EMFILE or ENFILE,
 * stores nothing and returns -errno. Returns -ENOMEM if there is no memory for the copy,
 * otherwise 0. */
int cache_put(struct cache *c, uint64_t key, const char *name, const char **ret);

/* Returns whether a name cannot be mistaken for a number, an address, an address with a
 * port, or the "*" and "-" of the layouts: the name has an ASCII letter, as RFC 6335
 * requires of services, has no colon, and is no number in a notation of inet_aton(3). The
 * number is shown in place of a name that is not distinct. */
bool name_is_distinct(const char *name);

#endif
