/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "addr.h"

#include <sys/socket.h>

enum { GROUPS = 8 };

static const uint8_t mapped_prefix[12] = { [10] = 0xff, [11] = 0xff };

bool addr_is_any(const struct addr *a)
{
	static const uint8_t any[sizeof(a->bytes)];

	return memcmp(a->bytes, any, sizeof(any)) == 0;
}

struct addr addr_unmap(const struct addr *a)
{
	if (a->family == AF_INET6 &&
	    memcmp(a->bytes, mapped_prefix, sizeof(mapped_prefix)) == 0)
		return addr_make(AF_INET, a->bytes + sizeof(mapped_prefix));
	return *a;
}

struct addr addr_map(const struct addr *a)
{
	uint8_t bytes[sizeof(a->bytes)];

	if (a->family != AF_INET)
		return *a;
	memcpy(bytes, mapped_prefix, sizeof(mapped_prefix));
	memcpy(bytes + sizeof(mapped_prefix), a->bytes, 4);
	return addr_make(AF_INET6, bytes);
}

static char *put_byte(char *to, uint8_t value)
{
	if (value >= 100)
		*to++ = (char)('0' + value / 100);
	if (value >= 10)
		*to++ = (char)('0' + value / 10 % 10);
	*to++ = (char)('0' + value % 10);
	return to;
}

static char *put_ipv4(char *to, const uint8_t *bytes)
{
	for (size_t i = 0; i < 4; i++) {
		if (i)
			*to++ = '.';
		to = put_byte(to, bytes[i]);
	}
	return to;
}

static char *put_group(char *to, unsigned int group)
{
	static const char hex[] = "0123456789abcdef";
	int shift = 12;

	while (shift > 0 && !(group >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*to++ = hex[group >> shift & 15];
	return to;
}

/* Finds the run of zero groups of an IPv6 address that "::" replaces: the first of the
 * longest runs, if it has at least two groups. The run begins at *start and ends before
 * *end; if there is no such run, both are set to GROUPS. */
static void find_zeros(const unsigned int groups[GROUPS], size_t *start, size_t *end)
{
	size_t longest = 1;

	*start = *end = GROUPS;
	for (size_t i = 0, j = 0; i < GROUPS; i = j + 1) {
		for (j = i; j < GROUPS && !groups[j];)
			j++;
		if (j - i > longest) {
			longest = j - i;
			*start = i;
			*end = j;
		}
	}
}

static char *put_ipv6(char *to, const uint8_t *bytes)
{
	unsigned int groups[GROUPS];
	size_t zeros = 0, zeros_end = 0;

	for (size_t i = 0; i < GROUPS; i++)
		groups[i] = (unsigned int)bytes[2 * i] << 8 | bytes[2 * i + 1];
	find_zeros(groups, &zeros, &zeros_end);

	for (size_t i = 0; i < GROUPS; i++) {
		if (i == zeros) {
			*to++ = ':';
			*to++ = ':';
			i = zeros_end - 1;
			continue;
		}
		if (i && i != zeros_end)
			*to++ = ':';
		/* The last 32 bits of the address are written with dots if it is
		 * IPv4-mapped, or, as in inet_ntop(3), IPv4-compatible (::a.b.c.d,
		 * deprecated by RFC 4291). */
		if (i == 6 && zeros == 0 &&
		    (zeros_end == 6 || (zeros_end == 5 && groups[5] == 0xffff)))
			return put_ipv4(to, bytes + 12);
		to = put_group(to, groups[i]);
	}
	return to;
}

size_t addr_format(const struct addr *a, char to[INET6_ADDRSTRLEN])
{
	return (size_t)((a->family == AF_INET ? put_ipv4 : put_ipv6)(to, a->bytes) - to);
}
