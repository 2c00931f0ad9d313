/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr.h"

#include <fnmatch.h>

#include "expr_field.h"
#include "netns/netns.h"
#include "util/cleanup.h"

void expr_truncate(struct expr *e, size_t len)
{
	while (e->len > len) {
		struct expr_node *node = &e->nodes[--e->len];

		free(node->pattern);
		endpoint_release(&node->end);
	}
}

struct expr *expr_free(struct expr *e)
{
	if (e) {
		expr_truncate(e, 0);
		free(e->nodes);
		free(e);
	}
	return NULL;
}

/* Writes the name of one end of a unix socket to `to`, in the form that ss compares: each
 * NUL, also the first byte of an abstract name, becomes '@'. The peer gets an empty name,
 * because no source reports the names of peers. */
static void unix_name(const struct sock *s, bool is_peer, char to[SOCK_NAME_MAX + 1])
{
	const size_t n = is_peer ? 0 : s->un.name_len;

	for (size_t i = 0; i < n; i++)
		to[i] = (char)(s->un.name[i] ? s->un.name[i] : '@');
	to[n] = '\0';
}

static bool has_name(const struct sock *s, bool is_peer, const char *pattern, int flags)
{
	char name[SOCK_NAME_MAX + 1];

	unix_name(s, is_peer, name);
	return fnmatch(pattern, name, flags) == 0;
}

/* Returns whether a packet or netlink socket, or its peer, has the protocol and number of
 * an EXPR_NUMBERS node. As in ss, the protocol of a peer is 0; the number of a peer is 0
 * for a packet socket and the highest number for a netlink socket. */
static bool has_numbers(const struct expr_node *node, const struct sock *s)
{
	const bool is_packet = s->proto == PROTO_PACKET;
	uint32_t protocol = is_packet ? s->packet.ethertype : s->nl.protocol;
	uint32_t number = is_packet ? s->ifindex : s->nl.portid;

	if (node->is_peer) {
		protocol = 0;
		number = is_packet ? 0 : UINT32_MAX;
	}
	return (node->protocol == EXPR_ANY_PROTOCOL || node->protocol == protocol) &&
	       number >= node->first && number <= node->last;
}

/* Returns whether an EXPR_NETNS node accepts the network namespace of a socket, by the
 * inode or the name of the namespace. */
static bool is_in_netns(const struct expr_node *node, const struct sock *s)
{
	const struct netns *n =
		s->has & SOCK_HAS_NETNS ? netns_of_key(node->netns, s->netns) : NULL;

	return n && ((node->number && n->inode == node->number) ||
		     (n->name && fnmatch(node->pattern, n->name, 0) == 0));
}

static bool is_met(const struct expr_node *node, const struct sock *s)
{
	const bool is_unix = s->has & SOCK_HAS_UNIX;

	if (node->kind == EXPR_LINK)
		return s->ifindex == node->ifindex;
	if (node->kind == EXPR_STATE)
		return s->state < STATE_MAX_ && node->states & STATE_BIT(s->state);
	if (node->kind == EXPR_FIELD)
		return expr_field_is(node, s);
	if (node->kind == EXPR_NETNS)
		return is_in_netns(node, s);
	if (node->kind == EXPR_NAME)
		return is_unix && has_name(s, node->is_peer, node->pattern, FNM_CASEFOLD);
	/* A name that the kernel chose for a unix socket is abstract and has five
	 * hexadecimal digits (unix(7)). */
	if (node->kind == EXPR_AUTOBOUND && is_unix)
		return !s->un.name_len ||
		       has_name(s, false, "@[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]", 0);
	if (!(node->end.pairs & PAIR_BIT(s->proto, s->ip)))
		return false;
	if (node->kind == EXPR_NUMBERS)
		return has_numbers(node, s);
	const uint16_t port = node->is_peer ? s->peer_port : s->local_port;

	return endpoint_is_at(&node->end, node->is_peer ? &s->peer : &s->local, port) ||
	       (s->has & SOCK_HAS_SCTP &&
		endpoint_is_one_of(&node->end,
				   node->is_peer ? &s->sctp.peers : &s->sctp.locals,
				   port));
}

void expr_set_netns(struct expr *e, const struct netns_table *netns)
{
	for (size_t i = 0; i < e->len; i++)
		e->nodes[i].netns = netns;
}

static unsigned int negate(unsigned int values)
{
	return (values & CAN_BE_FALSE ? CAN_BE_TRUE : 0) |
	       (values & CAN_BE_TRUE ? CAN_BE_FALSE : 0);
}

static unsigned int both(unsigned int left, unsigned int right)
{
	return (left & right & CAN_BE_TRUE) | ((left | right) & CAN_BE_FALSE);
}

unsigned int expr_values(const struct expr *e,
			 unsigned int (*fn)(const struct expr_node *node,
					    const void *arg),
			 const void *arg)
{
	uint8_t values[EXPR_NODES_MAX] = { 0 };

	for (size_t i = 0; i < e->len; i++) {
		const struct expr_node *node = &e->nodes[i];
		unsigned int now = 0;

		if (node->kind == EXPR_AND)
			now = both(values[node->left], values[i - 1]);
		else if (node->kind == EXPR_OR)
			now = negate(
				both(negate(values[node->left]), negate(values[i - 1])));
		else
			now = fn(node, arg);
		values[i] = (uint8_t)(node->is_not ? negate(now) : now);
	}
	return e->len ? values[e->len - 1] : CAN_BE_TRUE;
}

unsigned int expr_node_values(const struct expr_node *node, const struct sock *s)
{
	if (node->kind == EXPR_OWNER)
		return CAN_BE_BOTH;
	return is_met(node, s) ? CAN_BE_TRUE : CAN_BE_FALSE;
}

static unsigned int values_of_sock(const struct expr_node *node, const void *arg)
{
	return expr_node_values(node, arg);
}

bool expr_is_true(const struct expr *e, const struct sock *s)
{
	return expr_values(e, values_of_sock, s) & CAN_BE_TRUE;
}

int expr_node_known(const struct expr_node *node, unsigned int pair)
{
	const bool is_unix = pair / IP_MAX_ == PROTO_UNIX;

	if (node->kind == EXPR_LINK || node->kind >= EXPR_STATE ||
	    (is_unix && node->kind != EXPR_END))
		return -1;
	/* An EXPR_NAME node has no pairs of protocol and IP version, and is false for all
	 * sockets but unix sockets. */
	if (!(node->end.pairs & UINT32_C(1) << pair))
		return 0;
	const bool is_open = node->kind != EXPR_NUMBERS && !node->end.host &&
			     !node->end.prefixes_len && !node->end.ports_len;
	return is_open ? 1 : -1;
}

/* Returns the possible truth values of a condition for a TCP socket without a peer, as a
 * mask of enum expr_values. Such a socket has peer port 0, but may have kept the address
 * of a former peer. */
static unsigned int values_without_peer(const struct expr_node *node, const void *arg)
{
	const struct endpoint *end = &node->end;
	bool has_zero = !end->ports_len;

	(void)arg;
	for (size_t i = 0; i < end->ports_len; i++)
		has_zero |= !end->ports[i].first;
	return node->kind == EXPR_END && node->is_peer && !has_zero ? CAN_BE_FALSE
								    : CAN_BE_BOTH;
}

bool expr_can_lack_peer(const struct expr *e)
{
	return expr_values(e, values_without_peer, NULL) & CAN_BE_TRUE;
}

struct pair_state {
	unsigned int pair;
	/* the one state for which the expression is evaluated, as a STATE_BIT */
	uint32_t state;
};

static unsigned int values_in_state(const struct expr_node *node, const void *arg)
{
	const struct pair_state *in = arg;
	const int known = node->kind == EXPR_STATE ? (node->states & in->state) != 0
						   : expr_node_known(node, in->pair);

	return known < 0 ? CAN_BE_BOTH : known ? CAN_BE_TRUE : CAN_BE_FALSE;
}

uint32_t expr_states(const struct expr *e, unsigned int pair)
{
	uint32_t states = 0;

	for (unsigned int state = 0; state < STATE_MAX_; state++) {
		const struct pair_state in = { pair, STATE_BIT(state) };

		if (expr_values(e, values_in_state, &in) & CAN_BE_TRUE)
			states |= STATE_BIT(state);
	}
	return states;
}
