/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host_port.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/parse.h"

enum { HOST_MAX = 255, SERVICE_MAX = 64 };

int host_port_addr(const char *at, size_t n, uint8_t family, struct addr *ret)
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

int host_port_prefix(struct endpoint *e, const struct addr *a, const char *bits,
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

int host_port_brackets(struct endpoint *e, const char *text, const char **ret_rest)
{
	const char *close = strchr(text, ']');
	struct addr a;

	if (!close)
		return -EINVAL;
	const size_t n = strcspn(text, "/]");
	const char *end = strchrnul(close, ':');
	const char *slash = text + n == close ? close + 1 : text + n;
	const char *stop = text + n == close ? end : close;

	/* The length stands inside or outside of the brackets, not both. */
	if ((stop == close && end != close + 1) || (slash < stop && *slash != '/') ||
	    host_port_addr(text, n, AF_INET6, &a) < 0)
		return -EINVAL;
	*ret_rest = end;
	return host_port_prefix(e, &a, slash < stop ? slash + 1 : NULL,
				slash < stop ? (size_t)(stop - slash - 1) : 0);
}

int host_port_host(struct endpoint *e, const char *at, size_t n)
{
	static const char characters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

	if (!n || n > HOST_MAX || at[0] == '-' || strspn(at, characters) < n)
		return -EINVAL;
	e->host = strndup(at, n);
	return e->host ? 0 : -ENOMEM;
}

int host_port_port(const char *at, size_t n, const char *protocol, port_of_fn port_of,
		   uint16_t *ret)
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
