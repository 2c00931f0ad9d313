/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An expression of ss or of the filter language: conditions joined by "and", "or" and
 * "not". */
#ifndef FILTER_EXPR_H
#define FILTER_EXPR_H

#include "endpoint.h"
#include "filter.h"

enum { EXPR_NODES_MAX = 1000, EXPR_DEPTH_MAX = 64 };

/* The kinds of nodes: the operators EXPR_AND and EXPR_OR, then conditions on a socket.
 * EXPR_END compares one end with an endpoint, EXPR_NAME the name of a unix socket with a
 * pattern, EXPR_LINK the interface that the socket is bound to, EXPR_NUMBERS the protocol
 * and the number of a packet or netlink socket. EXPR_AUTOBOUND is true if the kernel
 * chose the port or name. Only the filter language has the last four: EXPR_STATE
 * compares the state, EXPR_FIELD a field with a number or a pattern, EXPR_NETNS the network
 * namespace, EXPR_OWNER a process that holds the socket. */
/* clang-format off */
enum expr_kind {
	EXPR_AND, EXPR_OR, EXPR_END, EXPR_NAME, EXPR_LINK, EXPR_AUTOBOUND, EXPR_NUMBERS,
	EXPR_STATE, EXPR_FIELD, EXPR_NETNS, EXPR_OWNER,
};
/* clang-format on */

enum expr_comparison { EXPR_EQ, EXPR_NE, EXPR_GT, EXPR_LT, EXPR_GE, EXPR_LE };

/* Where EXPR_FIELD reads its value: in the table of fields (model/field.c), or among the
 * members of the field tcp_info or memory. */
enum expr_place { EXPR_IN_SOCK, EXPR_IN_TCP, EXPR_IN_MEMORY };

/* The property of an owner that EXPR_OWNER compares. */
enum expr_owner {
	EXPR_OWNER_PID,
	EXPR_OWNER_COMMAND,
	EXPR_OWNER_EXECUTABLE,
	/* The properties from here on are those of the cgroup. */
	EXPR_OWNER_UNIT,
	EXPR_OWNER_CONTAINER,
	EXPR_OWNER_POD,
	EXPR_OWNER_CGROUP,
};

struct netns_table;

struct expr_node {
	/* kind of the node, an enum expr_kind */
	uint8_t kind;
	/* whether the node is negated */
	bool is_not;
	/* whether EXPR_END, EXPR_NAME or EXPR_NUMBERS tests the peer instead of the local
	 * end */
	bool is_peer;
	/* index of the left operand of EXPR_AND and EXPR_OR; the right operand is the
	 * node directly before the operator */
	uint16_t left;
	/* index of the interface that EXPR_LINK compares */
	uint32_t ifindex;
	/* whether ifindex, or the number of EXPR_NUMBERS, was found by the name of an
	 * interface in the network namespace of this program */
	bool is_link_name;
	/* the namespaces that EXPR_NETNS looks its socket's up in, set by
	 * expr_set_netns() */
	const struct netns_table *netns;
	/* fnmatch(3) pattern of EXPR_NAME and EXPR_NETNS, or of EXPR_FIELD and EXPR_OWNER if they
	 * compare text; NULL: no pattern */
	char *pattern;
	/* number with which EXPR_FIELD and EXPR_OWNER compare if there is no pattern;
	 * inode that EXPR_NETNS accepts; 0: none */
	uint64_t number;
	/* comparison of EXPR_FIELD and EXPR_OWNER, an enum expr_comparison */
	uint8_t comparison;
	/* where EXPR_FIELD reads its value, an enum expr_place */
	uint8_t place;
	/* for EXPR_FIELD: index of the compared field in the list that `place` names; for
	 * EXPR_OWNER: an enum expr_owner */
	uint16_t index;
	/* whether an EXPR_OWNER node was made from a single word without a subject, which
	 * was taken for the name of a command */
	bool is_bare;
	/* Whether this EXPR_END node was made from the name of a protocol or family, such
	 * as "udp6". */
	bool is_protocol;
	/* states that EXPR_STATE accepts, as a mask of STATE_BIT */
	uint32_t states;
	/* the endpoint that EXPR_END compares. For EXPR_AUTOBOUND, its ports are those
	 * from which the kernel chooses automatically; for EXPR_NUMBERS, only its pairs
	 * of protocol and IP version are used. */
	struct endpoint end;
	/* ethertype or netlink protocol that EXPR_NUMBERS accepts; EXPR_ANY_PROTOCOL: any
	 * protocol */
	uint32_t protocol;
	/* range of interface indexes or netlink port IDs that EXPR_NUMBERS accepts */
	uint32_t first, last;
};

#define EXPR_ANY_PROTOCOL UINT32_MAX

/* An expression as a list of nodes in postfix order: each node is behind its operands,
 * and the last node is the whole expression. A loop over the nodes in either direction
 * needs no recursion. */
struct expr {
	struct expr_node *nodes;
	size_t len, cap;
};

struct expr *expr_free(struct expr *e);

/* Removes all nodes of the expression except the first `len` nodes. */
void expr_truncate(struct expr *e, size_t len);

/* The possible values of a node or an expression, as a mask. */
enum expr_values { CAN_BE_FALSE = 1 << 0, CAN_BE_TRUE = 1 << 1, CAN_BE_BOTH = 3 };

/* Returns the possible values of the expression, a mask of enum expr_values. fn(node,
 * arg) returns the possible values of a condition. */
unsigned int expr_values(const struct expr *e,
			 unsigned int (*fn)(const struct expr_node *node,
					    const void *arg),
			 const void *arg);

/* Sets the table of namespaces by which EXPR_NETNS is evaluated; without it, the condition
 * is false. */
void expr_set_netns(struct expr *e, const struct netns_table *netns);

/* Returns the possible values of a condition for a socket, a mask of enum expr_values.
 * EXPR_OWNER can be both, because the owners of the socket are not known here. */
unsigned int expr_node_values(const struct expr_node *node, const struct sock *s);

/* Properties of a process that holds a socket. */
struct expr_process {
	uint32_t pid;
	/* the command name as netstat shows it, the task name, and the path of the
	 * program; NULL: the name is not known */
	const char *command, *comm, *executable;
	/* unit, container and pod; NULL: the cgroup of the process is not known */
	const struct cgroup_labels *cgroup;
};

/* Returns the possible values (a mask of enum expr_values) of an EXPR_OWNER condition for
 * a process: CAN_BE_BOTH if the compared name is not known, CAN_BE_FALSE if the cgroup
 * does not show the property. A condition with "!=" is true if the pattern does not
 * match. */
unsigned int expr_process_values(const struct expr_node *node,
				 const struct expr_process *process);

/* Returns the states of a pair of protocol and IP version in which the expression can be
 * true, as a mask of STATE_BIT. */
uint32_t expr_states(const struct expr *e, unsigned int pair);

/* Returns whether the expression is true for a socket, or can be true depending on the
 * owners of the socket, which are not known here. An empty expression is true. */
bool expr_is_true(const struct expr *e, const struct sock *s);

/* Returns 1 if a condition is true for all sockets of a pair of protocol and IP version,
 * 0 if it is false for all of them, or -1 if its value depends on the socket. */
int expr_node_known(const struct expr_node *node, unsigned int pair);

/* Returns whether the expression can be true for a TCP socket without a peer. */
bool expr_can_lack_peer(const struct expr *e);

/* Context in which conditions are parsed: the default address family, and functions that
 * turn names into numbers. */
struct expr_names {
	/* address family of an operand that does not name its own; AF_UNSPEC: any
	 * family */
	uint8_t family;
	/* looks up the port of a service */
	port_of_fn port_of;
	/* looks up names of packet and netlink protocols; NULL: protocols must be
	 * numbers */
	protocol_of_fn protocol_of;
};

/* Returns the pairs of protocol and IP version of all protocols over IP, as a mask of
 * PAIR_BIT. family: AF_INET or AF_INET6 for one IP version, AF_UNSPEC for both. */
uint32_t expr_internet_pairs(uint8_t family);

/* Returns the states that a word of ss names, such as "connected" or "time-wait", as a
 * mask of STATE_BIT; 0: the word names no state. */
uint32_t expr_parse_states(const char *word);

/* Parses the operand of "src" or "dst" into *node. -EINVAL: *ret_why is a constant string
 * that says what is wrong. */
int expr_parse_host(const char *text, const struct expr_names *names,
		    struct expr_node *node, const char **ret_why);
/* Parses the operand of "sport" or "dport" into *node. Returns the same errors as
 * expr_parse_host(). */
int expr_parse_port(const char *text, enum expr_comparison comparison,
		    const struct expr_names *names, struct expr_node *node,
		    const char **ret_why);
/* Parses the operand of "dev", the name or index of an interface, into *node. Returns the
 * same errors as expr_parse_host(). */
int expr_parse_link(const char *text, struct expr_node *node, const char **ret_why);
/* Makes *node the condition "autobound", with the range of ports that the kernel chooses
 * from. Returns the same errors as expr_parse_host(). */
int expr_parse_autobound(struct expr_node *node, const char **ret_why);

#endif
