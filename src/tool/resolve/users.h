/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of users from the password database. */
#ifndef RESOLVE_USERS_H
#define RESOLVE_USERS_H

#include <sys/types.h>

struct users;

int users_new(struct users **ret);
struct users *users_free(struct users *u);

/* Finds the name of a user, not escaped, with one query for each; NULL where there is
 * none. Errors are those of cache_put. */
int users_name(struct users *u, uid_t uid, const char **ret);

/* Finds the user with that name or, if there is none, that number. -ENOENT: there is
 * neither; -ENOMEM, -EMFILE, -ENFILE: the database could not be read. */
int users_find(const char *name, uid_t *ret);

#endif
