/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "kernel/proc.h"
#include "util/grow.h"
#include "util/parse.h"

enum { HOST_MAX = 255, SERVICE_MAX = 64 };

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

static bool has_addr(const struct endpoint *e, const struct addr *a)
{
	const struct addr plain = addr_unmap(a);

	if (!(e->ips & 1U << (plain.family == AF_INET ? IP_V4 : IP_V6)))
		return false;
	/* An IPv4-mapped IPv6 address is compared with each prefix both as an IPv6 and as
	 * an IPv4 address. */
	for (size_t i = 0; i < e->prefixes_len; i++)
		if (has_prefix(a, &e->prefixes[i]) || has_prefix(&plain, &e->prefixes[i]))
			return true;
	/* An endpoint without prefixes accepts every address, unless the addresses of its
	 * host name have not been looked up yet: then the endpoint accepts no address. */
	return !e->prefixes_len && !e->host;
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
	return has_port(e, port) && has_addr(e, a);
}

int endpoint_parse_addr(const char *at, size_t n, uint8_t family, struct addr *ret)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t bytes[sizeof(struct in6_addr)];

	if (n >= sizeof(text))
		return -EINVAL;
	memcpy(text, at, n);
	text[n] = '\0';
	if (inet_pton(family, text, bytes) != 1)
		return -EINVAL;
	*ret = addr_make(family, bytes);
	return 0;
}

int endpoint_add_prefix(struct endpoint *e, const struct addr *a, const char *bits,
			size_t bits_len)
{
	uint64_t length = a->family == AF_INET ? 32 : 128;

	if (bits && parse_uint_n(bits, bits_len, 10, length, &length) < 0)
		return -EINVAL;
	int r = endpoint_add_addr(e, a);
	if (r == 0)
		e->prefixes[e->prefixes_len - 1].bits = (uint8_t)length;
	return r;
}

int endpoint_parse_brackets(struct endpoint *e, const char *text, const char **ret_rest)
{
	const char *close = strchr(text, ']');
	struct addr a;

	if (!close)
		return -EINVAL;
	const size_t n = strcspn(text, "/]");
	const char *end = strchrnul(close, ':');
	const char *slash = text + n == close ? close + 1 : text + n;
	const char *stop = text + n == close ? end : close;

	/* The length of an IPv6 prefix, such as "/64", may be inside or behind the
	 * brackets of the address, but not in both places. */
	if ((stop == close && end != close + 1) || (slash < stop && *slash != '/') ||
	    endpoint_parse_addr(text, n, AF_INET6, &a) < 0)
		return -EINVAL;
	*ret_rest = end;
	return endpoint_add_prefix(e, &a, slash < stop ? slash + 1 : NULL,
				   slash < stop ? (size_t)(stop - slash - 1) : 0);
}

int endpoint_set_host(struct endpoint *e, const char *at, size_t n)
{
	static const char characters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

	if (!n || n > HOST_MAX || at[0] == '-' || strspn(at, characters) < n)
		return -EINVAL;
	e->host = strndup(at, n);
	return e->host ? 0 : -ENOMEM;
}

int endpoint_parse_port(const char *at, size_t n, const char *protocol,
			port_of_fn port_of, uint16_t *ret)
{
	char service[SERVICE_MAX + 1];
	uint64_t number = 0;

	int r = parse_uint_n(at, n, 10, UINT16_MAX, &number);
	if (r == 0)
		*ret = (uint16_t)number;
	if (r != -EINVAL || !n || n > SERVICE_MAX)
		return r;
	memcpy(service, at, n);
	service[n] = '\0';
	return port_of(service, protocol, ret);
}

int endpoint_parse_range(const char *at, size_t n, const char *protocol,
			 port_of_fn port_of, struct port_range *ret)
{
	int r = endpoint_parse_port(at, n, protocol, port_of, &ret->first);

	if (r == 0)
		ret->last = ret->first;
	for (size_t i = 0; r < 0 && !errno_is_resource(r) && i < n; i++) {
		if (at[i] != '-')
			continue;
		r = endpoint_parse_port(at, i, protocol, port_of, &ret->first);
		if (r == 0)
			r = endpoint_parse_port(at + i + 1, n - i - 1, protocol, port_of,
						&ret->last);
		if (r == 0 && ret->first > ret->last)
			return -EINVAL;
	}
	return r == 0 || errno_is_resource(r) ? r : -EINVAL;
}

bool endpoint_is_one_of(const struct endpoint *e, const struct sock_addrs *addrs,
			uint16_t port)
{
	for (uint32_t i = 0; i < sock_addrs_kept(addrs); i++)
		if (endpoint_is_at(e, &addrs->all[i], port))
			return true;
	return false;
}
