/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port_set.h"

#include <linux/inet_diag.h>

#include "util/cleanup.h"

enum {
	PORTS_ALL = UINT16_MAX + 1,
	/* a port is compared with what is in another operation */
	OP_BYTES = sizeof(struct inet_diag_bc_op),
	COMPARE_BYTES = 2 * OP_BYTES,
	/* at least from, at most to, and the end */
	LEAF_OPS = 5,
	/* at least, or elsewhere */
	FORK_OPS = 2,
};

struct range {
	uint16_t from, to;
};

/* A program that is being written, as a tree: what passes jumps to its end, what does not beyond
 * that. */
struct code {
	struct inet_diag_bc_op *ops;
	size_t len, all;
	const struct range *ranges;
};

static uint32_t first_port(uint32_t bucket, uint32_t table)
{
	return (table ? bucket - 1 : bucket) % PORTS_ALL;
}

void ports_add(struct ports *p, uint32_t bucket, uint32_t table)
{
	for (uint32_t port = first_port(bucket, table); port < PORTS_ALL;
	     port += table ? table : PORTS_ALL)
		p->bits[port / 8] |= (uint8_t)(1U << port % 8);
}

static bool has_port(const struct ports *p, uint32_t port)
{
	return p->bits[port / 8] >> port % 8 & 1;
}

bool ports_has(const struct ports *p, uint32_t bucket, uint32_t table)
{
	return has_port(p, first_port(bucket, table));
}

size_t ports_count(const struct ports *p)
{
	size_t count = 0;

	for (uint32_t port = 0; port < PORTS_ALL; port++)
		count += has_port(p, port);
	return count;
}

size_t ports_ranges(const struct ports *p)
{
	size_t count = 0;

	for (uint32_t port = 0; port < PORTS_ALL; port++)
		count += has_port(p, port) && (!port || !has_port(p, port - 1));
	return count;
}

static size_t find_ranges(const struct ports *p, struct range to[RANGES_MAX])
{
	size_t count = 0;

	for (uint32_t port = 0; port < PORTS_ALL; port++) {
		if (!has_port(p, port))
			continue;
		if (count && to[count - 1].to + 1U == port)
			to[count - 1].to++;
		else
			to[count++] = (struct range){ (uint16_t)port, (uint16_t)port };
	}
	return count;
}

/* How far it is from the next operation to the end, in bytes. */
static size_t left(const struct code *c)
{
	return (c->all - c->len) * OP_BYTES;
}

static void put(struct code *c, uint8_t code, size_t yes, size_t no)
{
	c->ops[c->len++] = (struct inet_diag_bc_op){ code, (uint8_t)yes, (uint16_t)no };
}

static void put_compare(struct code *c, uint8_t code, uint16_t port, size_t no)
{
	put(c, code, COMPARE_BYTES, no);
	put(c, INET_DIAG_BC_NOP, 0, port);
}

static void put_leaf(struct code *c, const struct range *range)
{
	put_compare(c, INET_DIAG_BC_S_GE, range->from, left(c) + OP_BYTES);
	put_compare(c, INET_DIAG_BC_S_LE, range->to, left(c) + OP_BYTES);
	put(c, INET_DIAG_BC_JMP, OP_BYTES, left(c));
}

/* The upper half comes first. Its depth is that of a balanced tree. */
static void put_ranges(struct code *c, size_t begin,
		       size_t end) /* NOLINT(misc-no-recursion) */
{
	const size_t middle = begin + (end - begin) / 2;
	const size_t upper = end - middle;

	if (end - begin == 1) {
		put_leaf(c, &c->ranges[begin]);
		return;
	}
	put_compare(c, INET_DIAG_BC_S_GE, c->ranges[middle].from,
		    (FORK_OPS + upper * LEAF_OPS + (upper - 1) * FORK_OPS) * OP_BYTES);
	put_ranges(c, middle, end);
	put_ranges(c, begin, middle);
}

int ports_compile(const struct ports *p, void **ret, size_t *ret_size)
{
	struct range ranges[RANGES_MAX];
	const size_t expected = ports_ranges(p);

	if (!expected || expected > RANGES_MAX)
		return -EINVAL;
	const size_t count = find_ranges(p, ranges);
	struct code c = {
		.all = count * LEAF_OPS + (count - 1) * FORK_OPS,
		.ranges = ranges,
	};
	c.ops = calloc(c.all, sizeof(*c.ops));
	if (!c.ops)
		return -ENOMEM;
	put_ranges(&c, 0, count);
	*ret = c.ops;
	*ret_size = c.all * OP_BYTES;
	return 0;
}
