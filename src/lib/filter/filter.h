/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which sockets of those that are listed are wanted: alternatives of addresses and ports, as
 * lsof's -i has them, states by protocol, as its -s, and an expression of ss. */
#ifndef FILTER_FILTER_H
#define FILTER_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"
#include "model/sock.h"

struct expr;

struct filter {
	struct endpoint *endpoints; /* alternatives; none means any */
	size_t endpoints_len, endpoints_cap;
	uint32_t included
		[PROTO_MAX_]; /* masks of STATE_BIT; where no protocol has any: all */
	uint32_t excluded[PROTO_MAX_];
	uint32_t types[PROTO_MAX_]; /* masks of 1 << SOCK_STREAM and so on; 0: any */
	struct expr *expr; /* NULL: any */
	uint8_t family; /* AF_*: what an address of expr is of that does not say; 0: any */
	bool has_states; /* those before an expression were named: */
	uint32_t states; /* mask of STATE_BIT, of all protocols */
};

void filter_release(struct filter *f);

/* Adds the alternative that text says: [46][PROTOCOL][@HOST|@ADDRESS[/BITS]][:PORTS], where an
 * IPv6 address has brackets and PORTS are numbers, services and ranges with commas between. As
 * in lsof, 4 and 6 alone tell the family of the socket, before more that of its addresses.
 * -EINVAL: *ret_why tells, as a constant, what is wrong with it. */
int filter_add_endpoint(struct filter *f, const char *text, port_of_fn port_of,
			const char **ret_why);

/* Adds the alternative of all sockets of these pairs (mask of PAIR_BIT). */
int filter_add_pairs(struct filter *f, uint32_t pairs);

/* Narrows the states of a protocol to those that text says: PROTOCOL:[^]STATE,..., states in
 * the spelling of netstat, ss or lsof; with ^ all but those. */
int filter_add_states(struct filter *f, const char *text, const char **ret_why);

/* Narrows the filter to what the words of a command line say, as ss has it: [state STATE]...
 * [exclude STATE]... [EXPRESSION], split into words in any way. A second one has to be true as
 * well. -EINVAL leaves the filter as it was; *ret_why tells, as a constant, what is wrong, and
 * *ret_word in which of the words. */
int filter_add_expr(struct filter *f, const char *const words[], size_t count,
		    port_of_fn port_of, const char **ret_why, const char **ret_word);

/* The next endpoint, of the alternatives or of the expression, with a host of which addresses
 * are to be found; NULL: no more. *at is 0 at first. */
struct endpoint *filter_next_host(struct filter *f, size_t *at);

/* Which states of a protocol are wanted: mask of STATE_BIT. Where some protocol's are included
 * by name, those that are not are unwanted, of every protocol. */
uint32_t filter_states(const struct filter *f, enum proto proto);

/* Whether a TCP socket that has no peer can be wanted. */
bool filter_can_lack_peer(const struct filter *f);

/* Which pairs can have what is wanted: mask of PAIR_BIT. */
uint32_t filter_pairs(const struct filter *f);

/* Whether there is any condition. */
bool filter_is_narrow(const struct filter *f);

bool filter_is_wanted(const struct filter *f, const struct sock *s);

#endif
