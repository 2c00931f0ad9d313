/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An interpreter of INET_DIAG bytecode that follows inet_diag_bc_run of the kernel, and
 * validates programs as inet_diag_bc_audit does. */
#ifndef TESTS_MACHINE_H
#define TESTS_MACHINE_H

#include <linux/inet_diag.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "filter/bytecode.h"
#include "filter/expr.h"

static inline struct inet_diag_bc_op machine_op(const uint8_t *code, size_t at)
{
	struct inet_diag_bc_op op;

	memcpy(&op, code + at, sizeof(op));
	return op;
}

static inline bool machine_has_bits(const uint8_t *a, const uint8_t *b, unsigned int bits)
{
	for (unsigned int i = 0; i < bits; i++)
		if ((a[i / 8] ^ b[i / 8]) & 0x80 >> i % 8)
			return false;
	return true;
}

static inline bool machine_is_host(const uint8_t *at, const struct addr *a)
{
	struct inet_diag_hostcond cond;
	const uint8_t *bytes = at + sizeof(cond);

	memcpy(&cond, at, sizeof(cond));
	if (cond.family == a->family)
		return machine_has_bits(a->bytes, bytes, cond.prefix_len);
	const struct addr plain = addr_unmap(a);
	return cond.family == AF_INET && plain.family == AF_INET &&
	       machine_has_bits(plain.bytes, bytes, cond.prefix_len);
}

/* Returns whether the program accepts the socket. */
static inline bool machine_run(const uint8_t *code, size_t len, const struct sock *s)
{
	size_t at = 0;

	while (at < len) {
		const struct inet_diag_bc_op op = machine_op(code, at);
		const uint16_t operand =
			at + sizeof(op) < len ? machine_op(code, at + sizeof(op)).no : 0;
		bool yes = true;

		switch (op.code) {
		case INET_DIAG_BC_JMP:
			yes = false;
			break;
		case INET_DIAG_BC_S_GE:
			yes = s->local_port >= operand;
			break;
		case INET_DIAG_BC_S_LE:
			yes = s->local_port <= operand;
			break;
		case INET_DIAG_BC_D_GE:
			yes = s->peer_port >= operand;
			break;
		case INET_DIAG_BC_D_LE:
			yes = s->peer_port <= operand;
			break;
		case INET_DIAG_BC_S_COND:
			yes = machine_is_host(code + at + sizeof(op), &s->local);
			break;
		case INET_DIAG_BC_D_COND:
			yes = machine_is_host(code + at + sizeof(op), &s->peer);
			break;
		case INET_DIAG_BC_DEV_COND: {
			uint32_t ifindex = 0;

			memcpy(&ifindex, code + at + sizeof(op), sizeof(ifindex));
			yes = s->ifindex == ifindex;
			break;
		}
		case INET_DIAG_BC_AUTO:
			/* The socket has no such value: the kernel accepts every
			 * socket. */
			break;
		default:
			abort();
		}
		at += yes ? op.yes : op.no;
	}
	return at == len;
}

/* Returns whether all operations follow each other, and every jump leads to the beginning
 * of one, to the end, or four bytes after the end. */
static inline bool machine_accepts(const uint8_t *code, size_t len)
{
	bool is_start[BYTECODE_MAX + 8] = { false };
	size_t at = 0;

	for (; at < len; at += machine_op(code, at).yes) {
		is_start[at] = true;
		if (machine_op(code, at).yes < sizeof(struct inet_diag_bc_op) ||
		    machine_op(code, at).yes % 4)
			return false;
	}
	if (at != len)
		return false;
	for (at = 0; at < len; at += machine_op(code, at).yes) {
		const size_t to = at + machine_op(code, at).no;

		if (to <= at ||
		    (to != len && to != len + 4 && (to > len || !is_start[to])))
			return false;
	}
	return true;
}

/* Returns whether a condition of the expression accepts more than half of all ports: the kernel is
 * not asked to test such a condition. */
static inline bool machine_lacks_ports(const struct expr *e)
{
	for (size_t i = 0; i < e->len; i++) {
		const struct endpoint *end = &e->nodes[i].end;
		uint32_t ports = 0;

		for (size_t k = 0; k < end->ports_len; k++)
			ports += end->ports[k].last - end->ports[k].first + 1U;
		if (ports > UINT16_MAX / 2)
			return true;
	}
	return false;
}

#endif
