/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "compat/compat.h"
#include "format/out.h"
#include "options/actions.h"
#include "options/dialect.h"
#include "options/options.h"
#include "unit.h"
#include "util/cleanup.h"

/* The groups of options fit the smallest terminal, and with the examples most
 * terminals. */
enum { GROUP_LINES = 24, LINES = 30, COLUMNS = 80, EXAMPLES = 5 };

static char *help_of(const char *name)
{
	struct strbuf help = { 0 };

	options_help(compat_dialect(name), &help);
	strbuf_addc(&help, '\0');
	assert_int_equal(help.error, 0);
	assert_int_equal(strlen(help.s), help.len - 1);
	return (char *)help.s;
}

/* Returns whether the help contains the word. */
static bool has_word(const char *help, const char *word)
{
	for (const char *at = help; (at = strstr(at, word)); at++)
		if (strchr(" \n", at[-1]) && strchr(" =[\n", at[strlen(word)]))
			return true;
	return false;
}

static void help_knows_every_option(void **state)
{
	static const char *const names[] = { "sockstat", "netstat", "lsof", "ss" };
	unsigned int count = 0;

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(names); k++) {
		const struct dialect *dialect = compat_dialect(names[k]);
		_cleanup_free_ char *help = help_of(names[k]);
		struct dialect_option o;

		assert_string_equal(dialect->name, names[k]);
		for (size_t i = 0; dialect_option(dialect, i, &o); i++) {
			char want[64];

			snprintf(want, sizeof(want), "-%c --%s", o.letter, o.desc->name);
			if (!o.letter)
				snprintf(want, sizeof(want), "--%s", o.desc->name);
			if (has_word(help, want) != (o.desc->group != GROUP_NONE))
				fail_msg("--help of %s: %s", names[k], want);
			count++;
		}
	}
	assert_true(count > 150);
}

static void help_fits_one_screen(void **state)
{
	_cleanup_free_ char *help = help_of("sockstat");
	const char *groups = strstr(help, "\n\n") + 2;
	size_t group_lines = 0;
	size_t lines = 0;

	(void)state;
	for (const char *at = groups; *at; at++)
		group_lines += *at == '\n';
	assert_in_range(group_lines, 10, GROUP_LINES);
	assert_true(has_word(groups, "--for") && has_word(groups, "--count"));
	for (char *line = help; *line; line += strcspn(line, "\n") + 1) {
		assert_true(strcspn(line, "\n") < COLUMNS);
		lines++;
	}
	assert_in_range(lines, 10, LINES);
	for (size_t i = 0; i < out_layouts_count; i++)
		assert_non_null(strstr(strstr(help, "--layout="), out_layouts[i]->name));
}

/* The examples on the first lines are valid commands. */
static void help_begins_with_examples(void **state)
{
	_cleanup_free_ char *help = help_of("sockstat");
	char *at = help;

	(void)state;
	for (size_t i = 0; i < EXAMPLES; i++) {
		char *argv[8] = { NULL };
		struct options o = { 0 };
		char *error = NULL;
		char *next = strchr(at, '\n');
		char *words = NULL;
		int argc = 0;

		assert_non_null(next);
		*next = '\0';
		words = strstr(at, "  ");
		assert_non_null(words);
		assert_true(strlen(words + strspn(words, " ")) > 10);
		*words = '\0';
		for (char *word = strtok(at, " "); word; word = strtok(NULL, " "))
			argv[argc++] = word;
		assert_string_equal(argv[0], "sockstat");
		assert_true(argc > 1);
		assert_int_equal(
			options_parse(compat_dialect(argv[0]), argc, argv, &o, &error),
			0);
		options_release(&o);
		at = next + 1;
	}
	assert_memory_equal(at, "\nusage: ", 8);
}

/* Each letter has one meaning, and each refused option names what to use. */
static void dialects_are_complete(void **state)
{
	static const char *const names[] = { "netstat", "lsof", "ss" };

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(names); k++) {
		const struct dialect *dialect = compat_dialect(names[k]);
		struct dialect_option o[160];
		size_t count = 0;

		for (; dialect_option(dialect, count, &o[count]); count++) {
			assert_true(count + 1 < ARRAY_SIZE(o));
			assert_non_null(o[count].desc->apply);
			if (o[count].desc->apply == refuse)
				assert_non_null(o[count].desc->help);
			for (size_t i = 0; i < count; i++) {
				assert_string_not_equal(o[i].desc->name,
							o[count].desc->name);
				assert_true(!o[i].letter ||
					    o[i].letter != o[count].letter);
			}
		}
	}
}

static void dialects_are_found_by_program_name(void **state)
{
	static const struct {
		const char *argv0;
		const struct dialect *dialect;
	} cases[] = {
		{ "sockstat", &dialect_sockstat },
		{ "./sockstat", &dialect_sockstat },
		{ "", &dialect_sockstat },
		{ "/", &dialect_sockstat },
		{ "xss", &dialect_sockstat },
		{ "ss2", &dialect_sockstat },
		{ "ss", &dialect_ss },
		{ "/usr/bin/ss", &dialect_ss },
		{ "../netstat", &dialect_netstat },
		{ "/ss/lsof", &dialect_lsof },
		{ "lsof/", &dialect_sockstat },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_ptr_equal(compat_dialect(cases[i].argv0), cases[i].dialect);
}

static void options_are_unique(void **state)
{
	const struct option_desc *o = dialect_sockstat.options;

	(void)state;
	for (size_t k = 0; k < dialect_sockstat.options_count; k++) {
		assert_true(strlen(o[k].name) > 2);
		for (size_t i = 0; i < k; i++) {
			assert_string_not_equal(o[i].name, o[k].name);
			assert_true(!o[i].letter || o[i].letter != o[k].letter);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_knows_every_option),
		cmocka_unit_test(help_fits_one_screen),
		cmocka_unit_test(help_begins_with_examples),
		cmocka_unit_test(dialects_are_complete),
		cmocka_unit_test(dialects_are_found_by_program_name),
		cmocka_unit_test(options_are_unique),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
