/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run_merge.h"

#include <errno.h>
#include <stdlib.h>

#include "util/grow.h"

/* Indices of runs (consecutive sockets of a dump). BEGINNING and END are empty runs that
 * stand for the two ends of the kernel's hash table; RUNS is the index of the first run
 * that has sockets. */
enum { BEGINNING, END, RUNS };

/* Value in run_merge.last, in place of the index of a run (consecutive sockets of a
 * dump), for a socket that only inconsistent dumps have. */
#define RUN_VOID (MAP_NONE - 1)

void run_merge_release(struct run_merge *m)
{
	map_release(&m->last);
	free(m->runs);
	*m = (struct run_merge){ 0 };
}

static uint32_t find_root(const struct run_merge *m, uint32_t run)
{
	while (m->runs[run].parent != run)
		run = m->runs[run].parent;
	return run;
}

/* Merges the trees of the runs (consecutive sockets of a dump) a and b. The root with the
 * lower index becomes the root of the merged tree. */
static void unite(struct run_merge *m, uint32_t a, uint32_t b)
{
	const uint32_t root_a = find_root(m, a);
	const uint32_t root_b = find_root(m, b);
	const uint32_t root = root_a < root_b ? root_a : root_b;

	m->runs[root_a].parent = root;
	m->runs[root_b].parent = root;
	m->runs[a].parent = root;
	m->runs[b].parent = root;
}

static int add_run(struct run_merge *m)
{
	if (m->len == RUN_VOID)
		return -E2BIG;
	int r = grow(&m->runs, &m->cap, m->len + 1, sizeof(*m->runs));

	if (r == 0) {
		m->runs[m->len] = (struct run_node){ (uint32_t)m->len, m->dumps };
		m->len++;
	}
	return r;
}

int run_merge_begin(struct run_merge *m, bool is_void)
{
	int r = 0;

	while (r == 0 && m->len < RUNS)
		r = add_run(m);
	m->first = (uint32_t)m->len;
	m->before = m->now;
	m->now = (struct run_dump){ .is_void = is_void };
	m->dumps += !is_void;
	return r;
}

int run_merge_next(struct run_merge *m, bool is_joined)
{
	const bool is_first = m->len == m->first;
	int r = add_run(m);

	m->in_row = 0;
	if (r < 0 || m->now.is_void)
		return r;
	const uint32_t run = (uint32_t)m->len - 1;
	if (is_first)
		unite(m, BEGINNING, run);
	else if (is_joined)
		unite(m, run - 1, run);
	return 0;
}

/* Counts a socket that is in the runs (consecutive sockets of a dump) `other` and `run`,
 * and merges the two runs after m->min_overlap common sockets in a row. Runs that are
 * already merged count as one run. */
static void note_overlap(struct run_merge *m, uint32_t other, uint32_t run)
{
	if (m->in_row && find_root(m, m->other) != find_root(m, other))
		m->in_row = 0;
	m->other = other;
	if (++m->in_row >= m->min_overlap)
		unite(m, other, run);
}

/* Counts, for a socket whose latest run (consecutive sockets of a dump) has the index
 * `last`, that the current dump has the socket again, and each dump since that run that
 * missed the socket. Counts nothing if the run belongs to the current dump. */
static void count_sighting(struct run_merge *m, uint32_t last)
{
	const uint32_t since = m->dumps - m->runs[last].dump;

	m->sights[m->table].again += since > 0;
	m->sights[m->table].missed += since > 0 ? since - 1 : 0;
}

int run_merge_add(struct run_merge *m, uint64_t cookie)
{
	const uint32_t run = (uint32_t)m->len - 1;
	const uint32_t last = map_get(&m->last, cookie);
	int r = 0;

	if (!m->now.is_void)
		r = map_set(&m->last, cookie, run);
	else if (last == MAP_NONE)
		r = map_set(&m->last, cookie, RUN_VOID);
	if (r < 0)
		return r;
	if (last < RUN_VOID && !m->now.is_void) {
		count_sighting(m, last);
		note_overlap(m, last, run);
	}
	m->now.has_repeated |= last < RUN_VOID && last >= m->first;
	m->now.sockets++;
	m->now.added += last == MAP_NONE;
	m->sockets += last == MAP_NONE;
	m->sights[m->table].sockets += last == MAP_NONE;
	return last == MAP_NONE;
}

bool run_merge_knows(const struct run_merge *m, uint64_t cookie)
{
	return map_get(&m->last, cookie) != MAP_NONE;
}

void run_merge_end(struct run_merge *m, bool is_certain)
{
	if (is_certain && !m->now.is_void)
		unite(m, m->len > m->first ? (uint32_t)m->len - 1 : BEGINNING, END);
}

/* Returns whether the last two dumps have equal sets of sockets and no duplicates. This
 * is so if each of the two dumps has m->sockets sockets, which is the number of different
 * sockets in all dumps. */
static bool has_same_sockets(const struct run_merge *m)
{
	return !m->now.is_void && !m->before.is_void && !m->now.added &&
	       m->now.sockets == m->sockets && m->before.sockets == m->sockets &&
	       !m->now.has_repeated && !m->before.has_repeated;
}

/* Returns whether the expected number of sockets that were missed by all dumps is below
 * 1e-6. The calculation adds one miss to the observed misses, which keeps the rate of
 * misses above 0. */
static bool is_loss_unlikely(const struct run_merge *m)
{
	double likely = 0;

	for (unsigned int i = 0; i < RUN_TABLES; i++) {
		const struct run_sightings *sight = &m->sights[i];
		const double missed = (double)sight->missed + 1;
		double product = (double)sight->sockets;

		for (uint32_t k = 0; k < m->dumps; k++)
			product *= missed / ((double)sight->again + missed);
		likely += product;
	}
	return m->sockets && likely < 1e-6;
}

bool run_merge_is_complete(const struct run_merge *m)
{
	return m->len && (find_root(m, BEGINNING) == find_root(m, END) ||
			  has_same_sockets(m) || is_loss_unlikely(m));
}
