/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A filter selects sockets: by alternative endpoints as in lsof's -i, by states of a
 * protocol as in lsof's -s, and by an expression of ss or of the filter language. */
#ifndef FILTER_FILTER_H
#define FILTER_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"
#include "model/sock.h"

struct expr;

/* Finds the number of the protocol that the n bytes at `at` name: an ethertype in host
 * order if family is AF_PACKET, a netlink protocol if it is AF_NETLINK. -ENOENT: the name
 * is unknown. */
typedef int (*protocol_of_fn)(uint8_t family, const char *at, size_t n, uint32_t *ret);

/* A filter of sockets. When all bytes of the struct are zero, the filter accepts every
 * socket. */
struct filter {
	/* alternative endpoints: a socket must be accepted by one of the endpoints; if
	 * the list is empty, every socket is accepted */
	struct endpoint *endpoints;
	size_t endpoints_len, endpoints_cap;
	/* included: accepted states of each protocol, as masks of STATE_BIT; if no
	 * protocol has included states, all states of all protocols are accepted.
	 * excluded: rejected states of each protocol, as masks of STATE_BIT. */
	uint32_t included[PROTO_MAX_], excluded[PROTO_MAX_];
	/* accepted socket types of each protocol, as masks of 1 << SOCK_*; 0: all types
	 * are accepted */
	uint32_t types[PROTO_MAX_];
	/* expression that a socket must meet; NULL: no expression */
	struct expr *expr;
	/* address family (AF_*) of operands in `expr` that name no family; 0: any
	 * family */
	uint8_t family;
	/* callback that finds the number of a packet or netlink protocol in `expr` by its
	 * name; NULL: protocols must be numbers */
	protocol_of_fn protocol_of;
	/* whether sockets of all protocols must be in one of the states in the member
	 * `states` */
	bool has_states;
	/* states accepted for all protocols if has_states is set, as a mask of
	 * STATE_BIT */
	uint32_t states;
};

void filter_release(struct filter *f);

/* Adds an alternative endpoint in the form [46][PROTOCOL][@HOST|@ADDRESS[/BITS]][:PORTS].
 * An IPv6 address needs brackets. PORTS are numbers, services and ranges, separated by
 * commas. As in lsof, "4" or "6" alone selects the sockets of an IP version. In front of
 * PROTOCOL, HOST, ADDRESS or PORTS, "4" or "6" selects the addresses of an IP version.
 * -EINVAL: *ret_why is a constant string that says what is wrong. */
int filter_add_endpoint(struct filter *f, const char *text, port_of_fn port_of,
			const char **ret_why);

/* Adds an alternative endpoint that accepts all sockets of the given pairs of protocol
 * and IP version, a mask of PAIR_BIT. */
int filter_add_pairs(struct filter *f, uint32_t pairs);

/* Adds states of a protocol in the form PROTOCOL:[^]STATE,[^]STATE..., with the names of
 * netstat, ss or lsof. "^" excludes the state behind it. -EINVAL: *ret_why is a constant
 * string that says what is wrong. */
int filter_add_states(struct filter *f, const char *text, const char **ret_why);

/* Adds an expression of ss: [state STATE]... [exclude STATE]... [EXPRESSION], split into
 * words at any place. A socket must meet the new expression and the earlier expressions.
 * -EINVAL: the filter is unchanged, *ret_why is a constant string that says what is
 * wrong, and *ret_word is the word that is wrong. */
int filter_add_expr(struct filter *f, const char *const words[], size_t count,
		    port_of_fn port_of, const char **ret_why, const char **ret_word);

/* Returns the next endpoint of the filter that has a host name whose addresses must be
 * looked up; NULL: there are no more such endpoints. Searches the alternative endpoints
 * and the expression. *at keeps the position, and must be 0 before the first call. */
struct endpoint *filter_next_host(struct filter *f, size_t *at);

/* Returns the accepted states of a protocol as a mask of STATE_BIT. If any protocol has
 * included states, a protocol without included states has no accepted states. */
uint32_t filter_states(const struct filter *f, enum proto proto);

/* Returns the states of a pair of protocol and IP version that the filter can accept, as
 * a mask of STATE_BIT. */
uint32_t filter_pair_states(const struct filter *f, unsigned int pair);

/* Which data a listing must read because the conditions of a filter need the data. */
struct filter_needs {
	bool owners;
	/* whether the paths of the programs that the owners of sockets run are needed */
	bool executables;
	/* whether the cgroups of the owners of sockets are needed */
	bool cgroups;
	bool tcp_info, memory;
	/* whether the reference counts of unix sockets are needed */
	bool refcnt;
};

struct filter_needs filter_needs(const struct filter *f);

/* Returns the pairs of protocol and IP version that the filter expression names by a
 * protocol or family, such as "udp6", as a mask of PAIR_BIT. */
uint32_t filter_named_pairs(const struct filter *f);

/* Returns whether the filter can accept a TCP socket without a peer. */
bool filter_can_lack_peer(const struct filter *f);

/* Returns the pairs of protocol and IP version that the endpoints of the filter can
 * accept, as a mask of PAIR_BIT; 0: the filter has no endpoints and accepts any pair. */
uint32_t filter_pairs(const struct filter *f);

/* Returns whether the filter has any condition. A filter without conditions accepts every
 * socket. */
bool filter_is_narrow(const struct filter *f);

/* Returns whether the filter accepts a socket. The owners of the socket are not known
 * here: the socket is accepted if the conditions on owners can still make the filter
 * true. */
bool filter_is_wanted(const struct filter *f, const struct sock *s);

#endif
