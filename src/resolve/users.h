/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of users, from the password database. */
#ifndef RESOLVE_USERS_H
#define RESOLVE_USERS_H

#include <sys/types.h>

struct users;

int users_new(struct users **ret);
struct users *users_free(struct users *u);

/* The name of a user, raw, asked for once; NULL where there is none, or no memory for it. */
const char *users_name(struct users *u, uid_t uid);

/* The user of that name, or of that number. -ENOENT: there is no such name. */
int users_find(const char *name, uid_t *ret);

#endif
