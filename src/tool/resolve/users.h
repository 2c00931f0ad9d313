/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of users from the password database (passwd(5)). */
#ifndef RESOLVE_USERS_H
#define RESOLVE_USERS_H

#include <sys/types.h>

#include "cache.h"

/* Sets *ret to the name of a user, not escaped; NULL: there is none. The database is asked once for
 * each user. Returns the errors of cache_put. */
int users_name(struct cache *names, uid_t uid, const char **ret);

/* Sets *ret to the id of the user with that name or, if no user has the name, to the number that
 * the name is. -ENOENT: it is neither a user nor a number; -ENOMEM, -EMFILE, -ENFILE: the database
 * could not be read. */
int users_find(const char *name, uid_t *ret);

#endif
