/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An end of a socket: addresses and ports, as lsof's -i and the expressions of ss name them. */
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
	uint8_t bits; /* the first so many of the address count */
};

/* One alternative: an end of the socket, local or peer, that has one of the addresses and one
 * of the ports. None of either means any. */
struct endpoint {
	uint32_t pairs; /* mask of PAIR_BIT */
	uint32_t
		ips; /* mask of 1 << enum ip that the address is of, a mapped one being IPv4 */
	struct prefix *prefixes;
	size_t prefixes_len, prefixes_cap;
	struct port_range *ports;
	size_t ports_len, ports_cap;
	char *host; /* a name, of which prefixes are still to be found; NULL: none */
};

/* Frees what the endpoint holds, not the endpoint itself. */
void endpoint_release(struct endpoint *e);

/* The port of a service of a protocol ("tcp"; NULL: any). -ENOENT: it has none. */
typedef int (*port_of_fn)(const char *service, const char *protocol, uint16_t *ret);

/* An address that a host of an endpoint has. */
int endpoint_add_addr(struct endpoint *e, const struct addr *a);

/* Whether an address and a port are among those of the endpoint. */
bool endpoint_is_at(const struct endpoint *e, const struct addr *a, uint16_t port);

#endif
