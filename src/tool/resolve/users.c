/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "users.h"

#include <pwd.h>

#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/parse.h"

int users_name(struct cache *names, uid_t uid, const char **ret)
{
	if (cache_get(names, uid, ret))
		return 0;

	int r = cache_prepare();
	if (r < 0)
		return r;
	const struct passwd *found = getpwuid(uid);
	return cache_put(names, uid, found ? found->pw_name : NULL, ret);
}

int users_find(const char *name, uid_t *ret)
{
	uint32_t uid = 0;

	/* a word of digits is looked up as a name first, as chown(1) does */
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
