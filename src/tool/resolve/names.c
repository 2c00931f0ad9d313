/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "names.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <pwd.h>

#include "cache.h"
#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/parse.h"

int names_service(struct cache *names, enum proto proto, uint16_t port, const char **ret)
{
	const uint64_t key = (uint64_t)proto << 16 | port;

	if (cache_get(names, key, ret))
		return 0;

	int r = cache_prepare();
	if (r < 0)
		return r;
	/* The kernel reports the IP protocol of a raw socket in place of a port. */
	if (proto == PROTO_RAW) {
		const struct protoent *entry = getprotobynumber(port);

		return cache_put(names, key, entry ? entry->p_name : NULL, ret);
	}

	const char *database = proto_desc(proto)->services;
	const struct servent *found =
		database ? getservbyport(htons(port), database) : NULL;

	return cache_put(names, key, found ? found->s_name : NULL, ret);
}

int names_find_service(const char *service, const char *protocol, uint16_t *ret)
{
	int r = cache_prepare();
	if (r < 0)
		return r;
	const struct servent *found = getservbyname(service, protocol);

	if (!found)
		return errno_is_resource(-errno) ? -errno : -ENOENT;
	*ret = ntohs((uint16_t)found->s_port);
	return 0;
}

int names_user(struct cache *names, uid_t uid, const char **ret)
{
	if (cache_get(names, uid, ret))
		return 0;

	int r = cache_prepare();
	if (r < 0)
		return r;
	const struct passwd *found = getpwuid(uid);
	return cache_put(names, uid, found ? found->pw_name : NULL, ret);
}

int names_find_user(const char *name, uid_t *ret)
{
	uint32_t uid = 0;

	/* A name that consists of digits is first looked up as a name and only then taken
	 * for a user id, as by chown(1). */
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

int names_interface(struct cache *names, uint32_t ifindex, const char **ret)
{
	char text[IF_NAMESIZE];

	if (cache_get(names, ifindex, ret))
		return 0;
	errno = 0;
	return cache_put(names, ifindex, if_indextoname(ifindex, text), ret);
}
