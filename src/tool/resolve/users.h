/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of users, from the password database. */
#ifndef RESOLVE_USERS_H
#define RESOLVE_USERS_H

#include <sys/types.h>

struct users;

int users_new(struct users **ret);
struct users *users_free(struct users *u);

/* Finds the name of a user, raw, asked for once; NULL where there is none. Errors are those of
 * cache_put. */
int users_name(struct users *u, uid_t uid, const char **ret);

/* The user of that name, or of that number. -ENOENT: there is no such name; -ENOMEM, -EMFILE and
 * -ENFILE: it could not be looked up. */
int users_find(const char *name, uid_t *ret);

#endif
