/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bytecode.h"

#include "program.h"

/* The alternatives are a list of blocks, one for each combination of address and range of ports
 * at each end of each alternative. In a block every operation leads to the next block on no;
 * its last one jumps to the end of the program. */
static void put_block(struct program *p, bool is_peer, const struct prefix *prefix,
		      const struct port_range *ports, uint16_t *next)
{
	program_place(p, *next);
	*next = program_label(p);
	if (prefix)
		program_prefix(p, is_peer, prefix, *next);
	if (ports)
		program_ports(p, is_peer, ports, *next);
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

/* Whether what is wanted is less than all. */
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
	/* there is no other block */
	program_reject(p, next);
	return true;
}

size_t bytecode_compile(const struct filter *f, unsigned int pair,
			uint8_t to[BYTECODE_MAX])
{
	struct program p;

	program_begin(&p, to);
	/* only sockets over IPv4 and IPv6 are asked for with a program */
	if (proto_desc(pair / IP_MAX_)->family)
		return 0;
	if (f->endpoints_len && !put_endpoints(&p, f, pair))
		return 0;
	/* either narrows enough, and what passes is looked at once more */
	if (!f->endpoints_len && f->expr)
		program_expr(&p, f->expr, pair);
	return program_end(&p);
}
