/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cache of the names that a database has for numbers. It also remembers that a number has no
 * name. */
#ifndef RESOLVE_CACHE_H
#define RESOLVE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct cache {
	struct map by_key;
	/* the names in the order of their addition; NULL: the database has no distinct name */
	char **names;
	size_t len, cap;
};

int cache_new(struct cache **ret);
struct cache *cache_free(struct cache *c);

/* Frees the contents of a cache, which is then empty. */
void cache_release(struct cache *c);

/* Returns whether the answer for the key is known; *ret is then the name or NULL. */
bool cache_get(const struct cache *c, uint64_t key, const char **ret);

/* To be called before the C library reads a database. The C library aborts the program if it has no
 * memory for its list of databases (nss_database.c), so this function makes sure that there is
 * enough. Sets errno to 0 or returns -ENOMEM. */
int cache_prepare(void);

/* Stores a copy of the name, which *ret then points to. A missing name, or one that is not
 * distinct, is stored as NULL. If the name is missing and errno is ENOMEM, EMFILE or ENFILE,
 * nothing is stored and the error is returned. -ENOMEM. */
int cache_put(struct cache *c, uint64_t key, const char *name, const char **ret);

/* Returns whether a name cannot be mistaken for a number, an address, an address with a port, or
 * the "*" and "-" of the layouts: it has an ASCII letter, as RFC 6335 requires of services, has no
 * colon, and is no number in a notation of inet_aton(3). If the name is not distinct, the number
 * is shown. */
bool name_is_distinct(const char *name);

#endif
