/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Translates the conditions of a filter that the kernel can decide to INET_DIAG bytecode
 * (linux/inet_diag.h). */
#ifndef FILTER_BYTECODE_H
#define FILTER_BYTECODE_H

#include "filter.h"
#include "model/family.h"

/* Writes INET_DIAG bytecode to `to` that accepts all sockets of a pair of protocol and IP
 * version that f accepts, and perhaps further sockets of this pair. Returns the length of
 * the bytecode in bytes, or 0 if no bytecode can be made from f. */
size_t bytecode_compile(const struct filter *f, unsigned int pair,
			uint8_t to[BYTECODE_MAX]);

#endif
