/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Appends nodes to the expression of a filter in the filter language. */
#include <errno.h>

#include "language_inside.h"
#include "util/cleanup.h"
#include "util/grow.h"

void condition_free(struct expr_node *node)
{
	free(node->pattern);
	endpoint_release(&node->end);
}

int condition_add(struct conditions *c, struct expr_node *node)
{
	struct expr *e = c->expr;

	c->why = "too many conditions";
	int r = e->len == EXPR_NODES_MAX
			? -EINVAL
			: grow(&e->nodes, &e->cap, e->len + 1, sizeof(*e->nodes));
	if (r == 0)
		e->nodes[e->len++] = *node;
	else
		condition_free(node);
	return r;
}

int condition_join(struct conditions *c, enum expr_kind kind, size_t left)
{
	struct expr_node node = { .kind = (uint8_t)kind, .left = (uint16_t)left };

	return condition_add(c, &node);
}

int condition_add_pairs(struct conditions *c, uint32_t pairs, bool is_not)
{
	struct expr_node node = {
		.kind = EXPR_END,
		.is_not = is_not,
		.end = { .pairs = pairs, .ips = IP_ALL },
	};

	return condition_add(c, &node);
}
