/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conditions of the filter language on ports and addresses of the local end, the peer or
 * both. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "language_inside.h"
#include "util/cleanup.h"
#include "util/grow.h"

/* Adds the range of ports from `first` to `last` to the endpoint, unless the range is
 * empty. */
static int add_range(struct endpoint *e, uint32_t first, uint32_t last)
{
	if (first > last || first > UINT16_MAX)
		return 0;
	int r = grow(&e->ports, &e->ports_cap, e->ports_len + 1, sizeof(*e->ports));
	if (r == 0)
		e->ports[e->ports_len++] =
			(struct port_range){ (uint16_t)first, (uint16_t)last };
	return r;
}

/* Sets the ports of the endpoint to those that a comparison with `range` accepts. Port 0
 * means that the socket does not have this end, and is accepted only by an equality such
 * as "port 0". */
static int set_port_ranges(struct endpoint *e, enum expr_comparison comparison,
			   struct port_range range)
{
	const uint32_t first = range.first;
	const uint32_t last = range.last;
	int r = 0;

	switch (comparison) {
	case EXPR_EQ:
		r = add_range(e, first, last);
		break;
	case EXPR_NE:
		r = add_range(e, 1, first ? first - 1 : 0);
		if (r == 0)
			r = add_range(e, last + 1, UINT16_MAX);
		break;
	case EXPR_LT:
		r = add_range(e, 1, first ? first - 1 : 0);
		break;
	case EXPR_LE:
		r = add_range(e, 1, last);
		break;
	case EXPR_GT:
		r = add_range(e, last + 1, UINT16_MAX);
		break;
	case EXPR_GE:
		r = add_range(e, first ? first : 1, UINT16_MAX);
		break;
	}
	/* A comparison that accepts no port gets an empty range, because an endpoint
	 * without ranges accepts every port. */
	if (r == 0 && !e->ports_len) {
		r = add_range(e, 1, 1);
		if (r == 0)
			e->ports[0].last = 0;
	}
	return r;
}

static int make_port(struct conditions *c, enum expr_comparison comparison,
		     const char *value, struct expr_node *node)
{
	struct port_range range = { 0 };

	c->why = "no such port or service";
	value += *value == ':';
	if (!*value)
		return -EINVAL;
	int r = endpoint_parse_range(value, strlen(value), NULL, c->names->port_of,
				     &range);
	if (r < 0)
		return r;
	node->kind = EXPR_END;
	node->end.ips = IP_ALL;
	node->end.pairs = expr_internet_pairs(AF_UNSPEC);
	return set_port_ranges(&node->end, comparison, range);
}

/* Makes *node a comparison with the address or host `value`. The brackets of an IPv6
 * address may be left out if no port follows. */
static int make_host(struct conditions *c, const char *value, struct expr_node *node)
{
	char with_brackets[LANGUAGE_TOKEN_MAX + 3] = "[";
	const struct expr_names names = { .family = c->family,
					  .port_of = c->names->port_of };
	const size_t n = strcspn(value, "/");
	struct addr a;

	if (endpoint_parse_addr(value, n, AF_INET6, &a) == 0 &&
	    strlen(value) <= LANGUAGE_TOKEN_MAX) {
		memcpy(with_brackets + 1, value, n);
		with_brackets[n + 1] = ']';
		memcpy(with_brackets + n + 2, value + n, strlen(value + n) + 1);
		value = with_brackets;
	}
	return expr_parse_host(value, &names, node, &c->why);
}

/* Appends the condition that the socket has no peer, which means that the peer's address
 * is 0.0.0.0 or ::. */
static int add_no_peer(struct conditions *c, uint32_t pairs)
{
	const struct addr any[] = { { .family = AF_INET }, { .family = AF_INET6 } };
	struct expr_node node = {
		.kind = EXPR_END,
		.is_peer = true,
		.end = { .pairs = pairs, .ips = IP_ALL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(any); i++) {
		int r = endpoint_add_addr(&node.end, &any[i]);
		if (r < 0) {
			condition_free(&node);
			return r;
		}
	}
	return condition_add(c, &node);
}

/* Appends the condition that one end of the socket (the peer if node->is_peer, else the
 * local end) exists and does not meet the condition *node. */
static int add_differing(struct conditions *c, struct expr_node *node)
{
	const bool is_name = node->kind == EXPR_NAME;
	const uint32_t pairs = is_name ? proto_pairs(PROTO_UNIX) : node->end.pairs;
	const bool is_peer = node->is_peer && !is_name;

	node->is_not = true;
	int r = condition_add(c, node);
	if (r == 0)
		r = condition_add_pairs(c, pairs, false);
	if (r == 0)
		r = condition_join(c, EXPR_AND, c->expr->len - 2);
	if (r < 0 || !is_peer)
		return r;
	const size_t left = c->expr->len - 1;

	r = add_no_peer(c, pairs);
	if (r < 0)
		return r;
	c->expr->nodes[c->expr->len - 1].is_not = true;
	return condition_join(c, EXPR_AND, left);
}

static int add_end(struct conditions *c, const struct subject *subject,
		   enum expr_comparison comparison, const char *value, bool is_peer)
{
	struct expr_node node = { .is_peer = is_peer };
	const bool is_port = subject->kind == SUBJECT_PORT;
	int r = is_port ? make_port(c, comparison, value, &node)
			: make_host(c, value, &node);

	if (r < 0) {
		condition_free(&node);
		return r;
	}
	return comparison == EXPR_NE && !is_port ? add_differing(c, &node)
						 : condition_add(c, &node);
}

int condition_compare_ends(struct conditions *c, const struct subject *subject,
			   enum expr_comparison comparison, const char *value)
{
	/* "port != 22" means that neither the local port nor the peer's port is 22: both
	 * conditions must be met. */
	const bool is_neither = subject->ends == END_BOTH && comparison == EXPR_NE;
	int r = 0;

	c->why = "addresses are compared by '=' and '!=' alone";
	if (subject->kind == SUBJECT_HOST && comparison > EXPR_NE)
		return -EINVAL;
	if (is_neither)
		comparison = EXPR_EQ;
	if (subject->ends & END_LOCAL)
		r = add_end(c, subject, comparison, value, false);
	if (r < 0 || !(subject->ends & END_PEER))
		return r;

	const size_t left = c->expr->len - 1;
	r = add_end(c, subject, comparison, value, true);
	if (r == 0 && subject->ends == END_BOTH)
		r = condition_join(c, EXPR_OR, left);
	if (r < 0 || !is_neither)
		return r;

	const size_t either = c->expr->len - 1;
	const bool is_name = c->expr->nodes[left].kind == EXPR_NAME;
	c->expr->nodes[either].is_not = true;
	r = condition_add_pairs(
		c, is_name ? proto_pairs(PROTO_UNIX) : expr_internet_pairs(AF_UNSPEC),
		false);
	return r < 0 ? r : condition_join(c, EXPR_AND, either);
}
