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
	/* an opaque 64-bit number: a JSON reader may not hold all its digits */
	FIELD_HEX,
	/* a word from a table, or a number without a name */
	FIELD_WORD,
	FIELD_ADDR,
	/* the first addresses of an SCTP association or endpoint */
	FIELD_ADDRS,
	/* any bytes, of a given length */
	FIELD_BYTES,
	/* the members of a set, each a name or a number */
	FIELD_SET,
	FIELD_BOOL,
	/* an object with members of other types */
	FIELD_OBJECT,
};

/* The bits that a FIELD_SET is read from. Members of the set count from 1. */
struct field_set {
	/* Member 1 is the lowest bit of the first word. */
	const uint32_t *words;
	/* number of bits in the words */
	unsigned int members;
	/* first argument of name() */
	unsigned int kind;
	/* NULL: members have no names */
	const char *(*name)(unsigned int kind, unsigned int member);
};

struct field_member;

/* The source of the members of a FIELD_OBJECT. get() returns false for a member that the
 * socket lacks. */
struct field_object {
	const struct sock *sock;
	size_t members;
	bool (*get)(const struct sock *s, size_t i, struct field_member *ret);
};

/* The value of a field. The type of the field says which members are set. */
struct field_value {
	uint64_t number;
	/* NULL: the number has no name */
	const char *word;
	/* array of `number` addresses; of FIELD_ADDR one address */
	const struct addr *addr;
	/* `number` bytes */
	const char *bytes;
	struct field_set set;
	struct field_object object;
};

struct field_member {
	const char *name;
	enum field_type type;
	struct field_value value;
};

struct field_desc {
	/* number in enum sockstat_field of the public API: never changed after a
	 * release */
	uint16_t id;
	const char *name;
	enum field_type type;
	/* mask of SOCK_HAS_*: a socket without all these bits lacks the field */
	uint32_t needs;
	const char *unit; /* NULL: none */
	const char *help;
	struct field_value (*get)(const struct sock *s);
};

/* Read the members of the fields memory and tcp_info. Member i of memory is enum memory i;
 * member 0 of tcp_info is the congestion control, and i + 1 is enum tcp_fact i. Both return
 * false for a member that the socket lacks. */
bool sock_memory_member(const struct sock *s, size_t i, struct field_member *ret);
bool sock_tcp_member(const struct sock *s, size_t i, struct field_member *ret);

extern const struct field_desc sock_fields[];
extern const size_t sock_fields_count;

#endif
