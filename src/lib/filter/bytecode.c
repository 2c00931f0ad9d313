/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bytecode.h"

#include "diag/program.h"
#include "program_expr.h"

/* The program is a list of blocks, one for each combination of an alternative, an address, a
 * range of ports and an end of the socket. In a block every operation that does not hold
 * jumps to the next block; the last operation jumps to the end of the program. */
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
	const size_t prefixes = e->prefixes_len ? e->prefixes_len : 1;
	const size_t ports = e->ports_len ? e->ports_len : 1;

	for (size_t i = 0; i < prefixes; i++) {
		for (size_t j = 0; j < ports && !p->is_full; j++) {
			const struct prefix *prefix =
				e->prefixes_len ? &e->prefixes[i] : NULL;
			const struct port_range *range =
				e->ports_len ? &e->ports[j] : NULL;

			put_block(p, false, prefix, range, next);
			put_block(p, true, prefix, range, next);
		}
	}
}

/* Returns false if the alternatives accept every socket of the pair. */
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
	/* The last block has no successor. */
	program_reject(p, next);
	return true;
}

size_t bytecode_compile(const struct filter *f, unsigned int pair,
			uint8_t to[BYTECODE_MAX])
{
	struct program p;

	program_begin(&p, to, BYTECODE_MAX);
	/* Only dumps of sockets over IP take a program. */
	if (proto_desc(pair / IP_MAX_)->family)
		return 0;
	if (f->endpoints_len && !put_endpoints(&p, f, pair))
		return 0;
	/* The program need not be exact: accepted sockets are filtered once more. So if there
	 * are endpoints and an expression, the endpoints are enough. */
	if (!f->endpoints_len && f->expr)
		program_expr(&p, f->expr, pair);
	return program_end(&p);
}
