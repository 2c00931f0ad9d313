/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program.h"

#include <linux/inet_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "model/addr.h"

enum {
	/* Placeholder for the offset of LABEL_REJECT in the bytecode, which is not known
	 * before program_end(). */
	AT_REJECT = UINT16_MAX,
	/* Placeholder for the offset of LABEL_PASS in the bytecode, which is not known
	 * before program_end(). */
	AT_PASS = UINT16_MAX - 1,
	/* Size of a bytecode operation without its operand, in bytes. */
	OP = sizeof(struct inet_diag_bc_op),
};

void program_begin(struct program *p, uint8_t *to, size_t cap)
{
	p->to = to;
	p->len = 0;
	p->cap = cap;
	p->is_full = false;
	p->labels = LABEL_FIRST;
	p->at[LABEL_PASS] = AT_PASS;
	p->at[LABEL_REJECT] = AT_REJECT;
}

uint16_t program_label(struct program *p)
{
	if (p->labels == LABEL_MAX) {
		p->is_full = true;
		return LABEL_MAX - 1;
	}
	p->at[p->labels] = AT_REJECT;
	return p->labels++;
}

void program_place(struct program *p, uint16_t label)
{
	p->at[label] = (uint16_t)p->len;
}

static void put(struct program *p, const void *bytes, size_t n)
{
	if (n > p->cap - p->len) {
		p->is_full = true;
		return;
	}
	memcpy(p->to + p->len, bytes, n);
	p->len += n;
}

/* Appends an operation that has `size` bytes together with its operand to the bytecode.
 * `no` is the label to which the operation jumps if its condition is not met;
 * program_end() replaces the label by an offset. */
static void put_op(struct program *p, uint8_t code, size_t size, uint16_t no)
{
	const struct inet_diag_bc_op op = { .code = code,
					    .yes = (uint8_t)size,
					    .no = no };

	put(p, &op, sizeof(op));
}

static void put_port(struct program *p, uint8_t code, uint16_t port, uint16_t no)
{
	/* The operand of a comparison of ports is another struct inet_diag_bc_op, of
	 * which only `no` is used. */
	const struct inet_diag_bc_op operand = { .no = port };

	put_op(p, code, OP + sizeof(operand), no);
	put(p, &operand, sizeof(operand));
}

void program_prefix(struct program *p, bool is_peer, const struct addr *a, uint8_t bits,
		    uint16_t no)
{
	const size_t size = a->family == AF_INET ? 4 : 16;
	struct inet_diag_hostcond cond;

	/* The kernel also reads the padding of cond, which an initialiser may leave
	 * unset. */
	memset(&cond, 0, sizeof(cond));
	cond.family = a->family;
	cond.prefix_len = bits;
	cond.port = -1;

	put_op(p, is_peer ? INET_DIAG_BC_D_COND : INET_DIAG_BC_S_COND,
	       OP + sizeof(cond) + size, no);
	put(p, &cond, sizeof(cond));
	put(p, a->bytes, size);
}

void program_port_at_least(struct program *p, bool is_peer, uint16_t port, uint16_t no)
{
	put_port(p, is_peer ? INET_DIAG_BC_D_GE : INET_DIAG_BC_S_GE, port, no);
}

void program_ports(struct program *p, bool is_peer, uint16_t first, uint16_t last,
		   uint16_t no)
{
	program_port_at_least(p, is_peer, first, no);
	put_port(p, is_peer ? INET_DIAG_BC_D_LE : INET_DIAG_BC_S_LE, last, no);
}

void program_link(struct program *p, uint32_t ifindex, uint16_t no)
{
	put_op(p, INET_DIAG_BC_DEV_COND, OP + sizeof(ifindex), no);
	put(p, &ifindex, sizeof(ifindex));
}

void program_autobound(struct program *p, uint16_t no)
{
	put_op(p, INET_DIAG_BC_AUTO, OP, no);
}

void program_jump(struct program *p, uint16_t to)
{
	put_op(p, INET_DIAG_BC_JMP, OP, to);
}

size_t program_end(struct program *p)
{
	if (p->is_full)
		return 0;
	for (size_t at = 0; at < p->len;) {
		struct inet_diag_bc_op op;

		memcpy(&op, p->to + at, sizeof(op));
		const size_t label = p->at[op.no];
		const size_t target = label == AT_PASS     ? p->len
				      : label == AT_REJECT ? p->len + OP
							   : label;
		op.no = (uint16_t)(target - at);
		memcpy(p->to + at, &op, sizeof(op));
		at += op.yes;
	}
	return p->len;
}
