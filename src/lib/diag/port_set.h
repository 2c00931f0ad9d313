/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of ports, and INET_DIAG bytecode (linux/inet_diag.h) that accepts sockets whose
 * local port is in the set. */
#ifndef DIAG_PORT_SET_H
#define DIAG_PORT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kernel checks a program in time quadratic in its length. */
enum { PORT_SET_RANGES_MAX = 512 };

/* All zero is the empty set. */
struct port_set {
	uint8_t bits[(UINT16_MAX + 1) / 8];
};

/* Adds all ports of a bucket; its number is that of struct dump_item. table: as for
 * dump_buffer_set_remainders(); 0: the bucket number is a port. */
void port_set_add(struct port_set *p, uint32_t bucket, uint32_t table);
bool port_set_has(const struct port_set *p, uint32_t bucket, uint32_t table);
size_t port_set_count(const struct port_set *p);
/* Returns the number of ranges of consecutive ports. */
size_t port_set_ranges(const struct port_set *p);

/* Compiles 1 to PORT_SET_RANGES_MAX ranges to a program that the caller frees. -EINVAL:
 * the set has none, or more. */
int port_set_compile(const struct port_set *p, void **ret, size_t *ret_size);

#endif
