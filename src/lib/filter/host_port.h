/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parser of addresses, host names and ports, shared by lsof's -i and the expressions of ss. */
#ifndef FILTER_HOST_PORT_H
#define FILTER_HOST_PORT_H

#include "endpoint.h"

/* All functions take n bytes that need no NUL at their end, and return -EINVAL for anything
 * malformed. */

/* Parses an address of AF_INET or AF_INET6 in the form of inet_pton(3). */
int host_port_addr(const char *at, size_t n, uint8_t family, struct addr *ret);

/* Adds a prefix of an address. bits is NULL or the text "BITS" of bits_len bytes. */
int host_port_prefix(struct endpoint *e, const struct addr *a, const char *bits,
		     size_t bits_len);

/* Adds the prefix "IPV6]/BITS" or "IPV6/BITS]", where "/BITS" is optional, in a string that
 * goes on with ':' or ends; *ret_rest points there. */
int host_port_brackets(struct endpoint *e, const char *text, const char **ret_rest);

/* Sets the host name, after a check of its characters. */
int host_port_host(struct endpoint *e, const char *at, size_t n);

/* Parses a decimal port number or looks up a service of that protocol (NULL: any). -ERANGE:
 * the number is too large; other errors are those of port_of. */
int host_port_port(const char *at, size_t n, const char *protocol, port_of_fn port_of,
		   uint16_t *ret);

#endif
