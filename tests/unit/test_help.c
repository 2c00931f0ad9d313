/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/options.h"
#include "out/out.h"
#include "unit.h"

static void help_knows_every_option(void **state)
{
	struct strbuf help = { 0 };
	const char *name = NULL;
	char letter = 0;
	unsigned int count = 0;

	(void)state;
	options_help(&help);
	strbuf_addc(&help, '\0');
	assert_int_equal(help.error, 0);
	assert_int_equal(strlen(help.s), help.len - 1);
	for (; options_get(count, &letter, &name); count++) {
		char want[64];

		snprintf(want, sizeof(want), letter ? "\n  -%c, --%s" : "\n  %c   --%s",
			 letter ? letter : ' ', name);
		const char *row = strstr(help.s, want);
		if (!row || !strchr(" =[\n", row[strlen(want)]))
			fail_msg("--help lacks --%s", name);
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
	const char *names[64] = { 0 };
	char letters[64] = { 0 };
	unsigned int count = 0;

	(void)state;
	while (options_get(count, &letters[count], &names[count])) {
		assert_true(strlen(names[count]) > 2);
		for (unsigned int i = 0; i < count; i++) {
			assert_string_not_equal(names[i], names[count]);
			assert_true(!letters[i] || letters[i] != letters[count]);
		}
		count++;
	}
	assert_false(options_get(UINT32_MAX, &letters[0], &names[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_knows_every_option),
		cmocka_unit_test(options_are_unique),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
