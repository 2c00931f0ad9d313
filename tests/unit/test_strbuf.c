/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/strbuf.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

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

static void decimal_numbers_are_those_of_printf(void **state)
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
	for (uint32_t i = 0; i < unit_times(RANDOM_VALUES); i++) {
		const uint64_t value = unit_random(&seed);

		check_decimal(value >> value % 64, i % WIDTH_MAX);
	}
}

static void the_decimal_point_is_in_its_place(void **state)
{
	static const struct {
		uint64_t value;
		unsigned int places;
		size_t width;
		const char *want;
	} cases[] = {
		{ 0, 2, 0, "0.00" },
		{ 0, 0, 0, "0" },
		{ 120, 0, 5, "  120" },
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

static void hexadecimal_numbers_are_those_of_printf(void **state)
{
	uint64_t seed = 2;

	(void)state;
	for (uint32_t i = 0; i < unit_times(RANDOM_VALUES); i++) {
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

static void right_alignment(void **state)
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

static void pad_before(void **state)
{
	static const struct {
		const char *text;
		size_t start, width;
		const char *want;
	} cases[] = {
		{ "", 0, 0, "" },
		{ "", 0, 3, "   " },
		{ "ab", 0, 3, " ab" },
		{ "abc", 0, 3, "abc" },
		{ "abcd", 0, 3, "abcd" },
		{ "abcd", 2, 3, "ab cd" },
		{ "abcd", 2, 6, "ab    cd" },
		{ "abcd", 4, 2, "abcd  " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf sb = { 0 };

		strbuf_adds(&sb, cases[i].text);
		strbuf_pad_before(&sb, cases[i].start, cases[i].width);
		assert_row_text(cases[i].want, &sb, cases[i].want);
		strbuf_release(&sb);
	}
}

static void formats_are_those_of_printf(void **state)
{
	struct strbuf sb = { 0 };

	(void)state;
	strbuf_addf(&sb, "%s", "");
	strbuf_addf(&sb, "text only, ");
	strbuf_addf(&sb, "%s=%u;%ju", "a", UINT32_MAX, (uintmax_t)UINT64_MAX);
	strbuf_addf(&sb, " %03u %03u %02u %01u.", 0U, 7U, 123U, 0U);
	strbuf_addf(&sb, "%06ju", (uintmax_t)99);
	assert_text(&sb,
		    "text only, a=4294967295;18446744073709551615 000 007 123 0.000099");
	strbuf_release(&sb);
}

/* An unknown conversion, and a text that is not a literal, are errors. */
static void unknown_formats_are_errors(void **state)
{
	static const char *const formats[] = { "%",  "%d",  "%x",  "%%", "%0",
					       "%j", "%jd", "%-s", "%lu" };
	char text[] = "from the stack";

	(void)state;
	for (size_t i = 0; i <= ARRAY_SIZE(formats); i++) {
		struct strbuf sb = { 0 };

		if (i == ARRAY_SIZE(formats))
			strbuf_addf(&sb, "%s", text);
		else
			strbuf_addf(&sb, formats[i], 1);
		assert_int_equal(sb.error, -EINVAL);
		assert_int_equal(sb.len, 0);
		strbuf_release(&sb);
	}
}

/* Text that is not part of the program must be added by an escaping function. */
static void only_literal_text_is_accepted(void **state)
{
	static const struct {
		const char *word;
		void (*fn)(void **state);
	} table[] = { { "of a table", only_literal_text_is_accepted },
		      { "", only_literal_text_is_accepted } };
	static char writable[] = "of ours, but writable";
	char local[] = "on the stack";
	_cleanup_free_ char *heap = strdup("from the heap");
	const char *const strangers[] = {
		writable,
		local,
		heap,
		local + sizeof(local) - 1,
		strerror(EPERM),
		getenv("PATH"),
		program_invocation_name,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(strangers); i++) {
		struct strbuf sb = { 0 };

		assert_non_null(strangers[i]);
		strbuf_adds(&sb, "own");
		strbuf_adds(&sb, strangers[i]);
		assert_row(strangers[i], sb.error, -EINVAL);
		strbuf_adds(&sb, "own");
		assert_int_equal(sb.len, strlen("own"));
		strbuf_release(&sb);

		strbuf_addn(&sb, strangers[i], 1);
		assert_row(strangers[i], sb.error, -EINVAL);
		strbuf_release(&sb);
	}
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct strbuf sb = { 0 };

		strbuf_adds(&sb, table[i].word);
		strbuf_adds(&sb, i ? "one literal" : "or another");
		strbuf_addn(&sb, table[i].word, 0);
		assert_int_equal(sb.error, 0);
		assert_int_equal(sb.len,
				 strlen(table[i].word) +
					 strlen(i ? "one literal" : "or another"));
		strbuf_release(&sb);
	}
}

static void computed_characters_are_ascii(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		struct strbuf sb = { 0 };
		const bool is_fine = c >= 0x20 && c < 0x7f;

		strbuf_add_ascii(&sb, (char)c);
		assert_int_equal(sb.error, is_fine ? 0 : -EINVAL);
		assert_int_equal(sb.len, is_fine);
		strbuf_release(&sb);
	}
}

static void buffers_are_joined(void **state)
{
	struct strbuf from = { 0 };
	struct strbuf to = { 0 };

	(void)state;
	strbuf_append(&to, &from, 0, 0);
	assert_int_equal(to.error, 0);
	strbuf_adds(&from, "abcdef");
	strbuf_append(&to, &from, 0, from.len);
	strbuf_append(&to, &from, 1, 2);
	assert_text(&to, "abcdefbc");
	strbuf_drop(&to, 0);
	assert_text(&to, "abcdefbc");
	strbuf_drop(&to, 3);
	assert_text(&to, "defbc");
	strbuf_drop(&to, to.len);
	assert_int_equal(to.len, 0);
	/* A buffer with an error passes the error on. */
	from.error = -ENOMEM;
	strbuf_append(&to, &from, 0, from.len);
	assert_int_equal(to.error, -ENOMEM);
	strbuf_release(&from);
	strbuf_release(&to);
}

static void growing_keeps_the_bytes(void **state)
{
	struct strbuf sb = { 0 };
	const size_t total = 1 << 20;

	(void)state;
	for (size_t i = 0; i < total; i++)
		strbuf_add_byte(&sb, (char)(i * 7));
	assert_int_equal(sb.error, 0);
	assert_int_equal(sb.len, total);
	for (size_t i = 0; i < total; i++)
		if (sb.s[i] != (char)(i * 7))
			fail_msg("byte %zu", i);
	strbuf_release(&sb);
	assert_null(sb.s);
	assert_int_equal(sb.len, 0);
}

static void nul_is_an_ordinary_byte(void **state)
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

static void room_does_not_change_the_length(void **state)
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

/* These sizes overflow before any allocation. */
static void an_error_is_kept(void **state)
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
		cmocka_unit_test(decimal_numbers_are_those_of_printf),
		cmocka_unit_test(the_decimal_point_is_in_its_place),
		cmocka_unit_test(hexadecimal_numbers_are_those_of_printf),
		cmocka_unit_test(right_alignment),
		cmocka_unit_test(pad),
		cmocka_unit_test(pad_before),
		cmocka_unit_test(formats_are_those_of_printf),
		cmocka_unit_test(unknown_formats_are_errors),
		cmocka_unit_test(only_literal_text_is_accepted),
		cmocka_unit_test(computed_characters_are_ascii),
		cmocka_unit_test(buffers_are_joined),
		cmocka_unit_test(growing_keeps_the_bytes),
		cmocka_unit_test(nul_is_an_ordinary_byte),
		cmocka_unit_test(room_does_not_change_the_length),
		cmocka_unit_test(an_error_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
