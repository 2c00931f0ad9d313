/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An expression of ss: conditions that are joined by and, or and not. */
#ifndef FILTER_EXPR_H
#define FILTER_EXPR_H

#include "endpoint.h"

enum { EXPR_NODES_MAX = 1000, EXPR_DEPTH_MAX = 64 };

enum expr_kind {
	EXPR_AND,
	EXPR_OR,
	EXPR_END, /* an end has an address of end, and a port */
	EXPR_NAME, /* the name of a unix socket is as the pattern says */
	EXPR_LINK, /* it is bound to the interface */
	EXPR_AUTOBOUND, /* the kernel chose the port, or the name */
};

struct expr_node {
	uint8_t kind;
	bool is_not;
	bool is_peer; /* which end EXPR_END and EXPR_NAME are about */
	uint16_t
		left; /* of EXPR_AND and EXPR_OR; what is right of them stands just before */
	uint32_t ifindex;
	char *pattern; /* of EXPR_NAME, for fnmatch */
	struct endpoint end; /* of EXPR_END; the ports of EXPR_AUTOBOUND */
};

/* Each node stands behind those that it joins, and the last joins all: whoever goes through
 * them in order, or against it, needs no recursion. */
struct expr {
	struct expr_node *nodes;
	size_t len, cap;
};

struct expr *expr_free(struct expr *e);

/* Releases the nodes behind the first len. */
void expr_truncate(struct expr *e, size_t len);

bool expr_is_true(const struct expr *e, const struct sock *s);

/* What a condition says of all sockets of a pair, by itself: 1 true, 0 false, -1 that it
 * depends. */
int expr_node_known(const struct expr_node *node, unsigned int pair);

/* Whether the expression can be true of a TCP socket that has no peer. */
bool expr_can_lack_peer(const struct expr *e);

/* The conditions. The text is what stands behind the field and the comparison, and family is
 * AF_UNSPEC or the one that an address is of which does not say so itself. -EINVAL: *ret_why
 * tells, as a constant, what is wrong with it. */
int expr_parse_host(const char *text, uint8_t family, port_of_fn port_of,
		    struct expr_node *node, const char **ret_why);

enum expr_comparison { EXPR_EQ, EXPR_NE, EXPR_GT, EXPR_LT, EXPR_GE, EXPR_LE };

int expr_parse_port(const char *text, enum expr_comparison comparison, port_of_fn port_of,
		    struct expr_node *node, const char **ret_why);
int expr_parse_link(const char *text, struct expr_node *node, const char **ret_why);
int expr_parse_autobound(struct expr_node *node, const char **ret_why);

#endif
