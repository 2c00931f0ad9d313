/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Long names are cut at a character boundary, and a cut name cannot be mistaken for
 * another name. */
#include "format/out.h"
#include "guard.h"
#include "sockets.h"
#include "text/escape.h"
#include "unit.h"
#include "utf8.h"

enum { NAME_MAX_ = 4 * ESCAPE_MAX + 8, ROUNDS = 20000, SHORT = 12 };

#define FULL ((size_t)ESCAPE_MAX)

#define MARK "\\..."

/* Makes a name: the first text, then the second so many times, then the third. */
static size_t make(char to[NAME_MAX_], const char *before, const char *unit, size_t times,
		   const char *after)
{
	struct strbuf sb = { 0 };

	strbuf_add(&sb, before, strlen(before));
	for (size_t i = 0; i < times; i++)
		strbuf_add(&sb, unit, strlen(unit));
	strbuf_add(&sb, after, strlen(after));
	const size_t n = sb.len;
	assert_true(n <= NAME_MAX_);
	memcpy(to, sb.s, n);
	strbuf_release(&sb);
	return n;
}

static void names_at_the_limit(void **state)
{
	static const struct {
		const char *before, *unit;
		size_t times;
		const char *after;
		/* Bytes of output without the mark. */
		size_t shown;
		bool is_cut;
		size_t json_shown;
		bool json_is_cut;
	} cases[] = {
		{ "", "a", FULL, "", FULL, false, FULL, false },
		{ "", "a", FULL, "b", FULL, true, FULL, true },
		{ "", "a", 3 * FULL, "", FULL, true, FULL, true },
		/* Characters of two, three and four bytes. */
		{ "", "\xc3\xa4", FULL / 2, "", FULL, false, FULL, false },
		{ "", "\xc3\xa4", FULL / 2, "a", FULL, true, FULL, true },
		{ "a", "\xc3\xa4", FULL / 2, "", FULL - 1, true, FULL - 1, true },
		{ "", "\xe2\x82\xac", FULL, "", FULL - 1, true, FULL - 1, true },
		{ "abc", "\xf0\x9f\x90\xa7", FULL / 4, "", FULL - 1, true, FULL - 1,
		  true },
		/* Characters escaped as \xNN and \u00NN. */
		{ "", "\n", FULL / 4, "", FULL, false, FULL / 6 * 6, true },
		{ "", "\n", FULL / 4 + 1, "", FULL, true, FULL / 6 * 6, true },
		{ "a", "\n", FULL / 4, "", FULL - 3, true, 1 + FULL / 6 * 6, true },
		/* Characters escaped as \xNN three and four times, as \uNNNN and as a
		 * pair of surrogates. */
		{ "", "\xe2\x80\x8b", FULL, "", FULL / 12 * 12, true, FULL / 6 * 6,
		  true },
		{ "", "\xf3\xa0\x81\xa1", FULL / 4, "", FULL, true, FULL / 12 * 12,
		  true },
		{ "ab", "\xf3\xa0\x81\xa1", FULL, "", FULL - 16 + 2, true,
		  FULL / 12 * 12 + 2, true },
		/* Bytes escaped as \xNN and replaced by U+FFFD. */
		{ "", "\xff", FULL / 4, "", FULL, false, FULL / 4 * 3, false },
		{ "", "\xff", FULL / 3 + 1, "", FULL, true, FULL / 3 * 3, true },
		{ "", "\"", FULL / 2, "", FULL / 2, false, FULL, false },
		{ "", "\"", FULL / 2, "\"", FULL / 2 + 1, false, FULL, true },
	};
	struct guard g = guard_open(NAME_MAX_);
	static char name[NAME_MAX_];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const size_t n = make(name, cases[i].before, cases[i].unit,
				      cases[i].times, cases[i].after);
		const char *in = guard_copy(&g, name, n, 1);
		const size_t mark = cases[i].is_cut ? sizeof(MARK) - 1 : 0;
		struct strbuf sb = { 0 };

		strbuf_adds(&sb, "before ");
		const size_t start = sb.len;
		escape_text(&sb, in, n, NULL);
		assert_row("text", sb.len - start, cases[i].shown + mark);
		assert_memory_equal(sb.s + sb.len - mark, MARK, mark);
		assert_true(utf8_is_valid(sb.s, sb.len));
		sb.len = start;
		const size_t taken = escape_json(&sb, in, n);
		assert_row("JSON", sb.len - start, cases[i].json_shown);
		assert_row("JSON is cut", taken < n, cases[i].json_is_cut);
		assert_true(utf8_is_valid(sb.s, sb.len));
		/* Messages are not cut. */
		sb.len = start;
		escape_line(&sb, in, n);
		assert_true(sb.len - start >= n);
		assert_memory_not_equal(sb.s + sb.len - 4, MARK, 4);
		strbuf_release(&sb);
	}
	guard_close(&g);
}

/* A name cannot contain the mark of a cut name. */
static void no_name_has_the_mark(void **state)
{
	static const char likely[] = "\\\\\\\\...... x5ce\n@\xff\xc3";
	static const struct {
		const char *name, *want;
	} cases[] = {
		{ "\\...", "\\x5c..." },     { "a\\...", "a\\x5c..." },
		{ "\\\\...", "\\\\x5c..." }, { "\\....b", "\\x5c....b" },
		{ "\\..", "\\.." },          { "...", "..." },
		{ "\\.x..", "\\.x.." },      { "\\x5c...", "\\x5cx5c..." },
	};
	struct strbuf sb = { 0 };
	uint64_t seed = 6;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		sb.len = 0;
		escape_text(&sb, cases[i].name, strlen(cases[i].name), NULL);
		assert_row_text(cases[i].name, &sb, cases[i].want);
	}
	for (uint32_t round = 0; round < ROUNDS; round++) {
		char name[SHORT];
		const size_t n = unit_random(&seed) % (SHORT + 1);

		for (size_t i = 0; i < n; i++)
			name[i] = likely[unit_random(&seed) % (sizeof(likely) - 1)];
		sb.len = 0;
		escape_text(&sb, name, n, round & 1 ? "x" : NULL);
		assert_null(sb.len ? memmem(sb.s, sb.len, MARK, strlen(MARK)) : NULL);
	}
	strbuf_release(&sb);
}

/* A command of 128 kB that holds two sockets. */
static void an_owner_is_cut_in_json(void **state)
{
	enum { LONG = 100000 };
	const struct tree *t = *state;
	const struct out_spec spec = { 0 };
	const struct query_gaps gaps = { 0 };
	struct sock s = sockets_make(PROTO_TCP, "::", 0, "::", 0, STATE_LISTEN);
	static char command[LONG + 1];
	struct owner_index *h = NULL;

	memset(command, 'n', LONG);
	s.inode = 7;
	assert_int_equal(owner_index_new(&h), 0);
	sockets_hold(h, t, 7, 10, 3, command);
	sockets_hold(h, t, 7, 11, 4, "short");
	struct strbuf got = sockets_list(&out_json, &spec, &s, 1, h, &gaps);

	strbuf_addc(&got, '\0');
	assert_true(got.len < FULL + 1000);
	assert_non_null(strstr(got.s, "nnnnnnnn\",\"truncated\":true},"));
	assert_non_null(strstr(got.s, "\"command\":\"short\"}"));
	strbuf_release(&got);
	owner_index_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_at_the_limit),
		cmocka_unit_test(no_name_has_the_mark),
		WITH_TREE(an_owner_is_cut_in_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
