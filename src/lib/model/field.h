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
	/* an opaque 64-bit number, in JSON a hexadecimal string because JSON readers may
	 * round large numbers */
	FIELD_HEX,
	/* a number that may have a word; a value without a word is shown as the number */
	FIELD_WORD,
	FIELD_ADDR,
	/* addresses of one end of an SCTP association or endpoint, at most
	 * SOCK_ADDRS_MAX */
	FIELD_ADDRS,
	/* any bytes, such as a name, with their number */
	FIELD_BYTES,
	/* a set, whose members have names, or only numbers if no name is known */
	FIELD_SET,
	FIELD_BOOL,
	/* an object, whose members have types of their own */
	FIELD_OBJECT,
};

/* The value of a field of type FIELD_SET: one bit for each possible member of the set.
 * Members are numbered from 1. */
struct field_set {
	/* bits of the set; member 1 is the lowest bit of the first word */
	const uint32_t *words;
	/* number of possible members of the set */
	unsigned int members;
	/* argument for the function that names the members of the set, such as the
	 * netlink protocol of multicast groups */
	unsigned int kind;
	/* function that returns the name of a member of the set, or NULL if the member
	 * has no name; a NULL pointer: no member has a name */
	const char *(*name)(unsigned int kind, unsigned int member);
};

struct field_member;

/* The value of a field of type FIELD_OBJECT. get() reads member i of the object, and
 * returns false if the socket lacks member i. */
struct field_object {
	const struct sock *sock;
	size_t members;
	bool (*get)(const struct sock *s, size_t i, struct field_member *ret);
};

/* The value of a field. The type of the field says which members of the struct are
 * set. */
struct field_value {
	uint64_t number;
	/* word that stands for the number of the field; NULL: there is no word */
	const char *word;
	/* address of a field of type FIELD_ADDR; array of the addresses of a field of
	 * type FIELD_ADDRS */
	const struct addr *addr;
	/* bytes of a field of type FIELD_BYTES, not NUL-terminated; the member `number`
	 * is their count */
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
	/* number of the field in enum sockstat_field of the public API, never changed
	 * after a release */
	uint16_t id;
	const char *name;
	enum field_type type;
	/* mask of SOCK_HAS_*; a socket that lacks one of these bits lacks the field */
	uint32_t needs;
	/* unit of the field's value, such as "bytes"; NULL: no unit */
	const char *unit;
	const char *help;
	struct field_value (*get)(const struct sock *s);
};

/* Reads figure number i of enum memory as a member of the field "memory". Returns false
 * if the socket lacks the figure. */
bool sock_memory_member(const struct sock *s, size_t i, struct field_member *ret);
/* Reads member i of the field "tcp_info": member 0 is the name of the congestion control,
 * member i > 0 is the fact i - 1 of enum tcp_fact. Returns false if the socket lacks the
 * member. */
bool sock_tcp_member(const struct sock *s, size_t i, struct field_member *ret);

extern const struct field_desc sock_fields[];
extern const size_t sock_fields_count;

#endif
