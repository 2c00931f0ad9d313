/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/options.h"
#include "out/out.h"
#include "unit.h"

static void help_knows_every_option(void **state)
{
	struct strbuf help = { 0 };
	struct option_words o;
	unsigned int count = 0;

	(void)state;
	options_help(&help);
	strbuf_addc(&help, '\0');
	assert_int_equal(help.error, 0);
	assert_int_equal(strlen(help.s), help.len - 1);
	for (; options_get(count, &o); count++) {
		char want[64];

		snprintf(want, sizeof(want), o.letter ? "\n  -%c, --%s" : "\n  %c   --%s",
			 o.letter ? o.letter : ' ', o.name);
		const char *row = strstr(help.s, want);
		if (!row || !strchr(" =[\n", row[strlen(want)]))
			fail_msg("--help lacks --%s", o.name);
	}
	assert_true(count > 20);
	const char *layouts = strstr(help.s, "--layout=");
	for (size_t i = 0; i < out_layouts_count; i++)
		if (!layouts ||
		    !memmem(layouts, strcspn(layouts, "\n"), out_layouts[i]->name,
			    strlen(out_layouts[i]->name)))
			fail_msg("--help lacks the layout %s", out_layouts[i]->name);
	strbuf_release(&help);
}

static void options_are_unique(void **state)
{
	struct option_words o[64];
	unsigned int count = 0;

	(void)state;
	while (options_get(count, &o[count])) {
		assert_true(strlen(o[count].name) > 2);
		for (unsigned int i = 0; i < count; i++) {
			assert_string_not_equal(o[i].name, o[count].name);
			assert_true(!o[i].letter || o[i].letter != o[count].letter);
		}
		count++;
	}
	assert_false(options_get(UINT32_MAX, &o[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_knows_every_option),
		cmocka_unit_test(options_are_unique),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
