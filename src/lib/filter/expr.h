/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An expression of ss: conditions joined by "and", "or" and "not". */
#ifndef FILTER_EXPR_H
#define FILTER_EXPR_H

#include "endpoint.h"
#include "filter.h"

enum { EXPR_NODES_MAX = 1000, EXPR_DEPTH_MAX = 64 };

enum expr_kind {
	EXPR_AND,
	EXPR_OR,
	/* one end matches the endpoint */
	EXPR_END,
	/* the name of a unix socket matches */
	EXPR_NAME,
	/* bound to the interface */
	EXPR_LINK,
	/* the kernel chose port or name */
	EXPR_AUTOBOUND,
	/* the protocol and the number of a packet or netlink socket match */
	EXPR_NUMBERS,
};

struct expr_node {
	uint8_t kind;
	bool is_not;
	/* the end that EXPR_END, EXPR_NAME and EXPR_NUMBERS test */
	bool is_peer;
	/* Left operand of EXPR_AND and EXPR_OR; the right one is the node before. */
	uint16_t left;
	uint32_t ifindex;
	/* for EXPR_NAME: fnmatch(3) pattern */
	char *pattern;
	/* for EXPR_END, the ports of EXPR_AUTOBOUND, and the pairs of EXPR_NUMBERS */
	struct endpoint end;
	/* for EXPR_NUMBERS: an ethertype or a netlink protocol, or EXPR_ANY_PROTOCOL */
	uint32_t protocol;
	/* for EXPR_NUMBERS: the accepted interface indexes or netlink port ids */
	uint32_t first, last;
};

#define EXPR_ANY_PROTOCOL UINT32_MAX

/* Nodes in postfix order: each stands behind its operands, and the last is the whole
 * expression. A loop over them in either direction needs no recursion. */
struct expr {
	struct expr_node *nodes;
	size_t len, cap;
};

struct expr *expr_free(struct expr *e);

/* Removes all nodes but the first len. */
void expr_truncate(struct expr *e, size_t len);

bool expr_is_true(const struct expr *e, const struct sock *s);

/* Returns 1 if a condition is true for all sockets of a pair, 0 if it is false for all,
 * -1 if that depends on the socket. */
int expr_node_known(const struct expr_node *node, unsigned int pair);

/* Returns whether the expression can be true for a TCP socket without a peer. */
bool expr_can_lack_peer(const struct expr *e);

/* How words in addresses are understood. */
struct expr_names {
	/* the family of addresses that do not name theirs; AF_UNSPEC: any */
	uint8_t family;
	port_of_fn port_of;
	/* may be NULL */
	protocol_of_fn protocol_of;
};

/* Parsers of the conditions. text is what follows the keyword and the comparison. -EINVAL:
 * *ret_why is a constant string that says what is wrong. */
int expr_parse_host(const char *text, const struct expr_names *names,
		    struct expr_node *node, const char **ret_why);

enum expr_comparison { EXPR_EQ, EXPR_NE, EXPR_GT, EXPR_LT, EXPR_GE, EXPR_LE };

int expr_parse_port(const char *text, enum expr_comparison comparison,
		    const struct expr_names *names, struct expr_node *node,
		    const char **ret_why);
int expr_parse_link(const char *text, struct expr_node *node, const char **ret_why);
int expr_parse_autobound(struct expr_node *node, const char **ret_why);

#endif
