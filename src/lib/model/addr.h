/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An IPv4 or IPv6 address. */
#ifndef MODEL_ADDR_H
#define MODEL_ADDR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct addr {
	/* address family: AF_INET or AF_INET6 */
	uint8_t family;
	/* the address in network order; bytes behind the first four of an IPv4 address
	 * are 0 */
	uint8_t bytes[16];
};

/* Makes an address of AF_INET from 4 bytes, or of AF_INET6 from 16 bytes. */
static inline struct addr addr_make(uint8_t family, const void *bytes)
{
	struct addr a = { .family = family };

	memcpy(a.bytes, bytes, family == AF_INET ? 4 : 16);
	return a;
}

/* Returns whether the address is the wildcard, 0.0.0.0 or ::. */
bool addr_is_any(const struct addr *a);

/* Turns an IPv4-mapped IPv6 address (::ffff:0:0/96, RFC 4291, 2.5.5.2) into its IPv4
 * address, and returns any other address unchanged. */
struct addr addr_unmap(const struct addr *a);

/* Turns an IPv4 address into its IPv4-mapped IPv6 address, and returns an IPv6 address
 * unchanged. */
struct addr addr_map(const struct addr *a);

/* Writes an address to `to` in the text form of RFC 5952; as in inet_ntop(3), the last 32
 * bits of an IPv4-mapped address are written with dots. Returns the length of the text,
 * which has no NUL at its end. */
size_t addr_format(const struct addr *a, char to[INET6_ADDRSTRLEN]);

#endif
