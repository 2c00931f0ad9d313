/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that ends at an unmapped page, so that a parser that reads one byte too many
 * crashes. */
#ifndef TESTS_GUARD_H
#define TESTS_GUARD_H

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

struct guard {
	char *map;
	/* Number of bytes before the unmapped page. */
	size_t room;
};

static inline struct guard guard_open(size_t room)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct guard g = { .room = (room + page - 1) / page * page };

	g.map = mmap(NULL, g.room + page, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(g.map != MAP_FAILED);
	assert_int_equal(mprotect(g.map + g.room, page, PROT_NONE), 0);
	return g;
}

static inline void guard_close(struct guard *g)
{
	munmap(g->map, g->room + (size_t)sysconf(_SC_PAGESIZE));
}

/* Copies n bytes to the end of the guarded memory, at an address that is a multiple of
 * align; up to align - 1 bytes remain after them. */
static inline void *guard_copy(struct guard *g, const void *bytes, size_t n, size_t align)
{
	const size_t at = (g->room - n) / align * align;

	if (!g->map || n > g->room)
		abort();
	memset(g->map + at, 0x5a, g->room - at);
	if (n)
		memcpy(g->map + at, bytes, n);
	return g->map + at;
}

#endif
