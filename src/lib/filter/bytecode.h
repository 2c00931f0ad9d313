/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of a filter that the kernel can run: INET_DIAG bytecode (linux/inet_diag.h). */
#ifndef FILTER_BYTECODE_H
#define FILTER_BYTECODE_H

#include "filter.h"

enum { BYTECODE_MAX = 2048 };

/* Writes the program that passes at least those sockets of a pair which the endpoints of f, or
 * else its expression, want, and returns its length in bytes; 0: none, all sockets must be
 * looked at. */
size_t bytecode_compile(const struct filter *f, unsigned int pair,
			uint8_t to[BYTECODE_MAX]);

#endif
