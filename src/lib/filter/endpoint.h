/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An endpoint: a condition on the addresses and ports of one end of a socket. The parsers
 * declared here serve the arguments of lsof's option -i and the expressions of ss. */
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
	/* length of the prefix in bits */
	uint8_t bits;
};

/* A condition on one end of a socket, local or peer: the end has one of the addresses and
 * one of the ports. Without addresses an endpoint accepts any address, without ports any
 * port. */
struct endpoint {
	/* accepted pairs of protocol and IP version, as a mask of PAIR_BIT */
	uint32_t pairs;
	/* accepted IP versions of the address, as a mask of 1 << enum ip; an IPv4-mapped
	 * address counts as IPv4 */
	uint32_t ips;
	struct prefix *prefixes;
	size_t prefixes_len, prefixes_cap;
	struct port_range *ports;
	size_t ports_len, ports_cap;
	/* host name whose addresses the caller must look up; NULL: no host name */
	char *host;
};

/* Frees the members of the endpoint, not the endpoint itself. */
void endpoint_release(struct endpoint *e);

/* Callback that looks up the port of a service for a protocol such as "tcp" (NULL: any
 * protocol). Returns -ENOENT if the service is unknown. */
typedef int (*port_of_fn)(const char *service, const char *protocol, uint16_t *ret);

/* Adds an address to the prefixes of the endpoint, as a prefix of full length. */
int endpoint_add_addr(struct endpoint *e, const struct addr *a);

/* Returns whether the endpoint accepts an end of a socket with this address and port. The
 * pairs of protocol and IP version that the endpoint accepts are not compared. */
bool endpoint_is_at(const struct endpoint *e, const struct addr *a, uint16_t port);

/* Returns whether the endpoint accepts one end of an SCTP association, which has one port
 * and several addresses (addrs). */
bool endpoint_is_one_of(const struct endpoint *e, const struct sock_addrs *addrs,
			uint16_t port);

/* Parses the n bytes at `at` as an address of AF_INET or AF_INET6 in the form of
 * inet_pton(3). -EINVAL: the address is malformed. */
int endpoint_parse_addr(const char *at, size_t n, uint8_t family, struct addr *ret);

/* Adds a prefix of the address `a` to the endpoint. The length of the prefix in bits is
 * the decimal number in the bits_len bytes at `bits`; bits NULL: the prefix is the whole
 * address. -EINVAL: the number is malformed or too large. */
int endpoint_add_prefix(struct endpoint *e, const struct addr *a, const char *bits,
			size_t bits_len);

/* Adds the IPv6 prefix at the start of `text`, in the form "IPV6]/BITS" or "IPV6/BITS]"
 * (behind an opening bracket), where "/BITS" is optional. *ret_rest is the text behind
 * the prefix: a ':' or the end. -EINVAL: the text is malformed. */
int endpoint_parse_brackets(struct endpoint *e, const char *text, const char **ret_rest);

/* Sets the host name of the endpoint to the n bytes at `at`. -EINVAL: the bytes include
 * characters that a host name cannot have. */
int endpoint_set_host(struct endpoint *e, const char *at, size_t n);

/* Parses the n bytes at `at` as a decimal port number, or else looks up the port of the
 * service with this name for a protocol (NULL: any protocol). -EINVAL: the text is empty
 * or too long. -ERANGE: the number is too large. Also returns the errors of port_of(). */
int endpoint_parse_port(const char *at, size_t n, const char *protocol,
			port_of_fn port_of, uint16_t *ret);

/* Parses the n bytes at `at` as a port, as a service, or as a range whose ends are ports
 * or services, such as "20-http"; the name of a service may contain '-'. -EINVAL: the
 * text is malformed or the service is unknown. */
int endpoint_parse_range(const char *at, size_t n, const char *protocol,
			 port_of_fn port_of, struct port_range *ret);

#endif
