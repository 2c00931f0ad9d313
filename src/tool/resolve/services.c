/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "services.h"

#include <arpa/inet.h>
#include <netdb.h>

#include "cache.h"
#include "kernel/proc.h"
#include "util/cleanup.h"

struct services {
	struct cache names;
};

int services_new(struct services **ret)
{
	struct services *s = calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	*ret = s;
	return 0;
}

struct services *services_free(struct services *s)
{
	if (s)
		cache_release(&s->names);
	free(s);
	return NULL;
}

int services_name(struct services *s, enum proto proto, uint16_t port, const char **ret)
{
	const uint64_t key = (uint64_t)proto << 16 | port;

	if (cache_get(&s->names, key, ret))
		return 0;

	int r = cache_prepare();
	if (r < 0)
		return r;
	/* the port of a raw socket is its protocol number */
	if (proto == PROTO_RAW) {
		const struct protoent *spoken = getprotobynumber(port);

		return cache_put(&s->names, key, spoken ? spoken->p_name : NULL, ret);
	}

	const char *database = proto_desc(proto)->services;
	const struct servent *found =
		database ? getservbyport(htons(port), database) : NULL;

	return cache_put(&s->names, key, found ? found->s_name : NULL, ret);
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
