/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bytecode.h"

#include <linux/inet_diag.h>
#include <string.h>

/* A program is a list of blocks, one for each combination of address and range of ports at
 * each end of each alternative. In a block every operation goes on to the next on yes, and to
 * the next block on no; its last one jumps to the end of the program, which passes the socket.
 * A jump to four bytes behind the end rejects it. All jumps lead forward. */
struct program {
	uint8_t *to;
	size_t len;
	bool is_full;
};

enum { OP = sizeof(struct inet_diag_bc_op) };

static void put(struct program *p, const void *bytes, size_t n)
{
	if (n > BYTECODE_MAX - p->len) {
		p->is_full = true;
		return;
	}
	memcpy(p->to + p->len, bytes, n);
	p->len += n;
}

/* "no" is an index of a block until the program is complete: see set_jumps. */
static void put_op(struct program *p, uint8_t code, size_t size)
{
	const struct inet_diag_bc_op op = { .code = code, .yes = (uint8_t)size };

	put(p, &op, sizeof(op));
}

static void put_port(struct program *p, uint8_t code, uint16_t port)
{
	/* the operand is an operation of which no counts alone */
	const struct inet_diag_bc_op operand = { .no = port };

	put_op(p, code, OP + sizeof(operand));
	put(p, &operand, sizeof(operand));
}

static void put_prefix(struct program *p, uint8_t code, const struct prefix *prefix)
{
	const size_t size = prefix->addr.family == AF_INET ? 4 : 16;
	const struct inet_diag_hostcond cond = {
		.family = prefix->addr.family,
		.prefix_len = prefix->bits,
		.port = -1,
	};

	put_op(p, code, OP + sizeof(cond) + size);
	put(p, &cond, sizeof(cond));
	put(p, prefix->addr.bytes, size);
}

static void put_block(struct program *p, bool is_peer, const struct prefix *prefix,
		      const struct port_range *ports)
{
	if (prefix)
		put_prefix(p, is_peer ? INET_DIAG_BC_D_COND : INET_DIAG_BC_S_COND,
			   prefix);
	if (ports) {
		put_port(p, is_peer ? INET_DIAG_BC_D_GE : INET_DIAG_BC_S_GE,
			 ports->first);
		put_port(p, is_peer ? INET_DIAG_BC_D_LE : INET_DIAG_BC_S_LE, ports->last);
	}
	put_op(p, INET_DIAG_BC_JMP, OP);
}

static void put_endpoint(struct program *p, const struct endpoint *e)
{
	const size_t prefixes = e->prefixes_len ? e->prefixes_len : 1;
	const size_t ports = e->ports_len ? e->ports_len : 1;

	for (size_t i = 0; i < prefixes; i++) {
		for (size_t j = 0; j < ports; j++) {
			const struct prefix *prefix =
				e->prefixes_len ? &e->prefixes[i] : NULL;
			const struct port_range *range =
				e->ports_len ? &e->ports[j] : NULL;

			put_block(p, false, prefix, range);
			put_block(p, true, prefix, range);
		}
	}
}

/* Points each no to where it leads, which is known only now. */
static void set_jumps(const struct program *p)
{
	size_t block_end = 0;

	for (size_t at = 0; at < p->len;) {
		struct inet_diag_bc_op op;

		memcpy(&op, p->to + at, sizeof(op));
		if (at >= block_end) {
			/* the block ends with its jump */
			struct inet_diag_bc_op last;

			block_end = at;
			do {
				memcpy(&last, p->to + block_end, sizeof(last));
				block_end += last.yes;
			} while (last.code != INET_DIAG_BC_JMP);
		}
		size_t target = op.code == INET_DIAG_BC_JMP ? p->len
				: block_end < p->len        ? block_end
							    : p->len + OP;
		op.no = (uint16_t)(target - at);
		memcpy(p->to + at, &op, sizeof(op));
		at += op.yes;
	}
}

size_t bytecode_compile(const struct filter *f, unsigned int pair,
			uint8_t to[BYTECODE_MAX])
{
	struct program p = { .to = to };

	for (size_t i = 0; i < f->endpoints_len; i++) {
		const struct endpoint *e = &f->endpoints[i];

		if (!(e->pairs & UINT32_C(1) << pair))
			continue;
		if (!e->prefixes_len && !e->ports_len)
			return 0;
		put_endpoint(&p, e);
	}
	if (p.is_full)
		return 0;
	set_jumps(&p);
	return p.len;
}
