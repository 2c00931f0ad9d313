/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An expression of ss or of the filter language: conditions joined by "and", "or" and
 * "not". */
#ifndef FILTER_EXPR_H
#define FILTER_EXPR_H

#include "endpoint.h"
#include "filter.h"

enum { EXPR_NODES_MAX = 1000, EXPR_DEPTH_MAX = 64 };

/* The kinds of nodes: the operators EXPR_AND and EXPR_OR, then conditions on a socket.
 * EXPR_END compares one end of the socket with an endpoint, EXPR_NAME the name of a unix
 * socket with a pattern, EXPR_LINK the interface that the socket is bound to,
 * EXPR_NUMBERS the protocol and the number of a packet or netlink socket. EXPR_AUTOBOUND
 * is true if the kernel chose the port or name. The kinds from EXPR_STATE on occur only
 * in the filter language: EXPR_STATE compares the state, EXPR_FIELD a field with a number
 * or a pattern, EXPR_NETNS the network namespace, EXPR_OWNER a process that holds the
 * socket. */
/* clang-format off */
enum expr_kind {
	EXPR_AND, EXPR_OR, EXPR_END, EXPR_NAME, EXPR_LINK, EXPR_AUTOBOUND, EXPR_NUMBERS,
	EXPR_STATE, EXPR_FIELD, EXPR_NETNS, EXPR_OWNER,
};
/* clang-format on */

enum expr_comparison { EXPR_EQ, EXPR_NE, EXPR_GT, EXPR_LT, EXPR_GE, EXPR_LE };

/* Which table of fields the field compared by EXPR_FIELD belongs to: all fields
 * (model/field.c), the members of the field tcp_info, or the members of the field
 * memory. */
enum expr_place { EXPR_IN_SOCK, EXPR_IN_TCP, EXPR_IN_MEMORY };

/* The property of an owner (a process that holds the socket) that EXPR_OWNER compares. */
enum expr_owner {
	EXPR_OWNER_PID,
	EXPR_OWNER_COMMAND,
	EXPR_OWNER_EXECUTABLE,
	/* EXPR_OWNER_UNIT and all later constants are properties of the owner's
	 * cgroup. */
	EXPR_OWNER_UNIT,
	EXPR_OWNER_CONTAINER,
	EXPR_OWNER_POD,
	EXPR_OWNER_CGROUP,
};

struct netns_table;

struct expr_node {
	/* kind of the node, an enum expr_kind */
	uint8_t kind;
	/* whether the value of the node is negated */
	bool is_not;
	/* whether EXPR_END, EXPR_NAME or EXPR_NUMBERS tests the peer instead of the local
	 * end */
	bool is_peer;
	/* index of the left operand of EXPR_AND and EXPR_OR; the right operand is the
	 * node directly before the operator */
	uint16_t left;
	/* index of the interface to which EXPR_LINK requires the socket to be bound */
	uint32_t ifindex;
	/* whether the interface index of EXPR_LINK or EXPR_NUMBERS was found by the name
	 * of an interface in the network namespace of the running program */
	bool is_link_name;
	/* table in which EXPR_NETNS looks up the network namespace of a socket, set by
	 * expr_set_netns() */
	const struct netns_table *netns;
	/* fnmatch(3) pattern that EXPR_NAME, EXPR_NETNS, EXPR_FIELD or EXPR_OWNER
	 * compares with a text; NULL: no pattern */
	char *pattern;
	/* For EXPR_FIELD and EXPR_OWNER: number to compare with if there is no pattern.
	 * For EXPR_NETNS: inode of the accepted network namespace; 0: no inode. */
	uint64_t number;
	/* operator with which EXPR_FIELD or EXPR_OWNER compares, an enum
	 * expr_comparison */
	uint8_t comparison;
	/* table of fields that the field compared by EXPR_FIELD belongs to, an enum
	 * expr_place */
	uint8_t place;
	/* for EXPR_FIELD: index of the compared field in the table of fields that `place`
	 * names; for EXPR_OWNER: an enum expr_owner */
	uint16_t index;
	/* whether this EXPR_OWNER node was made from a single word without a subject,
	 * which was taken for the name of a command */
	bool is_bare;
	/* whether this EXPR_END node was made from the name of a protocol or family, such
	 * as "udp6" */
	bool is_protocol;
	/* states that EXPR_STATE accepts, as a mask of STATE_BIT */
	uint32_t states;
	/* For EXPR_END: endpoint to compare with one end of the socket. For
	 * EXPR_AUTOBOUND: the ports of the endpoint are those from which the kernel
	 * chooses automatically. For EXPR_NUMBERS: only the pairs of protocol and IP
	 * version in the endpoint are used. */
	struct endpoint end;
	/* ethertype or netlink protocol that EXPR_NUMBERS accepts; EXPR_ANY_PROTOCOL: any
	 * protocol */
	uint32_t protocol;
	/* range of interface indexes or netlink port IDs that EXPR_NUMBERS accepts */
	uint32_t first, last;
};

#define EXPR_ANY_PROTOCOL UINT32_MAX

/* An expression as a list of nodes in postfix order: each node is behind its operands,
 * and the last node is the whole expression. A loop over the list evaluates the
 * expression without recursion. */
struct expr {
	struct expr_node *nodes;
	size_t len, cap;
};

struct expr *expr_free(struct expr *e);

/* Removes all nodes of the expression but the first `len` nodes. */
void expr_truncate(struct expr *e, size_t len);

/* The truth values that a node or an expression can have, as a mask. */
enum expr_values { CAN_BE_FALSE = 1 << 0, CAN_BE_TRUE = 1 << 1, CAN_BE_BOTH = 3 };

/* Returns the truth values that the expression can have, as a mask of enum expr_values.
 * fn(node, arg) returns the truth values that a condition can have. */
unsigned int expr_values(const struct expr *e,
			 unsigned int (*fn)(const struct expr_node *node,
					    const void *arg),
			 const void *arg);

/* Sets the table in which EXPR_NETNS nodes look up the network namespace of a socket.
 * Without a table, EXPR_NETNS is false. */
void expr_set_netns(struct expr *e, const struct netns_table *netns);

/* Returns the truth values that a condition can have for a socket, as a mask of enum
 * expr_values. EXPR_OWNER can be true or false, because the function does not know the
 * owners of the socket. */
unsigned int expr_node_values(const struct expr_node *node, const struct sock *s);

/* Properties of an owner: a process that holds a socket. */
struct expr_process {
	uint32_t pid;
	/* command: the command name as netstat shows it; comm: the task name; executable:
	 * the path of the program; NULL: the name is not known */
	const char *command, *comm, *executable;
	/* systemd unit, container and pod of the process; NULL: the cgroup of the process
	 * is not known */
	const struct cgroup_labels *cgroup;
};

/* Returns the truth values (a mask of enum expr_values) that an EXPR_OWNER condition can
 * have for a process: CAN_BE_BOTH if the compared name is not known, CAN_BE_FALSE if the
 * cgroup of the process lacks the compared property. A condition with "!=" is true if the
 * pattern does not match. */
unsigned int expr_process_values(const struct expr_node *node,
				 const struct expr_process *process);

/* Returns the states of a pair of protocol and IP version in which the expression can be
 * true, as a mask of STATE_BIT. */
uint32_t expr_states(const struct expr *e, unsigned int pair);

/* Returns whether the expression is true for a socket, or can be true for some owners of
 * the socket: the function does not know the owners. An empty expression is true. */
bool expr_is_true(const struct expr *e, const struct sock *s);

/* Returns 1 if a condition is true for all sockets of a pair of protocol and IP version,
 * 0 if the condition is false for all sockets of the pair, or -1 if the result depends on
 * the socket. */
int expr_node_known(const struct expr_node *node, unsigned int pair);

/* Returns whether the expression can be true for a TCP socket without a peer. */
bool expr_can_lack_peer(const struct expr *e);

/* Context in which conditions are parsed: the default address family, and callbacks that
 * turn names into numbers. */
struct expr_names {
	/* address family (AF_*) of an operand that names no family; AF_UNSPEC: any
	 * family */
	uint8_t family;
	/* callback that looks up the port of a service */
	port_of_fn port_of;
	/* callback that finds the number of a packet or netlink protocol by its name;
	 * NULL: protocols must be numbers */
	protocol_of_fn protocol_of;
};

/* Returns the pairs of protocol and IP version of all protocols over IP, as a mask of
 * PAIR_BIT. family: AF_INET or AF_INET6 for one IP version, AF_UNSPEC for both IP
 * versions. */
uint32_t expr_internet_pairs(uint8_t family);

/* Returns the states that a word of ss names, such as "connected" or "time-wait", as a
 * mask of STATE_BIT; 0: the word names no state. */
uint32_t expr_parse_states(const char *word);

/* Parses the operand of the ss keyword "src" or "dst" into *node. -EINVAL: *ret_why is a
 * constant string that says what is wrong. */
int expr_parse_host(const char *text, const struct expr_names *names,
		    struct expr_node *node, const char **ret_why);
/* Parses the operand of the ss keyword "sport" or "dport" into *node. Returns the same
 * errors as expr_parse_host(). */
int expr_parse_port(const char *text, enum expr_comparison comparison,
		    const struct expr_names *names, struct expr_node *node,
		    const char **ret_why);
/* Parses the operand of the ss keyword "dev", the name or index of an interface, into
 * *node. Returns the same errors as expr_parse_host(). */
int expr_parse_link(const char *text, struct expr_node *node, const char **ret_why);
/* Makes *node the condition of the ss keyword "autobound", with the range of ports that
 * the kernel chooses from. Returns the same errors as expr_parse_host(). */
int expr_parse_autobound(struct expr_node *node, const char **ret_why);

#endif
