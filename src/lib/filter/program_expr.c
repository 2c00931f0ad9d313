/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program_expr.h"

#include "diag/program.h"
#include "expr.h"

/* The jumps of the code of a node: if the node is true, execution continues behind its code,
 * else at the label `no`. Negation is pushed down to the conditions, so that "not (A or B)"
 * is compiled as "not A and not B". */
struct route {
	/* the node is negated */
	bool is_not;
	uint16_t no;
	/* Labels and jumps behind the code of the node; LABEL_PASS: none, because no label
	 * can be placed there. */
	/* "or": target of its left side */
	uint16_t place;
	/* left side of an "or": target if it is true */
	uint16_t jump;
	/* left side of an "or": start of the right side */
	uint16_t next;
};

static void plan_routes(struct program *p, const struct expr *e, struct route *routes)
{
	const size_t last = e->len - 1;

	routes[last] =
		(struct route){ .is_not = e->nodes[last].is_not, .no = LABEL_REJECT };
	for (size_t i = last; i > 0; i--) {
		const struct expr_node *node = &e->nodes[i];

		if (node->kind != EXPR_AND && node->kind != EXPR_OR)
			continue;
		struct route *route = &routes[i];
		struct route *left = &routes[node->left];
		struct route *right = &routes[i - 1];
		const bool is_or = (node->kind == EXPR_OR) != route->is_not;

		*right =
			(struct route){ .is_not = route->is_not != e->nodes[i - 1].is_not,
					.no = route->no };
		*left = (struct route){ .is_not = route->is_not !=
						  e->nodes[node->left].is_not,
					.no = route->no };
		if (is_or) {
			left->no = left->next = program_label(p);
			left->jump = route->place = program_label(p);
		}
	}
}

static void put_end(struct program *p, const struct expr_node *node, uint16_t no)
{
	const struct endpoint *end = &node->end;
	const uint16_t found = end->prefixes_len > 1 ? program_label(p) : LABEL_PASS;

	for (size_t i = 0; i < end->prefixes_len; i++) {
		const bool is_last = i + 1 == end->prefixes_len;
		const uint16_t other = is_last ? no : program_label(p);

		program_prefix(p, node->is_peer, &end->prefixes[i].addr,
			       end->prefixes[i].bits, other);
		if (!is_last) {
			program_jump(p, found);
			program_place(p, other);
		}
	}
	if (found != LABEL_PASS)
		program_place(p, found);
	/* The parser makes at most one range. */
	if (end->ports_len)
		program_ports(p, node->is_peer, end->ports[0].first, end->ports[0].last,
			      no);
}

static void put_condition(struct program *p, const struct expr_node *node, uint16_t no)
{
	if (node->kind == EXPR_LINK) {
		program_link(p, node->ifindex, no);
		return;
	}
	if (node->kind == EXPR_AUTOBOUND)
		program_autobound(p, no);
	put_end(p, node, no);
}

static void put_node(struct program *p, const struct expr_node *node,
		     const struct route *route, unsigned int pair)
{
	const int known = expr_node_known(node, pair);

	if (known >= 0) {
		if (known == route->is_not)
			program_jump(p, route->no);
	} else if (route->is_not) {
		const uint16_t is_false = program_label(p);

		put_condition(p, node, is_false);
		program_jump(p, route->no);
		program_place(p, is_false);
	} else {
		put_condition(p, node, route->no);
	}
}

void program_expr(struct program *p, const struct expr *e, unsigned int pair)
{
	struct route routes[EXPR_NODES_MAX];

	plan_routes(p, e, routes);
	for (size_t i = 0; i < e->len && !p->is_full; i++) {
		const struct expr_node *node = &e->nodes[i];
		const struct route *route = &routes[i];

		if (node->kind != EXPR_AND && node->kind != EXPR_OR)
			put_node(p, node, route, pair);
		if (route->place)
			program_place(p, route->place);
		if (route->jump)
			program_jump(p, route->jump);
		if (route->next)
			program_place(p, route->next);
	}
}
