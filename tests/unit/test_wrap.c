/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/wrap.h"

#include "unit.h"

static void widths_of_lines(void **state)
{
	static const struct {
		const char *label, *text, *want;
	} cases[] = {
		{ "a", "", "  a   \n" },
		{ "a", "one", "  a   one\n" },
		{ "a", "one two", "  a   one\n      two\n" },
		{ "a", "1 2 34", "  a   1 2\n      34\n" },
		{ "a", "1 23", "  a   1 23\n" },
		{ "a", "12 34", "  a   12\n      34\n" },
		{ "a", "longer than it", "  a   longer\n      than\n      it\n" },
		{ "label", "1", "  label1\n" },
		{ "", "1 2 3", "      1 2\n      3\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf sb = { 0 };

		strbuf_adds(&sb, "before\n");
		const size_t start = sb.len;
		wrap_adds(&sb, cases[i].label, cases[i].text, 6, 10);
		const struct strbuf got = { .s = sb.s + start, .len = sb.len - start };
		assert_row_text(cases[i].text, &got, cases[i].want);
		strbuf_release(&sb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths_of_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
