/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields of a socket by name and type, for code that treats all fields alike. */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sock.h"

enum field_type {
	FIELD_NUMBER,
	/* An opaque 64-bit number: more than the number of a JSON reader may hold. */
	FIELD_HEX,
	/* a word from a table, or a number */
	FIELD_WORD,
	FIELD_ADDR,
	/* the addresses that were kept */
	FIELD_ADDRS,
	/* any bytes, of a given length */
	FIELD_BYTES,
	/* Members of a set, each with a name or a number. */
	FIELD_SET,
	FIELD_BOOL,
	/* an object with members */
	FIELD_OBJECT,
};

/* Where the members of a FIELD_SET are read from. Members count from 1. */
struct field_set {
	/* Member 1 is the lowest bit of the first word. */
	const uint32_t *words;
	/* capacity of the words, in bits */
	unsigned int members;
	unsigned int kind;
	/* NULL: members have no names */
	const char *(*name)(unsigned int kind, unsigned int member);
};

struct field_member;

/* Where the members of a FIELD_OBJECT are read from. get() returns false for a member
 * that the socket lacks. */
struct field_object {
	const struct sock *sock;
	size_t members;
	bool (*get)(const struct sock *s, size_t i, struct field_member *ret);
};

struct field_value {
	uint64_t number;
	/* NULL: the number has no name */
	const char *word;
	/* array of `number` addresses */
	const struct addr *addr;
	const char *bytes; /* `number` bytes */
	struct field_set set;
	struct field_object object;
};

struct field_member {
	const char *name;
	enum field_type type;
	struct field_value value;
};

struct field_desc {
	/* enum sockstat_field of the public API: never changed once it is released */
	uint16_t id;
	const char *name;
	enum field_type type;
	/* SOCK_HAS_* bits; a socket without all of them lacks the field. */
	uint32_t needs;
	const char *unit; /* NULL: none */
	const char *help;
	struct field_value (*get)(const struct sock *s);
};

extern const struct field_desc sock_fields[];
extern const size_t sock_fields_count;

#endif
