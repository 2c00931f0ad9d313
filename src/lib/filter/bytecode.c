/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bytecode.h"

#include "diag/program.h"
#include "expr.h"

/* Appends code that accepts the sockets with this prefix and port range at the peer (if
 * is_peer) or the local end. A prefix or range of NULL accepts everything. If the
 * address or port does not match, the code jumps to the label *next, where the next
 * block of code begins. Otherwise the code jumps to the end of the program, which
 * accepts the socket. */
static void put_block(struct program *p, bool is_peer, const struct prefix *prefix,
		      const struct port_range *ports, uint16_t *next)
{
	program_place(p, *next);
	*next = program_label(p);
	if (prefix)
		program_prefix(p, is_peer, &prefix->addr, prefix->bits, *next);
	if (ports)
		program_ports(p, is_peer, ports->first, ports->last, *next);
	program_jump(p, LABEL_PASS);
}

static void put_endpoint(struct program *p, const struct endpoint *e, uint16_t *next)
{
	/* Without prefixes the loop over prefixes runs once with NULL, which means any
	 * address. Without ports the loop over port ranges runs once with NULL, which
	 * means any port. */
	size_t i = 0;
	do {
		const struct prefix *prefix = e->prefixes_len ? &e->prefixes[i] : NULL;
		size_t j = 0;
		do {
			const struct port_range *range =
				e->ports_len ? &e->ports[j] : NULL;

			put_block(p, false, prefix, range, next);
			put_block(p, true, prefix, range, next);
		} while (++j < e->ports_len && !p->is_full);
	} while (++i < e->prefixes_len && !p->is_full);
}

/* Appends code that accepts the sockets that at least one endpoint of f accepts. Returns
 * false if the endpoints accept every socket of this pair of protocol and IP version; no
 * code is needed then. */
static bool put_endpoints(struct program *p, const struct filter *f, unsigned int pair)
{
	uint16_t next = program_label(p);

	for (size_t i = 0; i < f->endpoints_len; i++) {
		const struct endpoint *e = &f->endpoints[i];

		if (!(e->pairs & UINT32_C(1) << pair))
			continue;
		if (!e->prefixes_len && !e->ports_len)
			return false;
		put_endpoint(p, e, &next);
	}
	/* The label behind the code of the last endpoint is never placed: a jump to an
	 * unplaced label rejects the socket. */
	return true;
}

/* Where the code of an expression node continues: directly behind the code if the node is
 * true, at the label `no` if the node is false. Only conditions are negated, not
 * operators: "not (A or B)" is compiled as "not A and not B". */
struct route {
	/* whether the value of the node is negated, because the node and the operators
	 * above it have an odd number of negations */
	bool is_not;
	uint16_t no;
	/* For an "or": label behind the code of the "or", to which the code of a true
	 * left operand jumps. LABEL_PASS: no label is needed. */
	uint16_t place;
	/* For the left operand of an "or": `jump` is the label to which the code jumps if
	 * the operand is true, `next` is the label of the right operand. LABEL_PASS: the
	 * node is not the left operand of an "or". */
	uint16_t jump, next;
};

static void plan_routes(struct program *p, const struct expr *e, struct route *routes)
{
	const struct expr_node *nodes = e->nodes;
	const size_t last = e->len - 1;

	routes[last] = (struct route){ .is_not = nodes[last].is_not, .no = LABEL_REJECT };
	for (size_t i = last; i > 0; i--) {
		if (nodes[i].kind != EXPR_AND && nodes[i].kind != EXPR_OR)
			continue;
		struct route *route = &routes[i];
		struct route *left = &routes[nodes[i].left];
		const bool is_not = route->is_not;

		routes[i - 1] = *left = (struct route){ .no = route->no };
		routes[i - 1].is_not = is_not != nodes[i - 1].is_not;
		left->is_not = is_not != nodes[nodes[i].left].is_not;
		if ((nodes[i].kind == EXPR_OR) != is_not) {
			left->no = left->next = program_label(p);
			left->jump = route->place = program_label(p);
		}
	}
}

static void put_ports(struct program *p, const struct expr_node *node, uint16_t no)
{
	const struct endpoint *end = &node->end;
	const uint16_t found = end->ports_len > 1 ? program_label(p) : LABEL_PASS;

	for (size_t i = 0; i < end->ports_len; i++) {
		const bool is_last = i + 1 == end->ports_len;
		const uint16_t other = is_last ? no : program_label(p);

		program_ports(p, node->is_peer, end->ports[i].first, end->ports[i].last,
			      other);
		if (!is_last) {
			program_jump(p, found);
			program_place(p, other);
		}
	}
	if (found != LABEL_PASS)
		program_place(p, found);
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
	put_ports(p, node, no);
}

static void put_condition(struct program *p, const struct expr_node *node, uint16_t no)
{
	if (node->kind == EXPR_AUTOBOUND)
		program_autobound(p, no);
	if (node->kind == EXPR_LINK)
		program_link(p, node->ifindex, no);
	else
		put_end(p, node, no);
}

/* Returns whether a condition accepts so many ports that most sockets are likely to meet
 * the condition. The kernel then takes longer to test each socket than sockstat would
 * take to read the rejected sockets. */
static bool is_wide(const struct expr_node *node)
{
	uint32_t ports = 0;

	if (node->kind != EXPR_END || node->end.prefixes_len || node->end.host)
		return false;
	for (size_t i = 0; i < node->end.ports_len; i++)
		ports += node->end.ports[i].last - node->end.ports[i].first + 1U;
	return ports > UINT16_MAX / 2;
}

static void put_node(struct program *p, const struct expr_node *node,
		     const struct route *route, unsigned int pair)
{
	const int known = expr_node_known(node, pair);

	/* No code is appended for a condition that the kernel cannot decide: the
	 * condition counts as true, negated or not. A condition that most sockets meet
	 * gets no code either, unless the condition is negated. */
	if (node->kind >= EXPR_STATE || (!route->is_not && is_wide(node)))
		return;
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

/* Appends code that accepts the sockets of a pair of protocol and IP version for which
 * the expression can be true. Conditions that the kernel cannot decide count as true. */
static void put_expr(struct program *p, const struct expr *e, unsigned int pair)
{
	struct route routes[EXPR_NODES_MAX] = { 0 };

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

size_t bytecode_compile(const struct filter *f, unsigned int pair,
			uint8_t to[BYTECODE_MAX])
{
	struct program p;

	program_begin(&p, to, BYTECODE_MAX);
	/* The kernel takes bytecode only for dumps of sockets over IP. */
	if (proto_desc(pair / IP_MAX_)->family)
		return 0;
	if (f->endpoints_len && !put_endpoints(&p, f, pair))
		return 0;
	/* If the filter has both endpoints and an expression, only the endpoints are
	 * compiled. The program may then accept too many sockets, but sockstat compares
	 * the accepted sockets with the whole filter again. */
	if (!f->endpoints_len && f->expr)
		put_expr(&p, f->expr, pair);
	return program_end(&p);
}
