/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "users.h"

#include <pwd.h>

#include "cache.h"
#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/parse.h"

struct users {
	struct cache names;
};

int users_new(struct users **ret)
{
	struct users *u = calloc(1, sizeof(*u));
	if (!u)
		return -ENOMEM;
	*ret = u;
	return 0;
}

struct users *users_free(struct users *u)
{
	if (u)
		cache_release(&u->names);
	free(u);
	return NULL;
}

int users_name(struct users *u, uid_t uid, const char **ret)
{
	if (cache_get(&u->names, uid, ret))
		return 0;

	int r = cache_prepare();
	if (r < 0)
		return r;
	const struct passwd *found = getpwuid(uid);
	return cache_put(&u->names, uid, found ? found->pw_name : NULL, ret);
}

int users_find(const char *name, uid_t *ret)
{
	uint32_t uid = 0;

	/* A name of digits is tried as a name first, as chown(1) does. */
	int r = cache_prepare();
	if (r < 0)
		return r;
	const struct passwd *found = getpwnam(name);
	if (!found && errno_is_resource(-errno))
		return -errno;
	if (!found && parse_u32(name, &uid) < 0)
		return -ENOENT;
	*ret = found ? found->pw_uid : uid;
	return 0;
}
