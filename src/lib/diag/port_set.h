/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of ports, and INET_DIAG bytecode (linux/inet_diag.h) that accepts the sockets
 * whose local port is in the set. */
#ifndef DIAG_PORT_SET_H
#define DIAG_PORT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The maximum number of ranges of ports in the INET_DIAG bytecode of a set. The kernel
 * checks bytecode in quadratic time. */
enum { PORT_SET_RANGES_MAX = 512 };

/* A set of ports. The set is empty when all its bytes are zero. */
struct port_set {
	/* The set of ports as a bitmap: the bit for port n is bit n % 8 of byte n / 8,
	 * where bit 0 is the lowest. */
	uint8_t bits[(UINT16_MAX + 1) / 8];
};

/* Adds all ports of a hash bucket to the set. `bucket` is dump_item.bucket; `table` is
 * the number of buckets that was passed to dump_buffer_set_remainders(), or 0 if `bucket`
 * is a port. */
void port_set_add(struct port_set *p, uint32_t bucket, uint32_t table);

/* Returns whether the set has the ports of a hash bucket. `bucket` is dump_item.bucket;
 * `table` is the number of buckets that was passed to dump_buffer_set_remainders(), or 0
 * if `bucket` is a port. */
bool port_set_has(const struct port_set *p, uint32_t bucket, uint32_t table);

/* Returns the number of ranges of consecutive ports in the set. */
size_t port_set_ranges(const struct port_set *p);

/* Compiles the set of ports to INET_DIAG bytecode: *ret of *ret_size bytes, which the
 * caller frees. Returns 0, -ENOMEM, or -EINVAL if the set is empty or has more than
 * PORT_SET_RANGES_MAX ranges. */
int port_set_compile(const struct port_set *p, void **ret, size_t *ret_size);

#endif
