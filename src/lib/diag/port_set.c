/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port_set.h"

#include <errno.h>
#include <stdlib.h>

#include "program.h"
#include "util/cleanup.h"

enum {
	PORTS_ALL = UINT16_MAX + 1,
	/* Number of bytes of INET_DIAG bytecode for each range of ports: three
	 * comparisons of 8 bytes (two test the range, one is for the binary search) and a
	 * jump of 4 bytes. */
	RANGE_BYTES = 28,
};

struct range {
	uint16_t first, last;
};

static uint32_t first_port(uint32_t bucket, uint32_t table)
{
	return (table ? bucket - 1 : bucket) % PORTS_ALL;
}

void port_set_add(struct port_set *p, uint32_t bucket, uint32_t table)
{
	for (uint32_t port = first_port(bucket, table); port < PORTS_ALL;
	     port += table ? table : PORTS_ALL)
		p->bits[port / 8] |= (uint8_t)(1U << port % 8);
}

static bool has_port(const struct port_set *p, uint32_t port)
{
	return p->bits[port / 8] >> port % 8 & 1;
}

bool port_set_has(const struct port_set *p, uint32_t bucket, uint32_t table)
{
	return has_port(p, first_port(bucket, table));
}

/* Writes the ranges of consecutive ports in the set p to the array `to`, unless `to` is
 * NULL. Returns the number of ranges. */
static size_t find_ranges(const struct port_set *p, struct range *to)
{
	size_t count = 0;

	for (uint32_t port = 0; port < PORTS_ALL; port++) {
		if (!has_port(p, port))
			continue;
		const bool is_next = port && has_port(p, port - 1);
		count += !is_next;
		if (to && !is_next)
			to[count - 1].first = (uint16_t)port;
		if (to)
			to[count - 1].last = (uint16_t)port;
	}
	return count;
}

size_t port_set_ranges(const struct port_set *p)
{
	return find_ranges(p, NULL);
}

/* Appends INET_DIAG bytecode that finds the range of the local port by a binary search.
 * The code for the upper half of the ranges comes first; for a port in the lower half,
 * the bytecode jumps to the code for the lower half, which follows. The recursion is as
 * deep as a balanced tree. */
static void put_ranges(struct program *p, const struct range *ranges, size_t count)
{
	const size_t middle = count / 2;

	if (count == 1) {
		program_ports(p, false, ranges->first, ranges->last, LABEL_REJECT);
		program_jump(p, LABEL_PASS);
		return;
	}
	const uint16_t lower = program_label(p);
	program_port_at_least(p, false, ranges[middle].first, lower);
	put_ranges(p, ranges + middle, count - middle);
	program_place(p, lower);
	put_ranges(p, ranges, middle);
}

int port_set_compile(const struct port_set *p, void **ret, size_t *ret_size)
{
	struct range ranges[PORT_SET_RANGES_MAX];
	const size_t count = port_set_ranges(p);
	struct program program;

	if (!count || count > PORT_SET_RANGES_MAX)
		return -EINVAL;
	(void)find_ranges(p, ranges);
	_cleanup_free_ uint8_t *code = malloc(count * RANGE_BYTES);
	if (!code)
		return -ENOMEM;
	program_begin(&program, code, count * RANGE_BYTES);
	put_ranges(&program, ranges, count);
	*ret_size = program_end(&program);
	*ret = TAKE(code);
	return 0;
}
