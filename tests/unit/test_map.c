/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/map.h"

#include <time.h>

#include "unit.h"

enum { FEW = 10000, TRIES = 3 };

static uint32_t many(void)
{
	return unit_times(1000000);
}

/* Patterns of inode numbers: consecutive, with steps (one allocator per CPU, 64-bit high
 * halves), and random. Each function is a bijection, so that keys are distinct. */
static uint64_t in_a_row(uint64_t i)
{
	return i + 1;
}

static uint64_t in_steps(uint64_t i)
{
	return i << 20;
}

static uint64_t in_high_halves(uint64_t i)
{
	return i << 40 | UINT64_C(0xfff);
}

static uint64_t without_order(uint64_t i)
{
	return (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

static const struct {
	const char *name;
	uint64_t (*key)(uint64_t i);
} orders[] = {
	{ "in a row", in_a_row },
	{ "in steps", in_steps },
	{ "in high halves", in_high_halves },
	{ "without order", without_order },
};

static uint32_t value_of(uint64_t i)
{
	return (uint32_t)(i * 3);
}

static void fill(struct map *m, uint64_t (*key)(uint64_t i), uint64_t count)
{
	for (uint64_t i = 0; i < count; i++) {
		assert_int_equal(map_set(m, key(i), value_of(i)), 0);
		if (m->used * 2 > m->cap || m->cap & (m->cap - 1))
			fail_msg("%zu of %zu slots are used", m->used, m->cap);
	}
}

static void a_million_keys_in_any_order(void **state)
{
	(void)state;
	for (size_t o = 0; o < ARRAY_SIZE(orders); o++) {
		struct map m = { 0 };

		fill(&m, orders[o].key, many());
		assert_row(orders[o].name, m.used, many());
		assert_true(m.cap <= (size_t)many() * 4);
		for (uint64_t i = 0; i < many(); i++)
			assert_row(orders[o].name, map_get(&m, orders[o].key(i)),
				   value_of(i));
		for (uint64_t i = many(); i < UINT64_C(2) * many(); i++)
			assert_row(orders[o].name, map_get(&m, orders[o].key(i)),
				   MAP_NONE);
		map_release(&m);
	}
}

static void edge_cases(void **state)
{
	static const struct {
		uint64_t key;
		uint32_t value;
	} cases[] = {
		{ 0, 0 },
		{ 1, MAP_NONE - 1 },
		{ UINT32_MAX, 1 },
		{ UINT64_C(1) << 32, 2 },
		{ UINT64_MAX - 1, 3 },
		{ UINT64_MAX, 4 },
	};
	struct map m = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_true(map_get(&m, cases[i].key) == MAP_NONE);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(map_set(&m, cases[i].key, cases[i].value), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(map_get(&m, cases[i].key), cases[i].value);
	assert_true(map_get(&m, 2) == MAP_NONE);

	map_release(&m);
	assert_true(map_get(&m, 0) == MAP_NONE);
	assert_int_equal(map_set(&m, 0, 9), 0);
	assert_int_equal(map_get(&m, 0), 9);
	map_release(&m);
}

static void a_value_is_replaced_in_place(void **state)
{
	struct map m = { 0 };

	(void)state;
	fill(&m, in_a_row, FEW);
	for (uint64_t i = 0; i < FEW; i += 2)
		assert_int_equal(map_set(&m, in_a_row(i), (uint32_t)i + 1), 0);
	assert_int_equal(m.used, FEW);
	for (uint64_t i = 0; i < FEW; i++)
		assert_int_equal(map_get(&m, in_a_row(i)), i % 2 ? value_of(i) : i + 1);
	map_release(&m);
}

static void setting_one_key_repeatedly_does_not_grow_the_map(void **state)
{
	struct map m = { 0 };

	(void)state;
	assert_int_equal(map_set(&m, 1, 1), 0);
	const size_t cap = m.cap;
	for (uint32_t i = 0; i < many(); i++)
		assert_int_equal(map_set(&m, 1, i), 0);
	assert_int_equal(m.used, 1);
	assert_int_equal(m.cap, cap);
	map_release(&m);
}

static uint64_t cpu_ns(void)
{
	struct timespec now;

	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Returns the minimal CPU time of several runs that look up existing keys and as many
 * others. */
static uint64_t lookup_ns(const struct map *m, uint64_t (*key)(uint64_t i),
			  uint64_t count)
{
	const uint64_t lookups = UINT64_C(2) * many();
	uint64_t least = UINT64_MAX;

	for (int try = 0; try < TRIES; try++) {
		const uint64_t start = cpu_ns();
		uint64_t found = 0;

		for (uint64_t i = 0; i < lookups; i++)
			found += map_get(m, key(i % (2 * count))) != MAP_NONE;
		const uint64_t took = cpu_ns() - start;
		assert_true(found == lookups / 2);
		least = took < least ? took : least;
	}
	return least;
}

/* Keys in clusters would cost a walk of thousands of slots; cache misses alone cost far
 * less than the factor allowed. */
static void a_lookup_costs_the_same_at_any_size(void **state)
{
	enum { FACTOR = 64 };

	(void)state;
	for (size_t o = 0; o < ARRAY_SIZE(orders); o++) {
		struct map few = { 0 };
		struct map large = { 0 };

		fill(&few, without_order, FEW);
		fill(&large, orders[o].key, many());
		const uint64_t base = lookup_ns(&few, without_order, FEW);
		const uint64_t took = lookup_ns(&large, orders[o].key, many());
		if (took / FACTOR > base)
			fail_msg("%s: %llu ns, not %llu", orders[o].name,
				 (unsigned long long)took, (unsigned long long)base);
		map_release(&few);
		map_release(&large);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_million_keys_in_any_order),
		cmocka_unit_test(edge_cases),
		cmocka_unit_test(a_value_is_replaced_in_place),
		cmocka_unit_test(setting_one_key_repeatedly_does_not_grow_the_map),
		cmocka_unit_test(a_lookup_costs_the_same_at_any_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
