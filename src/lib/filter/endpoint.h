/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A condition on one end of a socket, its addresses and ports, and the parsers that
 * lsof's -i and the expressions of ss share. */
#ifndef FILTER_ENDPOINT_H
#define FILTER_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/sock.h"

struct port_range {
	uint16_t first, last;
};

struct prefix {
	struct addr addr;
	/* length in bits */
	uint8_t bits;
};

/* An endpoint accepts an end of a socket, local or peer, that has one of the addresses
 * and one of the ports. Without addresses it accepts any address, without ports any
 * port. */
struct endpoint {
	/* mask of PAIR_BIT */
	uint32_t pairs;
	/* IP versions of the address, as a mask of 1 << enum ip; an IPv4-mapped address
	 * counts as IPv4 */
	uint32_t ips;
	struct prefix *prefixes;
	size_t prefixes_len, prefixes_cap;
	struct port_range *ports;
	size_t ports_len, ports_cap;
	/* name whose addresses the caller must look up; NULL: none */
	char *host;
};

/* Frees the members of the endpoint, not the endpoint itself. */
void endpoint_release(struct endpoint *e);

/* Looks up the port of a service for a protocol ("tcp"; NULL: any). -ENOENT: the service
 * is unknown. */
typedef int (*port_of_fn)(const char *service, const char *protocol, uint16_t *ret);

/* Adds a full address, as a prefix of its whole length. */
int endpoint_add_addr(struct endpoint *e, const struct addr *a);

/* Returns whether the endpoint accepts an address and port. */
bool endpoint_is_at(const struct endpoint *e, const struct addr *a, uint16_t port);

/* The parsers take n bytes that need no NUL at their end, and return -EINVAL if these are
 * malformed. */

/* Parses an address of AF_INET or AF_INET6 in the form of inet_pton(3). */
int endpoint_parse_addr(const char *at, size_t n, uint8_t family, struct addr *ret);

/* Adds a prefix of an address. bits is NULL for the whole address, or the length in
 * decimal, a text of bits_len bytes. */
int endpoint_add_prefix(struct endpoint *e, const struct addr *a, const char *bits,
			size_t bits_len);

/* Adds the prefix "IPV6]/BITS" or "IPV6/BITS]", where "/BITS" is optional, in a string
 * that goes on with ':' or ends; *ret_rest points there. */
int endpoint_parse_brackets(struct endpoint *e, const char *text, const char **ret_rest);

/* Sets the host name, after a check of its characters. */
int endpoint_set_host(struct endpoint *e, const char *at, size_t n);

/* Parses a decimal port number or looks up a service of a protocol (NULL: any). -ERANGE:
 * the number is too large; other errors are those of port_of. */
int endpoint_parse_port(const char *at, size_t n, const char *protocol,
			port_of_fn port_of, uint16_t *ret);

/* Parses a port, a service, or a range of either; a service may contain '-'. */
int endpoint_parse_range(const char *at, size_t n, const char *protocol,
			 port_of_fn port_of, struct port_range *ret);

#endif
