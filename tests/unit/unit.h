/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Declarations for every unit test. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

/* cmocka.h requires these headers before itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "text/strbuf.h"
#include "util/cleanup.h"

/* cmocka 2 deprecates assert_in_range in favour of a macro that cmocka 1 does not
 * have. */
#ifdef assert_uint_in_range
#undef assert_in_range
#define assert_in_range assert_uint_in_range
#endif

/* CASE in the environment is a pattern that selects test functions by name, see
 * tests/run. */
static inline __attribute__((constructor)) void unit_select_case(void)
{
	const char *pattern = getenv("CASE");

	if (pattern && *pattern)
		cmocka_set_test_filter(pattern);
}

/* A generator (splitmix64) that returns the same numbers in every run. */
static inline uint64_t unit_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Reduces a number of repetitions if each takes long, as under valgrind, see
 * tests/leaks. */
static inline uint32_t unit_times(uint32_t times)
{
	return getenv("UNIT_SELDOM") ? times / 20 : times;
}

static inline void unit_check_bytes(const char *what, const struct strbuf *got,
				    const char *want, size_t n, const char *file,
				    int line)
{
	const int got_len = (int)got->len;

	if (got->error == 0 && got->len == n && (!n || memcmp(got->s, want, n) == 0))
		return;
	print_error("%s\ngot  (%d) [%.*s]\nwant (%d) [%.*s]\n", what, got_len, got_len,
		    got->s ? got->s : "", (int)n, (int)n, want);
	_fail(file, line);
}

/* Checks that the buffer holds exactly this string. */
#define assert_text(sb, want)                                                            \
	unit_check_bytes(#sb, (sb), (want), strlen(want), __FILE__, __LINE__)

/* Checks that the buffer holds exactly this string, and names the row of a table. */
#define assert_row_text(row, sb, want)                                                   \
	unit_check_bytes((row), (sb), (want), strlen(want), __FILE__, __LINE__)

/* Checks that two numbers are equal, and names the row of a table. */
#define assert_row(row, got, want)                                                       \
	do {                                                                             \
		const long long got_ = (long long)(got);                                 \
		const long long want_ = (long long)(want);                               \
		if (got_ != want_)                                                       \
			fail_msg("%s: " #got " is %lld, not %lld", (row), got_, want_);  \
	} while (0)

#endif
