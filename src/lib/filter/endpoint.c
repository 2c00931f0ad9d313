/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "endpoint.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "util/grow.h"

void endpoint_release(struct endpoint *e)
{
	free(e->prefixes);
	free(e->ports);
	free(e->host);
}

int endpoint_add_addr(struct endpoint *e, const struct addr *a)
{
	int r = grow(&e->prefixes, &e->prefixes_cap, e->prefixes_len + 1,
		     sizeof(*e->prefixes));
	if (r < 0)
		return r;
	e->prefixes[e->prefixes_len++] = (struct prefix){
		.addr = *a,
		.bits = a->family == AF_INET ? 32 : 128,
	};
	return 0;
}

static bool has_prefix(const struct addr *a, const struct prefix *p)
{
	const size_t bytes = p->bits / 8;
	const uint8_t mask = (uint8_t)(0xff00 >> p->bits % 8);

	return a->family == p->addr.family &&
	       memcmp(a->bytes, p->addr.bytes, bytes) == 0 &&
	       (!(p->bits % 8) || !((a->bytes[bytes] ^ p->addr.bytes[bytes]) & mask));
}

static bool has_addr(const struct endpoint *e, const struct addr *mapped)
{
	const struct addr plain = addr_unmap(mapped);

	/* An IPv4-mapped address matches as an IPv6 and as an IPv4 address. */
	for (size_t i = 0; i < e->prefixes_len; i++)
		if (has_prefix(mapped, &e->prefixes[i]) ||
		    has_prefix(&plain, &e->prefixes[i]))
			return true;
	/* A host that was not looked up matches nothing, rather than everything. */
	return !e->prefixes_len && !e->host;
}

static bool has_family(const struct endpoint *e, const struct addr *a)
{
	const struct addr plain = addr_unmap(a);

	return e->ips & 1U << (plain.family == AF_INET ? IP_V4 : IP_V6);
}

static bool has_port(const struct endpoint *e, uint16_t port)
{
	for (size_t i = 0; i < e->ports_len; i++)
		if (port >= e->ports[i].first && port <= e->ports[i].last)
			return true;
	return !e->ports_len;
}

bool endpoint_is_at(const struct endpoint *e, const struct addr *a, uint16_t port)
{
	return has_port(e, port) && has_family(e, a) && has_addr(e, a);
}
