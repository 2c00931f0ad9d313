/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "services.h"

#include <arpa/inet.h>
#include <netdb.h>

#include "kernel/proc.h"
#include "util/cleanup.h"

int services_name(struct cache *names, enum proto proto, uint16_t port, const char **ret)
{
	const uint64_t key = (uint64_t)proto << 16 | port;

	if (cache_get(names, key, ret))
		return 0;

	int r = cache_prepare();
	if (r < 0)
		return r;
	/* the kernel reports the IP protocol of a raw socket as its port */
	if (proto == PROTO_RAW) {
		const struct protoent *entry = getprotobynumber(port);

		return cache_put(names, key, entry ? entry->p_name : NULL, ret);
	}

	const char *database = proto_desc(proto)->services;
	const struct servent *found =
		database ? getservbyport(htons(port), database) : NULL;

	return cache_put(names, key, found ? found->s_name : NULL, ret);
}

int services_port(const char *service, const char *protocol, uint16_t *ret)
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
