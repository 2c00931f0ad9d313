/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/parse.h"

#include "guard.h"
#include "unit.h"

enum { UNTOUCHED = 7 };

static void uint_n(void **state)
{
	static const struct {
		const char *in;
		uint64_t base, max;
		int64_t r;
		uint64_t value;
	} cases[] = {
		{ "0", 10, 0, 0, 0 },
		{ "1", 10, 0, -ERANGE, UNTOUCHED },
		{ "65535", 10, UINT16_MAX, 0, 65535 },
		{ "65536", 10, UINT16_MAX, -ERANGE, UNTOUCHED },
		{ "65540", 10, UINT16_MAX, -ERANGE, UNTOUCHED },
		{ "8", 10, 8, 0, 8 },
		{ "9", 10, 8, -ERANGE, UNTOUCHED },
		{ "f", 16, 8, -ERANGE, UNTOUCHED },
		{ "18446744073709551615", 10, UINT64_MAX, 0, UINT64_MAX },
		{ "18446744073709551616", 10, UINT64_MAX, -ERANGE, UNTOUCHED },
		{ "99999999999999999999", 10, UINT64_MAX, -ERANGE, UNTOUCHED },
		{ "36893488147419103233", 10, UINT64_MAX, -ERANGE, UNTOUCHED },
		{ "ffffffffffffffff", 16, UINT64_MAX, 0, UINT64_MAX },
		{ "10000000000000000", 16, UINT64_MAX, -ERANGE, UNTOUCHED },
		{ "0000000000000000000000000042", 10, UINT64_MAX, 0, 42 },
		{ "DeadBeef", 16, UINT32_MAX, 0, 0xdeadbeef },
		{ "0123456789abcdef", 16, UINT64_MAX, 0, UINT64_C(0x0123456789abcdef) },
		{ "a", 10, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "g", 16, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "G", 16, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "@", 16, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "/", 16, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ ":", 16, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "`", 16, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "0x10", 16, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "", 10, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "-1", 10, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "+1", 10, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ " 1", 10, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "1 ", 10, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "1\n", 10, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "1.", 10, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "\xb2", 10, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "\xff", 16, UINT64_MAX, -EINVAL, UNTOUCHED },
		{ "70000x", 10, UINT16_MAX, -EINVAL, UNTOUCHED },
		{ "99999999999999999999x", 10, UINT64_MAX, -EINVAL, UNTOUCHED },
	};
	struct guard g = guard_open(64);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const size_t n = strlen(cases[i].in);
		const char *in = guard_copy(&g, cases[i].in, n, 1);
		uint64_t value = UNTOUCHED;

		assert_row(cases[i].in,
			   parse_uint_n(in, n, (unsigned int)cases[i].base, cases[i].max,
					&value),
			   cases[i].r);
		assert_row(cases[i].in, value, cases[i].value);
	}
	guard_close(&g);
}

static void uint_n_reads_n_bytes(void **state)
{
	static const struct {
		const char *in;
		size_t n;
		int r;
		uint64_t value;
	} cases[] = {
		{ "123x", 3, 0, 123 },
		{ "123", 2, 0, 12 },
		{ "123", 0, -EINVAL, UNTOUCHED },
		{ "1\0"
		  "2",
		  3, -EINVAL, UNTOUCHED },
		{ "1", 2, -EINVAL, UNTOUCHED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t value = UNTOUCHED;

		assert_row(cases[i].in,
			   parse_uint_n(cases[i].in, cases[i].n, 10, UINT64_MAX, &value),
			   cases[i].r);
		assert_row(cases[i].in, value, cases[i].value);
	}
}

static void uint_n_of_any_length(void **state)
{
	static const char digits[] = "18446744073709551615";
	struct guard g = guard_open(sizeof(digits));
	uint64_t want = 0;

	(void)state;
	for (size_t n = 1; n < sizeof(digits); n++) {
		uint64_t value = UNTOUCHED;

		want = want * 10 + (uint64_t)(digits[n - 1] - '0');
		const char *in = guard_copy(&g, digits, n, 1);
		assert_int_equal(parse_uint_n(in, n, 10, UINT64_MAX, &value), 0);
		assert_true(value == want);
	}
	guard_close(&g);
}

static void u32(void **state)
{
	static const struct {
		const char *in;
		int r;
		uint32_t value;
	} cases[] = {
		{ "0", 0, 0 },
		{ "007", 0, 7 },
		{ "4294967295", 0, UINT32_MAX },
		{ "4294967296", -ERANGE, UNTOUCHED },
		{ "18446744073709551617", -ERANGE, UNTOUCHED },
		{ "", -EINVAL, UNTOUCHED },
		{ "-0", -EINVAL, UNTOUCHED },
		{ "1a", -EINVAL, UNTOUCHED },
		{ "self", -EINVAL, UNTOUCHED },
		{ ".", -EINVAL, UNTOUCHED },
		{ "..", -EINVAL, UNTOUCHED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint32_t value = UNTOUCHED;

		assert_row(cases[i].in, parse_u32(cases[i].in, &value), cases[i].r);
		assert_row(cases[i].in, value, cases[i].value);
	}
}

static void seconds(void **state)
{
	static const struct {
		const char *in;
		int r;
		uint32_t ms;
	} cases[] = {
		{ "0", 0, 0 },
		{ "2", 0, 2000 },
		{ "0.5", 0, 500 },
		{ "0.05", 0, 50 },
		{ "0.005", 0, 5 },
		{ "0.050", 0, 50 },
		{ "1.25", 0, 1250 },
		{ "1.999", 0, 1999 },
		{ "00.10", 0, 100 },
		{ "86399.999", 0, 86399999 },
		{ "86400", 0, 86400000 },
		{ "86400.000", 0, 86400000 },
		{ "86401", -ERANGE, UNTOUCHED },
		{ "99999999999999999999", -ERANGE, UNTOUCHED },
		{ "0.0005", -EINVAL, UNTOUCHED },
		{ "1.0000", -EINVAL, UNTOUCHED },
		{ "", -EINVAL, UNTOUCHED },
		{ ".", -EINVAL, UNTOUCHED },
		{ ".5", -EINVAL, UNTOUCHED },
		{ "1.", -EINVAL, UNTOUCHED },
		{ "1.5.", -EINVAL, UNTOUCHED },
		{ "1..5", -EINVAL, UNTOUCHED },
		{ "1,5", -EINVAL, UNTOUCHED },
		{ "1.-5", -EINVAL, UNTOUCHED },
		{ "1. 5", -EINVAL, UNTOUCHED },
		{ "-1", -EINVAL, UNTOUCHED },
		{ "+1", -EINVAL, UNTOUCHED },
		{ " 1", -EINVAL, UNTOUCHED },
		{ "1 ", -EINVAL, UNTOUCHED },
		{ "1s", -EINVAL, UNTOUCHED },
		{ "1e3", -EINVAL, UNTOUCHED },
		{ "0x1", -EINVAL, UNTOUCHED },
		{ "inf", -EINVAL, UNTOUCHED },
	};
	struct guard g = guard_open(64);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *in = guard_copy(&g, cases[i].in, strlen(cases[i].in) + 1, 1);
		uint32_t ms = UNTOUCHED;

		assert_row(cases[i].in, parse_seconds(in, &ms), cases[i].r);
		assert_row(cases[i].in, ms, cases[i].ms);
	}
	guard_close(&g);
}

static void a_day_is_the_maximum(void **state)
{
	uint32_t ms = UNTOUCHED;

	(void)state;
	assert_int_equal(parse_seconds("86400.001", &ms), -ERANGE);
	assert_int_equal(ms, UNTOUCHED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uint_n),
		cmocka_unit_test(uint_n_reads_n_bytes),
		cmocka_unit_test(uint_n_of_any_length),
		cmocka_unit_test(u32),
		cmocka_unit_test(seconds),
		cmocka_unit_test(a_day_is_the_maximum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
