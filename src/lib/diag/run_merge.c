/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run_merge.h"

#include <errno.h>
#include <stdlib.h>

#include "util/grow.h"

/* What stands for the two ends of the table, and for runs that prove nothing. */
enum { BEGINNING, END, RUNS };
#define VOID (MAP_NONE - 1)

void run_merge_release(struct run_merge *c)
{
	map_release(&c->last);
	free(c->runs);
	*c = (struct run_merge){ 0 };
}

static uint32_t find_root(const struct run_merge *c, uint32_t run)
{
	while (c->runs[run].parent != run)
		run = c->runs[run].parent;
	return run;
}

/* The lower one becomes the root, and each run on the way points closer to it. */
static void join(struct run_merge *c, uint32_t a, uint32_t b)
{
	const uint32_t root_a = find_root(c, a);
	const uint32_t root_b = find_root(c, b);
	const uint32_t root = root_a < root_b ? root_a : root_b;

	c->runs[root_a].parent = root;
	c->runs[root_b].parent = root;
	c->runs[a].parent = root;
	c->runs[b].parent = root;
}

static int add_run(struct run_merge *c)
{
	if (c->len == VOID)
		return -E2BIG;
	int r = grow(&c->runs, &c->cap, c->len + 1, sizeof(*c->runs));

	if (r == 0) {
		c->runs[c->len] = (struct chain_run){ (uint32_t)c->len, c->dumps };
		c->len++;
	}
	return r;
}

int run_merge_begin(struct run_merge *c, bool is_void)
{
	int r = 0;

	while (r == 0 && c->len < RUNS)
		r = add_run(c);
	c->first = (uint32_t)c->len;
	c->before = c->now;
	c->now = (struct run_dump){ .is_void = is_void };
	c->dumps += !is_void;
	return r;
}

int run_merge_next(struct run_merge *c, bool is_joined)
{
	const bool is_first = c->len == c->first;
	int r = add_run(c);

	c->in_row = 0;
	if (r < 0 || c->now.is_void)
		return r;
	const uint32_t run = (uint32_t)c->len - 1;
	if (is_first)
		join(c, BEGINNING, run);
	else if (is_joined)
		join(c, run - 1, run);
	return 0;
}

/* A socket is in both. Runs that hang together already are as good as one. */
static void overlap(struct run_merge *c, uint32_t other, uint32_t run)
{
	if (c->in_row && find_root(c, c->other) != find_root(c, other))
		c->in_row = 0;
	c->other = other;
	if (++c->in_row >= c->links)
		join(c, other, run);
}

/* It was there in all of the dumps since then. */
static void count_sight(struct run_merge *c, uint32_t last)
{
	struct chain_sight *sight = &c->sights[c->table];
	const uint32_t since = c->dumps - c->runs[last].dump;

	if (!since)
		return;
	sight->again++;
	sight->missed += since - 1;
}

int run_merge_add(struct run_merge *c, uint64_t cookie)
{
	const uint32_t run = (uint32_t)c->len - 1;
	const uint32_t last = map_get(&c->last, cookie);
	int r = 0;

	if (!c->now.is_void)
		r = map_set(&c->last, cookie, run);
	else if (last == MAP_NONE)
		r = map_set(&c->last, cookie, VOID);
	if (r < 0)
		return r;
	if (last < VOID && !c->now.is_void) {
		count_sight(c, last);
		overlap(c, last, run);
	}
	c->now.has_repeated |= last < VOID && last >= c->first;
	c->now.sockets++;
	c->now.added += last == MAP_NONE;
	c->sockets += last == MAP_NONE;
	c->sights[c->table].sockets += last == MAP_NONE;
	return last == MAP_NONE;
}

bool run_merge_knows(const struct run_merge *c, uint64_t cookie)
{
	return map_get(&c->last, cookie) != MAP_NONE;
}

void run_merge_end(struct run_merge *c, bool is_certain)
{
	if (is_certain && !c->now.is_void)
		join(c, c->len > c->first ? (uint32_t)c->len - 1 : BEGINNING, END);
}

/* As all of the one before were added up to now, the two have the same sockets. */
static bool are_same(const struct run_merge *c)
{
	return !c->now.is_void && !c->before.is_void && !c->now.added &&
	       c->now.sockets == c->sockets && c->before.sockets == c->sockets &&
	       !c->now.has_repeated && !c->before.has_repeated;
}

/* The share of sockets that a dump misses is taken for a little more than was seen: that is 1 where
 * nothing was. */
static bool is_unlikely(const struct run_merge *c)
{
	double likely = 0;

	for (unsigned int i = 0; i < CHAIN_TABLES; i++) {
		const struct chain_sight *sight = &c->sights[i];
		const double missed = (double)sight->missed + 1;
		double product = (double)sight->sockets;

		for (uint32_t k = 0; k < c->dumps; k++)
			product *= missed / ((double)sight->again + missed);
		likely += product;
	}
	return c->sockets && likely < 1e-6;
}

bool run_merge_is_whole(const struct run_merge *c)
{
	return c->len && (find_root(c, BEGINNING) == find_root(c, END) || are_same(c) ||
			  is_unlikely(c));
}
