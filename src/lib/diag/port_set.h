/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of ports, and the INET_DIAG bytecode (linux/inet_diag.h) that lets sockets pass whose local
 * port is one of them. */
#ifndef DIAG_PORT_SET_H
#define DIAG_PORT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kernel's check of a program takes the square of its length. */
enum { RANGES_MAX = 512 };

/* All zero is empty. */
struct ports {
	uint8_t bits[(UINT16_MAX + 1) / 8];
};

/* All ports of a bucket, by its number as in struct item. table: see dump_buffer_set_remainders; 0:
 * the number is a port. */
void ports_add(struct ports *p, uint32_t bucket, uint32_t table);
bool ports_has(const struct ports *p, uint32_t bucket, uint32_t table);
size_t ports_count(const struct ports *p);
/* Of ports that follow one another. */
size_t ports_ranges(const struct ports *p);

/* A program, the caller's to free, for 1 to RANGES_MAX ranges. -EINVAL: there are none, or more. */
int ports_compile(const struct ports *p, void **ret, size_t *ret_size);

#endif
