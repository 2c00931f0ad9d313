/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/distance.h"

#include "unit.h"

static void letters(void **state)
{
	static const struct {
		const char *a, *b;
		size_t d;
	} cases[] = {
		{ "", "", 0 },
		{ "a", "", 1 },
		{ "", "abc", 3 },
		{ "abc", "abc", 0 },
		{ "abc", "abd", 1 },
		{ "abc", "bc", 1 },
		{ "abc", "xabc", 1 },
		{ "kitten", "sitting", 3 },
		{ "ab", "ba", 2 },
		{ "lisening", "listening", 1 },
		{ "", "0123456789012345678901234567890123", SIZE_MAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_row(cases[i].b, distance_between(cases[i].a, cases[i].b),
			   cases[i].d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
