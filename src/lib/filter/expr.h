/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An expression of ss or of the filter language: conditions joined by "and", "or" and "not". */
#ifndef FILTER_EXPR_H
#define FILTER_EXPR_H

#include "endpoint.h"
#include "filter.h"

enum { EXPR_NODES_MAX = 1000, EXPR_DEPTH_MAX = 64 };

/* The kinds of nodes: two operators, then conditions on a socket. EXPR_END compares one
 * end with an endpoint, EXPR_NAME the name of a unix socket with a pattern, EXPR_LINK the
 * interface that the socket is bound to, EXPR_NUMBERS the protocol and the number of a
 * packet or netlink socket. EXPR_AUTOBOUND: the kernel chose the port or name.
 * The filter language has three more: EXPR_STATE compares the state, EXPR_FIELD a field with a
 * number or a pattern, EXPR_OWNER a process that holds the socket. */
/* clang-format off */
enum expr_kind {
	EXPR_AND, EXPR_OR, EXPR_END, EXPR_NAME, EXPR_LINK, EXPR_AUTOBOUND, EXPR_NUMBERS,
	EXPR_STATE, EXPR_FIELD, EXPR_OWNER,
};
/* clang-format on */

enum expr_comparison { EXPR_EQ, EXPR_NE, EXPR_GT, EXPR_LT, EXPR_GE, EXPR_LE };

/* Where EXPR_FIELD reads its value: in the field table, or among the members of the fields
 * tcp_info and memory. */
enum expr_place { EXPR_IN_SOCK, EXPR_IN_TCP, EXPR_IN_MEMORY };

/* What EXPR_OWNER compares. */
enum expr_owner { EXPR_OWNER_PID, EXPR_OWNER_COMMAND, EXPR_OWNER_EXECUTABLE };

struct expr_node {
	/* enum expr_kind */
	uint8_t kind;
	/* the node is negated */
	bool is_not;
	/* EXPR_END, EXPR_NAME and EXPR_NUMBERS test the peer, not the local end. */
	bool is_peer;
	/* index of the left operand of EXPR_AND and EXPR_OR; the right operand is the
	 * node before */
	uint16_t left;
	uint32_t ifindex;
	/* fnmatch(3) pattern of EXPR_NAME, or of EXPR_FIELD and EXPR_OWNER if they compare text */
	char *pattern;
	/* number that EXPR_FIELD and EXPR_OWNER compare without a pattern */
	uint64_t number;
	/* enum expr_comparison of EXPR_FIELD and EXPR_OWNER */
	uint8_t comparison;
	/* enum expr_place of EXPR_FIELD */
	uint8_t place;
	/* index in the table of that place, or enum expr_owner of EXPR_OWNER */
	uint16_t index;
	/* EXPR_OWNER is a single word that was taken for a command. */
	bool is_bare;
	/* mask of STATE_BIT of EXPR_STATE */
	uint32_t states;
	/* endpoint of EXPR_END; that of EXPR_AUTOBOUND has the ports that the kernel
	 * chooses from, and that of EXPR_NUMBERS only pairs */
	struct endpoint end;
	/* ethertype or netlink protocol of EXPR_NUMBERS, or EXPR_ANY_PROTOCOL */
	uint32_t protocol;
	/* interface indexes or netlink port ids that EXPR_NUMBERS accepts */
	uint32_t first, last;
};

#define EXPR_ANY_PROTOCOL UINT32_MAX

/* An expression is a list of nodes in postfix order: each node stands behind its
 * operands, and the last one is the whole expression. A loop over them in either
 * direction needs no recursion. */
struct expr {
	struct expr_node *nodes;
	size_t len, cap;
};

struct expr *expr_free(struct expr *e);

/* Removes all nodes but the first len. */
void expr_truncate(struct expr *e, size_t len);

/* The possible values of a node, as a mask. */
enum expr_values { CAN_BE_FALSE = 1 << 0, CAN_BE_TRUE = 1 << 1, CAN_BE_BOTH = 3 };

/* Returns the possible values of the expression. fn returns those of a condition. */
unsigned int expr_values(const struct expr *e,
			 unsigned int (*fn)(const struct expr_node *node,
					    const void *arg),
			 const void *arg);

/* Returns the values of a condition for a socket; EXPR_OWNER, whose owners are not known here,
 * can be both. */
unsigned int expr_node_values(const struct expr_node *node, const struct sock *s);

/* What is known of a process that holds a socket; NULL: the name is not known. */
struct expr_process {
	uint32_t pid;
	/* the name that netstat shows, the task name, and the path of the program */
	const char *command, *comm, *executable;
};

/* Returns whether the process meets a condition of the kind EXPR_OWNER; "!=" is met by a process
 * that the pattern does not match. */
bool expr_process_is(const struct expr_node *node, const struct expr_process *process);

/* Returns the states of a pair in which the expression can be true, as a mask of STATE_BIT. */
uint32_t expr_states(const struct expr *e, unsigned int pair);

/* Returns whether a socket can meet the expression: only conditions on owners are left open. An
 * empty expression is true. */
bool expr_is_true(const struct expr *e, const struct sock *s);

/* Returns 1 if a condition is true for all sockets of a pair, 0 if it is false for all of
 * them, -1 if that depends on the socket. */
int expr_node_known(const struct expr_node *node, unsigned int pair);

/* Returns whether the expression can be true for a TCP socket without a peer. */
bool expr_can_lack_peer(const struct expr *e);

/* How the parsers of conditions understand words in addresses. */
struct expr_names {
	/* family of an address that does not name its own; AF_UNSPEC: any */
	uint8_t family;
	port_of_fn port_of;
	/* NULL: only numbers are known */
	protocol_of_fn protocol_of;
};

/* Returns the pairs of protocols over IP, of one address family or of both (AF_UNSPEC). */
uint32_t expr_internet_pairs(uint8_t family);

/* Returns the states that a word of ss names, such as "connected" or "time-wait", as a mask of
 * STATE_BIT; 0: none. */
uint32_t expr_parse_states(const char *word);

/* The parsers of conditions take the text behind the keyword and the comparison. -EINVAL:
 * *ret_why is a constant string that says what is wrong. */
int expr_parse_host(const char *text, const struct expr_names *names,
		    struct expr_node *node, const char **ret_why);
int expr_parse_port(const char *text, enum expr_comparison comparison,
		    const struct expr_names *names, struct expr_node *node,
		    const char **ret_why);
int expr_parse_link(const char *text, struct expr_node *node, const char **ret_why);
int expr_parse_autobound(struct expr_node *node, const char **ret_why);

#endif
