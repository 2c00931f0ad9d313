/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields of a socket, by name and type, for whoever treats them all alike. */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sock.h"

enum field_type {
	FIELD_NUMBER,
	FIELD_HEX, /* opaque and 64 bits wide: more than a JSON reader's number may hold */
	FIELD_WORD, /* one of a table's names, or else the number */
	FIELD_ADDR,
	FIELD_ADDRS, /* those that were kept */
	FIELD_BYTES, /* any bytes, of a given length */
	FIELD_SET, /* members of a set, each a name or else its number */
	FIELD_BOOL,
	FIELD_OBJECT, /* fields of its own */
};

/* What a FIELD_SET is read from: members count from 1. */
struct field_set {
	const uint32_t *words; /* member 1 is the lowest bit of the first */
	unsigned int members; /* that there is room for */
	unsigned int kind;
	const char *(*name)(unsigned int kind, unsigned int member); /* or NULL */
};

struct field_member;

/* What a FIELD_OBJECT is read from. Of the i-th of its members: false, the socket lacks it. */
struct field_object {
	const struct sock *sock;
	size_t members;
	bool (*get)(const struct sock *s, size_t i, struct field_member *ret);
};

struct field_value {
	uint64_t number;
	const char *word; /* NULL: the number has no name */
	const struct addr *addr; /* number of them, where there are several */
	const char *bytes; /* number of them */
	struct field_set set;
	struct field_object object;
};

struct field_member {
	const char *name;
	enum field_type type;
	struct field_value value;
};

struct field_desc {
	const char *name;
	enum field_type type;
	uint32_t needs; /* SOCK_HAS_*: absent where the socket lacks one of them */
	const char *unit; /* NULL: none */
	const char *help;
	struct field_value (*get)(const struct sock *s);
};

extern const struct field_desc sock_fields[];
extern const size_t sock_fields_count;

#endif
