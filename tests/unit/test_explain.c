/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/explain.h"

#include <ctype.h>

#include "model/state.h"
#include "unit.h"

enum { LINES = 24, COLUMNS = 80 };

static void check_text(const char *row, const char *text)
{
	assert_true(strlen(text) > 1);
	for (const char *at = text; *at; at++)
		if (!isprint((unsigned char)*at))
			fail_msg("%s: not ASCII, or a break: %s", row, at);
	assert_null(strstr(text, "  "));
}

static void every_state_is_explained(void **state)
{
	uint32_t seen = 0;

	(void)state;
	for (size_t i = 0; i < explain_states_count; i++) {
		const struct explain_state *e = &explain_states[i];
		const char *name = state_name(e->state);

		assert_false(seen & STATE_BIT(e->state));
		seen |= STATE_BIT(e->state);
		for (size_t k = 0; k < EXPLAIN_FACTS; k++) {
			assert_string_equal(e->facts[k].label,
					    explain_states[0].facts[k].label);
			check_text(name, e->facts[k].text);
		}
		const char *find = e->facts[EXPLAIN_FACTS - 1].text;
		assert_int_equal(strncmp(find, "sockstat -", 10), 0);
		assert_ptr_equal(explain_find(name), e);
	}
	for (unsigned int s = STATE_ESTABLISHED; s <= STATE_CLOSING; s++)
		assert_true(seen & STATE_BIT(s));
}

/* Every other name of a state that a row gives is accepted. */
static void other_names_are_accepted(void **state)
{
	unsigned int names = 0;

	(void)state;
	for (size_t i = 0; i < explain_states_count; i++) {
		const char *at = explain_states[i].also;

		while (at && *at) {
			char word[32];
			const size_t n = strcspn(at, " ,");

			snprintf(word, sizeof(word), "%.*s", (int)n, at);
			if (explain_find(word) != &explain_states[i])
				fail_msg("'%s' is not %s", word,
					 state_name(explain_states[i].state));
			names++;
			at += strcspn(at, ",");
			at += strspn(at, ", ");
		}
	}
	assert_true(names >= 12);
}

static void spellings(void **state)
{
	static const struct {
		const char *word;
		/* The state, or 0 if the word is none. */
		unsigned int state;
	} cases[] = {
		{ "close_wait", STATE_CLOSE_WAIT },
		{ "Close-Wait", STATE_CLOSE_WAIT },
		{ "CLOSEWAIT", STATE_CLOSE_WAIT },
		{ "estab", STATE_ESTABLISHED },
		{ "syn-recv", STATE_SYN_RECV },
		{ "new_syn_recv", STATE_SYN_RECV },
		{ "NEW-SYN-RECV", STATE_SYN_RECV },
		{ "TCP_NEW_SYN_RECV", STATE_SYN_RECV },
		{ "tcp_fin_wait1", STATE_FIN_WAIT1 },
		{ "FIN-WAIT-2", STATE_FIN_WAIT2 },
		{ "unconn", STATE_CLOSE },
		{ "", 0 },
		{ "TCP_", 0 },
		{ "_", 0 },
		{ "CLOSE_WAIT ", 0 },
		{ "1", 0 },
		{ "\x1b[31mLISTEN", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct explain_state *e = explain_find(cases[i].word);

		assert_row(cases[i].word, e ? e->state : 0, cases[i].state);
	}
}

static void typos_suggest_a_state(void **state)
{
	static const struct {
		const char *word, *near;
	} cases[] = {
		{ "CLOSE_WIAT", "CLOSE_WAIT" },
		{ "closwait", "CLOSE_WAIT" },
		{ "time", "TIME_WAIT" },
		{ "SYN_SEND", "SYN_SENT" },
		{ "syn-rcv", "SYN_RECV" },
		{ "finwait3", "FIN_WAIT1" },
		{ "LISEN", "LISTEN" },
		{ "", NULL },
		{ "-", NULL },
		{ "xyzzy", NULL },
		{ "S", NULL },
		{ "LIST", "LISTEN" },
		{ "LOST", NULL },
		{ "OPEN", NULL },
		{ "ESTABLISHEDESTABLISHEDESTABLISHEDESTABLISHED", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *near = explain_nearest(cases[i].word);

		if (!cases[i].near != !near || (near && strcmp(near, cases[i].near) != 0))
			fail_msg("'%s' is near to %s", cases[i].word,
				 near ? near : "none");
	}
}

/* Counts lines, and checks that none is too long or ends with a blank. */
static size_t count_lines(struct strbuf *sb)
{
	size_t lines = 0;

	strbuf_addc(sb, '\0');
	assert_int_equal(sb->error, 0);
	for (const char *line = sb->s; *line; line += strcspn(line, "\n") + 1) {
		const size_t n = strcspn(line, "\n");

		assert_true(n < COLUMNS);
		assert_true(!n || line[n - 1] != ' ');
		assert_true(line[n] == '\n');
		lines++;
	}
	return lines;
}

static void the_page_fits_one_screen(void **state)
{
	struct strbuf sb = { 0 };

	(void)state;
	explain_put_page(&sb);
	assert_in_range(count_lines(&sb), 15, LINES);
	for (size_t i = 0; i < explain_states_count; i++)
		assert_non_null(strstr(sb.s, state_name(explain_states[i].state)));
	strbuf_release(&sb);
}

static void texts_are_wrapped(void **state)
{
	(void)state;
	for (size_t i = 0; i < explain_states_count; i++) {
		const struct explain_state *e = &explain_states[i];
		const char *name = state_name(e->state);
		struct strbuf sb = { 0 };
		_cleanup_free_ char *joined = NULL;
		size_t n = 0;

		explain_put_state(&sb, e);
		assert_in_range(count_lines(&sb), EXPLAIN_FACTS + 1, LINES);
		assert_int_equal(strncmp(sb.s, name, strlen(name)), 0);

		/* The unwrapped text is that of the table. */
		joined = calloc(1, sb.len);
		assert_non_null(joined);
		for (const char *at = sb.s; *at; at++) {
			if (*at == '\n' && strncmp(at + 1, "     ", 5) == 0) {
				joined[n++] = ' ';
				at += strspn(at + 1, " ");
			} else {
				joined[n++] = *at;
			}
		}
		for (size_t k = 0; k < EXPLAIN_FACTS; k++)
			assert_non_null(strstr(joined, e->facts[k].text));
		strbuf_release(&sb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_is_explained),
		cmocka_unit_test(other_names_are_accepted),
		cmocka_unit_test(spellings),
		cmocka_unit_test(typos_suggest_a_state),
		cmocka_unit_test(the_page_fits_one_screen),
		cmocka_unit_test(texts_are_wrapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
