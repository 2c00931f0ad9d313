/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One end of a socket: addresses and ports, as in lsof's -i and the expressions of ss. */
#ifndef FILTER_ENDPOINT_H
#define FILTER_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"

struct port_range {
	uint16_t first;
	uint16_t last;
};

struct prefix {
	struct addr addr;
	/* length in bits */
	uint8_t bits;
};

/* Accepts an end of a socket, local or peer, that has one of the addresses and one of the
 * ports. Without addresses any address is accepted, and without ports any port. */
struct endpoint {
	/* mask of PAIR_BIT */
	uint32_t pairs;
	/* IP versions of the address, as a mask of 1 << enum ip; an IPv4-mapped address
	 * counts as IPv4. */
	uint32_t ips;
	struct prefix *prefixes;
	size_t prefixes_len, prefixes_cap;
	struct port_range *ports;
	size_t ports_len, ports_cap;
	/* Name whose addresses must be looked up; NULL: none. */
	char *host;
};

/* Frees the members of the endpoint, not the endpoint itself. */
void endpoint_release(struct endpoint *e);

/* Looks up the port of a service for a protocol ("tcp"; NULL: any). -ENOENT: unknown. */
typedef int (*port_of_fn)(const char *service, const char *protocol, uint16_t *ret);

/* Adds a full address, as a prefix of its whole length. */
int endpoint_add_addr(struct endpoint *e, const struct addr *a);

/* Returns whether the endpoint accepts this address and port. */
bool endpoint_is_at(const struct endpoint *e, const struct addr *a, uint16_t port);

#endif
