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
	/* AF_INET or AF_INET6 */
	uint8_t family;
	/* Network order; an IPv4 address has the first four, the rest is 0. */
	uint8_t bytes[16];
};

/* Makes an address of AF_INET from 4 bytes or of AF_INET6 from 16. */
static inline struct addr addr_make(uint8_t family, const void *bytes)
{
	struct addr a = { .family = family };

	memcpy(a.bytes, bytes, family == AF_INET ? 4 : 16);
	return a;
}

bool addr_is_any(const struct addr *a);

/* Returns the IPv4 address inside ::ffff:0:0/96 (RFC 4291, 2.5.5.2); others unchanged. */
struct addr addr_unmap(const struct addr *a);

/* Returns an IPv4 address as its IPv4-mapped IPv6 address; others unchanged. */
struct addr addr_map(const struct addr *a);

/* Writes the text form of RFC 5952 (IPv4-mapped with a dotted tail), as inet_ntop(3)
 * does, and returns its length. No NUL is appended. */
size_t addr_format(const struct addr *a, char to[INET6_ADDRSTRLEN]);

#endif
