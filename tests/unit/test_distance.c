/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/distance.h"

#include "unit.h"

static void distances_of_letters(void **state)
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
		{ "ab", "ba", 1 },
		{ "abcd", "badc", 2 },
		{ "ca", "abc", 3 },
		{ "wiat", "wait", 1 },
		{ "lisening", "listening", 1 },
		{ "", "0123456789012345678901234567890123", SIZE_MAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_row(cases[i].b, distance_between(cases[i].a, cases[i].b),
			   cases[i].d);
}

/* A correct word is not taken for a typo of another word. */
static void typos_are_recognized(void **state)
{
	static const struct {
		const char *typed, *known;
		size_t d;
	} cases[] = {
		{ "tpc", "tcp", 1 },
		{ "tc", "tcp", 1 },
		{ "tcpp", "tcp", 1 },
		{ "udo", "udp", 1 },
		{ "lal", "all", 1 },
		{ "lisening", "listening", 1 },
		{ "lsitening", "listening", 1 },
		{ "pogram", "program", 1 },
		{ "sumary", "summary", 1 },
		{ "sumarry", "summary", 2 },
		{ "evnets", "events", 1 },
		{ "pids", "pid", 1 },
		{ "tcp", "tcp", 0 },
		{ "top", "tcp", SIZE_MAX },
		{ "kill", "all", SIZE_MAX },
		{ "call", "all", SIZE_MAX },
		{ "ps", "pid", SIZE_MAX },
		{ "uid", "udp", SIZE_MAX },
		{ "xml", "xdp", SIZE_MAX },
		{ "tip", "xdp", SIZE_MAX },
		{ "wild", "wide", SIZE_MAX },
		{ "listen", "silent", SIZE_MAX },
		{ "stop", "state", SIZE_MAX },
		{ "seer", "user", SIZE_MAX },
		{ "ab", "ba", 1 },
		{ "a", "b", SIZE_MAX },
		{ "", "a", SIZE_MAX },
		{ "a", "", SIZE_MAX },
		{ "", "", SIZE_MAX },
		{ "aba", "ba", SIZE_MAX },
		{ "b", "ba", SIZE_MAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_row(cases[i].typed,
			   distance_of_typo(cases[i].typed, cases[i].known), cases[i].d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distances_of_letters),
		cmocka_unit_test(typos_are_recognized),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
