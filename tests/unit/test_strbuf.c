/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/strbuf.h"

#include <inttypes.h>
#include <stdio.h>

#include "unit.h"

enum { RANDOM_VALUES = 100000, WIDTH_MAX = 30 };

static void check_decimal(uint64_t value, int width)
{
	struct strbuf sb = { 0 };
	char want[64];

	snprintf(want, sizeof(want), "%" PRIu64, value);
	strbuf_addu(&sb, value);
	assert_text(&sb, want);

	sb.len = 0;
	snprintf(want, sizeof(want), "%*" PRIu64, width, value);
	strbuf_addu_right(&sb, value, (size_t)width);
	assert_text(&sb, want);
	strbuf_release(&sb);
}

static void decimal_is_that_of_printf(void **state)
{
	uint64_t power = 1;
	uint64_t seed = 1;

	(void)state;
	for (int digits = 1; digits <= 20; digits++, power *= 10) {
		for (int width = 0; width <= WIDTH_MAX; width++) {
			check_decimal(power - 1, width);
			check_decimal(power, width);
			check_decimal(power + 1, width);
		}
	}
	for (int width = 0; width <= WIDTH_MAX; width++) {
		check_decimal(UINT32_MAX, width);
		check_decimal(UINT64_MAX, width);
	}
	for (int i = 0; i < RANDOM_VALUES; i++) {
		const uint64_t value = unit_random(&seed);

		check_decimal(value >> value % 64, i % WIDTH_MAX);
	}
}

static void point_is_where_it_should(void **state)
{
	static const struct {
		uint64_t value;
		unsigned int places;
		size_t width;
		const char *want;
	} cases[] = {
		{ 0, 2, 0, "0.00" },
		{ 5, 2, 6, "  0.05" },
		{ 1234, 3, 0, "1.234" },
		{ 1000, 3, 9, "    1.000" },
		{ 99, 1, 2, "9.9" },
		{ 1000001, 6, 0, "1.000001" },
		{ UINT64_MAX, 2, 0, "184467440737095516.15" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf sb = { 0 };

		strbuf_addu_point(&sb, cases[i].value, cases[i].places, cases[i].width);
		assert_text(&sb, cases[i].want);
		strbuf_release(&sb);
	}
}

static void hexadecimal_is_that_of_printf(void **state)
{
	uint64_t seed = 2;

	(void)state;
	for (int i = 0; i < RANDOM_VALUES; i++) {
		const uint64_t random = unit_random(&seed);
		const uint64_t value = i < 2 ? 0 - (uint64_t)i : random >> random % 64;
		const int digits = i % 16 + 1;
		struct strbuf sb = { 0 };
		char want[32];

		snprintf(want, sizeof(want), "%0*" PRIx64, digits, value);
		strbuf_addx(&sb, value, digits);
		assert_text(&sb, want);
		strbuf_release(&sb);
	}
}

static void right_alignment_counts_from_the_end(void **state)
{
	struct strbuf sb = { 0 };

	(void)state;
	strbuf_adds(&sb, "already here");
	strbuf_addu_right(&sb, 7, 3);
	strbuf_addu_right(&sb, 1234, 3);
	assert_text(&sb, "already here  71234");
	strbuf_release(&sb);
}

static void pad(void **state)
{
	static const struct {
		const char *text;
		size_t start, width;
		const char *want;
	} cases[] = {
		{ "", 0, 0, "" },           { "", 0, 3, "   " },
		{ "ab", 0, 3, "ab " },      { "abc", 0, 3, "abc" },
		{ "abcd", 0, 3, "abcd" },   { "abcd", 2, 3, "abcd " },
		{ "abcd", 4, 2, "abcd  " }, { "abcd", 4, 0, "abcd" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf sb = { 0 };

		strbuf_adds(&sb, cases[i].text);
		strbuf_pad(&sb, cases[i].start, cases[i].width);
		assert_row_text(cases[i].text, &sb, cases[i].want);
		strbuf_release(&sb);
	}
}

static void bytes_are_kept_while_it_grows(void **state)
{
	struct strbuf sb = { 0 };
	const size_t total = 1 << 20;

	(void)state;
	for (size_t i = 0; i < total; i++)
		strbuf_addc(&sb, (char)(i * 7));
	assert_int_equal(sb.error, 0);
	assert_int_equal(sb.len, total);
	for (size_t i = 0; i < total; i++)
		if (sb.s[i] != (char)(i * 7))
			fail_msg("byte %zu", i);
	strbuf_release(&sb);
	assert_null(sb.s);
	assert_int_equal(sb.len, 0);
}

static void nul_is_a_byte_like_any_other(void **state)
{
	struct strbuf sb = { 0 };

	(void)state;
	strbuf_add(&sb, "a\0b", 3);
	strbuf_addc(&sb, '\0');
	strbuf_add(&sb, "", 0);
	assert_int_equal(sb.len, 4);
	assert_memory_equal(sb.s, "a\0b\0", 4);
	strbuf_release(&sb);
}

static void room_is_not_yet_length(void **state)
{
	struct strbuf sb = { 0 };

	(void)state;
	char *to = strbuf_room(&sb, 100);
	assert_non_null(to);
	assert_int_equal(sb.len, 0);
	assert_true(sb.cap >= 100);
	memset(to, 'x', 100);
	sb.len += 2;
	assert_text(&sb, "xx");
	strbuf_release(&sb);
}

/* No allocator is asked for these sizes: they overflow before that. */
static void error_stays(void **state)
{
	static const char *const befores[] = { "", "before" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(befores); i++) {
		struct strbuf sb = { 0 };
		const size_t len = strlen(befores[i]);

		strbuf_adds(&sb, befores[i]);
		assert_null(strbuf_room(&sb, SIZE_MAX));
		assert_int_equal(sb.error, -ENOMEM);

		assert_null(strbuf_room(&sb, 1));
		strbuf_addc(&sb, 'x');
		strbuf_adds(&sb, "x");
		strbuf_addu(&sb, 1);
		strbuf_addu_right(&sb, 1, 9);
		strbuf_pad(&sb, 0, 99);
		assert_int_equal(sb.error, -ENOMEM);
		assert_int_equal(sb.len, len);
		if (len)
			assert_memory_equal(sb.s, befores[i], len);

		strbuf_release(&sb);
		strbuf_adds(&sb, "after");
		assert_text(&sb, "after");
		strbuf_release(&sb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimal_is_that_of_printf),
		cmocka_unit_test(point_is_where_it_should),
		cmocka_unit_test(hexadecimal_is_that_of_printf),
		cmocka_unit_test(right_alignment_counts_from_the_end),
		cmocka_unit_test(pad),
		cmocka_unit_test(bytes_are_kept_while_it_grows),
		cmocka_unit_test(nul_is_a_byte_like_any_other),
		cmocka_unit_test(room_is_not_yet_length),
		cmocka_unit_test(error_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
