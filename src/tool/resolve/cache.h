/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cache of the answers of a name database by key; that there is no name is an answer
 * too. */
#ifndef RESOLVE_CACHE_H
#define RESOLVE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct cache {
	struct map by_key;
	/* NULL: the database has no name that can be shown */
	char **names;
	size_t len, cap;
};

void cache_release(struct cache *c);

/* Whether the answer for the key is known; *ret is then its name or NULL. */
bool cache_get(const struct cache *c, uint64_t key, const char **ret);

/* To be called before the C library reads a database. It aborts the program where it has
 * no memory for its list of databases (nss_database.c), so this makes sure that there is
 * enough. Sets errno to 0. -ENOMEM. */
int cache_prepare(void);

/* Stores a copy of the name, which *ret then points to. A name that is not distinct
 * (name.h) is stored as NULL. A missing name is stored as NULL unless errno is ENOMEM,
 * EMFILE or ENFILE: then that error is returned and nothing is stored. -ENOMEM. */
int cache_put(struct cache *c, uint64_t key, const char *name, const char **ret);

#endif
