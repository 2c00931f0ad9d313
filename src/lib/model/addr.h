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
	uint8_t family; /* AF_INET or AF_INET6 */
	uint8_t bytes[16]; /* network order; IPv4 in the first four, the rest 0 */
};

/* family is AF_INET or AF_INET6; bytes holds 4 or 16. */
static inline struct addr addr_make(uint8_t family, const void *bytes)
{
	struct addr a = { .family = family };

	memcpy(a.bytes, bytes, family == AF_INET ? 4 : 16);
	return a;
}

bool addr_is_any(const struct addr *a);

/* The IPv4 address inside ::ffff:0:0/96 (RFC 4291, 2.5.5.2), any other as it is. */
struct addr addr_unmap(const struct addr *a);

/* An IPv4 address as it is inside that prefix, any other as it is. */
struct addr addr_map(const struct addr *a);

/* Writes the text of RFC 5952 (IPv4-mapped with a dotted tail), as inet_ntop does, and
 * returns its length. No NUL is appended. */
size_t addr_format(const struct addr *a, char to[INET6_ADDRSTRLEN]);

#endif
