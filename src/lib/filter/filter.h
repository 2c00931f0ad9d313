/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Selects sockets: by alternative endpoints as in lsof's -i, by states of a protocol as
 * in lsof's -s, and by an expression of ss. */
#ifndef FILTER_FILTER_H
#define FILTER_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"
#include "model/sock.h"

struct expr;

/* Finds the protocol that a word of n bytes names: of packet sockets (AF_PACKET, an
 * ethertype in host order) or of netlink sockets (AF_NETLINK). -ENOENT: there is none. */
typedef int (*protocol_of_fn)(uint8_t family, const char *at, size_t n, uint32_t *ret);

/* A zeroed filter accepts every socket. */
struct filter {
	/* alternative endpoints; none: every endpoint is accepted */
	struct endpoint *endpoints;
	size_t endpoints_len, endpoints_cap;
	/* Masks of STATE_BIT by protocol. If included[] is 0 for all protocols, all
	 * states are included. */
	uint32_t included[PROTO_MAX_], excluded[PROTO_MAX_];
	/* masks of 1 << SOCK_* by protocol; 0: every socket type is accepted */
	uint32_t types[PROTO_MAX_];
	struct expr *expr; /* NULL: none */
	/* AF_* of addresses in expr that do not name their family; 0: any family */
	uint8_t family;
	/* finds the names of protocols in addresses of packet and netlink sockets; NULL:
	 * only numbers are known */
	protocol_of_fn protocol_of;
	/* With has_states, sockets of all protocols must be in one of `states`, a mask of
	 * STATE_BIT. */
	bool has_states;
	uint32_t states;
};

void filter_release(struct filter *f);

/* Adds an alternative in the form [46][PROTOCOL][@HOST|@ADDRESS[/BITS]][:PORTS]. An IPv6
 * address needs brackets. PORTS are numbers, services and ranges, separated by commas. As
 * in lsof, "4" or "6" alone selects the family of the socket, but in front of PROTOCOL,
 * HOST, ADDRESS or PORTS the family of its addresses. -EINVAL: *ret_why is a constant
 * string that says what is wrong. */
int filter_add_endpoint(struct filter *f, const char *text, port_of_fn port_of,
			const char **ret_why);

/* Adds an alternative that accepts all sockets of these pairs (mask of PAIR_BIT). */
int filter_add_pairs(struct filter *f, uint32_t pairs);

/* Adds states of a protocol in the form PROTOCOL:[^]STATE,..., named as in netstat, ss or
 * lsof. "^" excludes the states that follow. */
int filter_add_states(struct filter *f, const char *text, const char **ret_why);

/* Adds a filter of ss: [state STATE]... [exclude STATE]... [EXPRESSION], split into words
 * in any way. The expression must be met in addition to an earlier expression. -EINVAL:
 * the filter is unchanged; *ret_why is a constant string that says what is wrong, and
 * *ret_word the word in which. */
int filter_add_expr(struct filter *f, const char *const words[], size_t count,
		    port_of_fn port_of, const char **ret_why, const char **ret_word);

/* Returns the next endpoint with a host name that must be looked up, of the alternatives
 * or the expression, or NULL behind the last. *at is 0 before the first call. */
struct endpoint *filter_next_host(struct filter *f, size_t *at);

/* Returns the accepted states of a protocol as a mask of STATE_BIT. If states of any
 * protocol are included by name, no other states are accepted, of any protocol. */
uint32_t filter_states(const struct filter *f, enum proto proto);

/* Returns the states of a pair that the filter can accept, as a mask of STATE_BIT. */
uint32_t filter_pair_states(const struct filter *f, unsigned int pair);

/* What the conditions of the expression compare that a listing does not always read. */
struct filter_needs {
	bool owners;
	/* paths of the programs of owners */
	bool executables;
	bool tcp_info, memory;
	/* reference counts of unix sockets */
	bool refcnt;
};

struct filter_needs filter_needs(const struct filter *f);

/* Returns the pairs of protocols that the expression names, as a mask of PAIR_BIT. */
uint32_t filter_named_pairs(const struct filter *f);

/* Returns whether the filter can accept a TCP socket without a peer. */
bool filter_can_lack_peer(const struct filter *f);

/* Returns the pairs that the endpoints can accept as a mask of PAIR_BIT; 0: any. */
uint32_t filter_pairs(const struct filter *f);

/* Returns whether the filter has any condition. */
bool filter_is_narrow(const struct filter *f);

/* Returns whether the filter accepts a socket. */
bool filter_is_wanted(const struct filter *f, const struct sock *s);

#endif
