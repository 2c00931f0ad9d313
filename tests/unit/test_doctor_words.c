/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program accepts every command that the texts of the doctor recommend. */
#include "compat/compat.h"
#include "diagnose/check.h"
#include "diagnose/doctor.h"
#include "diagnose/explain.h"
#include "options/options.h"
#include "unit.h"

enum { WORDS_MAX = 16 };

/* Parses the words after "sockstat", up to the end of the command in the text. */
static size_t check_commands(const char *text)
{
	static const char name[] = "sockstat -";
	size_t commands = 0;

	for (const char *at = text; (at = strstr(at, name)); at++) {
		_cleanup_free_ char *line = strdup(at);
		_cleanup_free_ char *error = NULL;
		char *words[WORDS_MAX] = { NULL };
		int count = 0;
		struct options options;

		assert_non_null(line);
		for (char *end = line; *end; end++)
			if (strchr(";:,", *end) && (!end[1] || end[1] == ' '))
				*end = '\0';
		for (char *next = line; next && count < WORDS_MAX - 1; count++)
			words[count] = strsep(&next, " ");
		int r = options_parse(compat_dialect(words[0]), count, words, &options,
				      &error);
		if (r < 0)
			fail_msg("%s: %s", line, error);
		options_release(&options);
		commands++;
	}
	return commands;
}

static void recommended_commands_are_valid(void **state)
{
	const struct finding_words *words = NULL;
	const struct finding_advice *advice = NULL;
	size_t commands = 0;
	size_t others = 0;

	(void)state;
	for (size_t i = 0; (words = doctor_words(i)); i++) {
		commands += check_commands(words->next);
		assert_int_equal(check_commands(words->means), 0);
		for (size_t k = 0; (advice = doctor_advice(i, k)); k++) {
			assert_true(check_commands(advice->next) > 0);
			assert_int_equal(check_commands(advice->means), 0);
			others++;
		}
	}
	assert_null(doctor_advice(SIZE_MAX, 0));
	assert_int_equal(check_commands(own_advice.next), 1);
	assert_true(others > 5);
	assert_true(commands > 20);
	for (size_t i = 0; i < explain_states_count; i++)
		assert_int_equal(
			check_commands(explain_states[i].facts[EXPLAIN_FACTS - 1].text),
			1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recommended_commands_are_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
