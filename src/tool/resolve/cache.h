/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a database answered, by key, the lack of a name among it. */
#ifndef RESOLVE_CACHE_H
#define RESOLVE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct cache {
	struct map by_key;
	char **names; /* NULL: asked, and there is none that is shown */
	size_t len, cap;
};

void cache_release(struct cache *c);

/* Whether the key was asked for before; *ret is its name, or NULL. */
bool cache_get(const struct cache *c, uint64_t key, const char **ret);

/* Before a database is asked through the C library, which ends the program where it runs out of
 * memory over the list of databases (nss_database.c): what it takes is made to be there. errno is
 * 0 then. -ENOMEM. */
int cache_prepare(void);

/* Keeps a copy of the name in *ret. A name that is not distinct (name.h) is kept as NULL, and so is
 * the lack of a name, unless errno says that there was no memory or no descriptor to look with:
 * then that error is returned, and nothing is kept. -ENOMEM. */
int cache_put(struct cache *c, uint64_t key, const char *name, const char **ret);

#endif
