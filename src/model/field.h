/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields of a socket, by name and type, for whoever treats them all alike. */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include <stddef.h>
#include <stdint.h>

#include "sock.h"

enum field_type {
	FIELD_NUMBER,
	FIELD_HEX, /* opaque and 64 bits wide: more than a JSON reader's number may hold */
	FIELD_WORD, /* one of a table's names, or else the number */
	FIELD_ADDR,
};

struct field_value {
	uint64_t number;
	const char *word; /* NULL: the number has no name */
	const struct addr *addr;
};

struct field_desc {
	const char *name;
	enum field_type type;
	uint8_t needs; /* SOCK_HAS_*: absent where the socket lacks one of them */
	const char *unit; /* NULL: none */
	const char *help;
	struct field_value (*get)(const struct sock *s);
};

extern const struct field_desc sock_fields[];
extern const size_t sock_fields_count;

#endif
