/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of ports, and INET_DIAG bytecode (linux/inet_diag.h) that accepts sockets whose
 * local port is in the set. */
#ifndef DIAG_PORT_SET_H
#define DIAG_PORT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A limit of the program's length, because the kernel checks a program in quadratic time. */
enum { PORT_SET_RANGES_MAX = 512 };

/* A set is empty when all its bytes are zero. */
struct port_set {
	/* One bit per port, from the lowest of each byte. */
	uint8_t bits[(UINT16_MAX + 1) / 8];
};

/* Adds all ports of a bucket of struct dump_item. `table` is the table size that was passed to
 * dump_buffer_set_remainders(), or 0 if the bucket number is a port. */
void port_set_add(struct port_set *p, uint32_t bucket, uint32_t table);

/* Returns whether the set has the ports of a bucket, with the arguments of port_set_add(). */
bool port_set_has(const struct port_set *p, uint32_t bucket, uint32_t table);

/* Returns the number of ranges of consecutive ports. */
size_t port_set_ranges(const struct port_set *p);

/* Compiles the set to a program that the caller frees. Returns -EINVAL if the set is empty or
 * has more than PORT_SET_RANGES_MAX ranges. */
int port_set_compile(const struct port_set *p, void **ret, size_t *ret_size);

#endif
