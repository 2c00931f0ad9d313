/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layout screen: widths, shortened cells, colours and folded owners. */
#include "format/columns.h"
#include "format/folded_owners.h"
#include "format/netstat_sections.h"
#include "format/screen_colour.h"
#include "format/screen_fit.h"
#include "format/screen_past.h"
#include "sockets.h"
#include "text/width.h"
#include "unit.h"

static locale_t utf8;

static void width_of_text(void **state)
{
	static const struct {
		const char *text;
		size_t width, bytes;
	} cases[] = {
		{ "", 0, 0 },        { "abc", 3, 3 },          { "\u00e9", 1, 2 },
		{ "e\u0301", 1, 3 }, { "\u65e5\u672c", 4, 6 }, { "\U0001f600", 2, 4 },
		{ "\\x1b", 4, 4 },   { "a\\xyz", 5, 5 },       { "\\x1", 3, 3 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const size_t n = strlen(cases[i].text);

		assert_row(cases[i].text, width_of(cases[i].text, n, utf8),
			   cases[i].width);
		assert_row(cases[i].text, width_of(cases[i].text, n, NULL),
			   cases[i].bytes);
	}
}

static void locale_of_environment(void **state)
{
	static const struct {
		const char *all, *lang;
		bool is_utf8;
	} cases[] = {
		{ "C.UTF-8", "C", true },  { "de_DE.utf8", NULL, true },
		{ "C", "C.UTF-8", false }, { "", "en_US.UTF-8", true },
		{ NULL, NULL, false },     { NULL, "de_DE.ISO-8859-1", false },
		{ NULL, "UTF-8", false },
	};

	(void)state;
	unsetenv("LC_CTYPE");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		cases[i].all ? setenv("LC_ALL", cases[i].all, 1) : unsetenv("LC_ALL");
		cases[i].lang ? setenv("LANG", cases[i].lang, 1) : unsetenv("LANG");
		const locale_t locale = width_locale();

		assert_int_equal(locale != NULL, cases[i].is_utf8);
		if (locale)
			freelocale(locale);
	}
}

static void shortened_cells(void **state)
{
	static const struct {
		const char *text;
		size_t max;
		const char *want, *want_ascii;
	} cases[] = {
		{ "", 0, "", "" },
		{ "abcdef", 6, "abcdef", "abcdef" },
		{ "abcdefg", 6, "ab\u2026efg", "a...fg" },
		{ "abcdefg", 3, "a\u2026g", "..." },
		{ "abcdefg", 1, "\u2026", "" },
		{ "abcdefg", 0, "", "" },
		{ "2001:db8:1111:2222::3333:443", 15, "2001:db\u2026333:443",
		  "2001:d...33:443" },
		{ "\u65e5\u65e5\u65e5", 5, "\u65e5\u2026\u65e5", "..." },
		{ "\u65e5\u65e5\u65e5", 8, "\u65e5\u65e5\u65e5", "...\u65e5" },
		/* An escape and a wide character are kept as a whole, or not at all. */
		{ "\\x1b\\x1b\\x1b", 8, "\u2026\\x1b", "..." },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		for (size_t is_ascii = 0; is_ascii < 2; is_ascii++) {
			const locale_t locale = is_ascii ? NULL : utf8;
			struct strbuf cells = { 0 };
			struct strbuf sb = { 0 };

			strbuf_add(&cells, cases[i].text, strlen(cases[i].text));
			const size_t width = screen_put_short(
				&sb, &cells, 0, cells.len, cases[i].max, false, locale);
			assert_row_text(cases[i].text, &sb,
					is_ascii ? cases[i].want_ascii : cases[i].want);
			assert_row(cases[i].text, width,
				   sb.len ? width_of(sb.s, sb.len, locale) : 0);
			assert_true(width <= cases[i].max);
			strbuf_release(&cells);
			strbuf_release(&sb);
		}
	}
}

/* No row is ever wider than the terminal, and characters are whole. */
static void every_width_fits(void **state)
{
	const char *text = "a\u65e5e\u0301\\x1b\u672c\\xffz\u00e9/end";
	struct strbuf cells = { 0 };

	(void)state;
	strbuf_add(&cells, text, strlen(text));
	for (size_t max = 0; max < 40; max++) {
		struct strbuf sb = { 0 };
		const size_t width =
			screen_put_short(&sb, &cells, 0, cells.len, max, max % 2, utf8);

		assert_true(width <= max);
		assert_int_equal(width, sb.len ? width_of(sb.s, sb.len, utf8) : 0);
		strbuf_release(&sb);
	}
	strbuf_release(&cells);

	uint64_t seed = 15;
	for (uint32_t i = 0; i < unit_times(20000); i++) {
		const struct netstat_section *section =
			&netstat_sections[unit_random(&seed) % netstat_sections_count];
		const size_t total = unit_random(&seed) % 200;
		struct screen_widths widths[SCREEN_COLUMNS_MAX] = { { 0 } };
		uint32_t shown = 0;
		size_t sum = 0;

		for (size_t c = 0; c < section->count; c++) {
			const uint64_t word = unit_random(&seed);

			if (word & 1)
				continue;
			shown |= UINT32_C(1) << c;
			widths[c].cells = word >> 8 & 63;
			widths[c].now = widths[c].cells > 5 ? widths[c].cells : 5;
		}
		screen_fit(section->columns, shown, widths, total);
		for (size_t c = 0; c < section->count; c++)
			if (widths[c].now)
				sum += widths[c].now + (sum != 0);
		assert_true(sum <= total);
	}
}

static struct sock made[6];

static size_t make_sockets(void)
{
	made[4] = sockets_make(PROTO_UDP, "0.0.0.0", 53, "0.0.0.0", 0, STATE_CLOSE);
	made[3] = sockets_make(PROTO_TCP, "::", 443, "::", 0, STATE_LISTEN);
	made[2] = sockets_make(PROTO_TCP, "10.0.0.2", 443, "10.9.9.9", 50000,
			       STATE_CLOSE_WAIT);
	made[1] = sockets_make(PROTO_TCP, "10.0.0.1", 443, "10.9.9.9", 50001,
			       STATE_ESTABLISHED);
	made[0] = sockets_make(PROTO_TCP, "2001:db8:1111:2222:3333:4444:5555:6666", 22,
			       "2001:db8:1111:2222:3333:4444:5555:7777", 50002,
			       STATE_TIME_WAIT);
	made[5] = (struct sock){ .has = SOCK_HAS_UNIX,
				 .proto = PROTO_UNIX,
				 .state = STATE_LISTEN };
	made[1].recv_q = 1234;
	return ARRAY_SIZE(made);
}

static void check_screen(const char *name, const struct out_spec *spec, size_t count,
			 const char *want)
{
	const struct query_gaps gaps = { 0 };
	struct strbuf got = sockets_list(&out_screen, spec, made, count, NULL, &gaps);

	assert_row_text(name, &got, want);
	strbuf_release(&got);
}

static void rows(void **state)
{
	const size_t count = make_sockets();
	struct out_spec spec = { .title = WHICH_ALL,
				 .header = true,
				 .screen = { .width = 66, .locale = utf8 } };

	(void)state;
	check_screen("fitted", &spec, count - 1,
		     "Active Internet connections (servers and established)\n"
		     "Proto Recv-Q Send Local Address      Foreign Address   State\n"
		     "tcp6       0    0 2001:db8\u20265:6666:22 2001:db8\u202677:50002 "
		     "TIME_WAIT\n"
		     "tcp     1234    0 10.0.0.1:443       10.9.9.9:50001    "
		     "ESTABLISHED\n"
		     "tcp        0    0 10.0.0.2:443       10.9.9.9:50000    CLOSE_WAIT\n"
		     "tcp6       0    0 :::443             :::*              LISTEN\n"
		     "udp        0    0 0.0.0.0:53         0.0.0.0:*         \n");
	spec.header = false;
	spec.screen.width = 0;
	check_screen("not fitted", &spec, count,
		     "tcp6    0 0 2001:db8:1111:2222:3333:4444:5555:6666:22 "
		     "2001:db8:1111:2222:3333:4444:5555:7777:50002 TIME_WAIT\n"
		     "tcp  1234 0 10.0.0.1:443                              "
		     "10.9.9.9:50001                               ESTABLISHED\n"
		     "tcp     0 0 10.0.0.2:443                              "
		     "10.9.9.9:50000                               CLOSE_WAIT\n"
		     "tcp6    0 0 :::443                                    "
		     ":::*                                         LISTEN\n"
		     "udp     0 0 0.0.0.0:53                                "
		     "0.0.0.0:*                                    \n"
		     "unix - [ ACC ] - LISTENING 0 \n");
	/* Sections without rows are left out. */
	check_screen("no rows", &spec, 0, "");
}

static void colours(void **state)
{
	static const struct {
		uint8_t state;
		enum screen_colour colour;
	} cases[] = {
		{ STATE_LISTEN, COLOUR_LISTENING },
		{ STATE_ESTABLISHED, COLOUR_ESTABLISHED },
		{ STATE_TIME_WAIT, COLOUR_CLOSING },
		{ STATE_LAST_ACK, COLOUR_CLOSING },
		{ STATE_CLOSE_WAIT, COLOUR_TROUBLE },
		{ STATE_SYN_SENT, COLOUR_TROUBLE },
		{ STATE_CLOSE, COLOUR_NONE },
		{ STATE_MAX_, COLOUR_NONE },
		{ 255, COLOUR_NONE },
	};
	const struct out_spec spec = {
		.screen = { .width = 80, .has_colour = true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(screen_colour_of(cases[i].state), cases[i].colour);
	made[0] = sockets_make(PROTO_TCP, "1.2.3.4", 22, "0.0.0.0", 0, STATE_LISTEN);
	check_screen("coloured", &spec, 1,
		     "tcp 0 0 1.2.3.4:22 0.0.0.0:* \033[36mLISTEN\033[m\n");
}

static void folded_owners(void **state)
{
	struct owner_index *h = NULL;
	const struct tree *t = *state;

	assert_int_equal(owner_index_new(&h), 0);
	for (uint32_t pid = 812; pid < 825; pid++)
		sockets_hold(h, t, 1, pid, 3, "nginx");
	sockets_hold(h, t, 1, 900, 3, "sh");
	for (uint32_t i = 0; i < 20; i++) {
		char name[8];

		snprintf(name, sizeof(name), "p%u", i);
		sockets_hold(h, t, 2, 1000 + i, 3, name);
	}

	static const struct {
		uint64_t inode;
		bool is_ascii;
		const char *want;
	} cases[] = {
		{ 1, false, "nginx \u00d713 (812\u2026),900/sh" },
		{ 1, true, "nginx x13 (812...),900/sh" },
		{ 2, false,
		  "1000/p0,1001/p1,1002/p2,1003/p3,1004/p4,1005/p5,1006/p6,1007/p7,"
		  "1008/p8,1009/p9,1010/p10,1011/p11,1012/p12,1013/p13,1014/p14,"
		  "1015/p15,+4" },
		{ 3, false, "" },
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf sb = { 0 };

		cell_folded_owners(&sb, h, owner_index_first(h, cases[i].inode),
				   owner_index_next, false,
				   cases[i].is_ascii ? NULL : utf8);
		assert_row_text(cases[i].want, &sb, cases[i].want);
		strbuf_release(&sb);
	}
	owner_index_free(h);
}

static void owners_are_cut_at_the_end(void **state)
{
	static const char text[] = "812/nginx \u00d713 (812\u2026)";
	struct strbuf cells = { 0 };
	struct strbuf sb = { 0 };

	(void)state;
	strbuf_add(&cells, text, strlen(text));
	assert_int_equal(screen_put_short(&sb, &cells, 0, cells.len, 10, true, utf8), 10);
	assert_row_text("cut at the end", &sb, "812/nginx\u2026");
	strbuf_release(&cells);
	strbuf_release(&sb);
}

static const char *cell_of_text(const void *arg, uint32_t cell, uint32_t *ret_len)
{
	const char *const *cells = arg;

	*ret_len = (uint32_t)strlen(cells[cell]);
	return cells[cell];
}

/* Makes the record of a listing with the keys 1 to 3, of which 1 and 2 have rows. */
static struct screen_record record_of_rows(const char *second)
{
	const char *const cells[] = { "tcp", second };
	struct screen_past past = { 0 };
	struct screen_record record = { 0 };
	uint32_t row = 0;
	bool is_new = true;

	assert_int_equal(screen_past_begin(&past, &record), 0);
	for (uint64_t key = 1; key <= 3; key++) {
		assert_int_equal(screen_past_add(&past, key, &is_new, &row), 0);
		assert_false(is_new);
		assert_int_equal(row, SCREEN_NO_ROW);
		if (key < 3)
			assert_int_equal(
				screen_past_show(&past, key, 5, 2, cell_of_text, cells),
				0);
	}
	assert_int_equal(screen_past_end(&past, &record), 0);
	screen_past_release(&past);
	return record;
}

static void rows_of_the_listing_before(void **state)
{
	struct screen_record record = record_of_rows("a\x1b\\x1b b");
	struct screen_past past = { 0 };
	struct strbuf sb = { 0 };
	uint32_t row = 0;
	bool is_new = true;

	(void)state;
	assert_int_equal(screen_past_begin(&past, &record), 0);
	assert_int_equal(past.len, 2);
	assert_int_equal(screen_past_add(&past, 2, &is_new, &row), 0);
	assert_false(is_new);
	assert_int_equal(row, 1);
	assert_true(past.rows[1].is_done && !past.rows[0].is_done);
	assert_int_equal(screen_past_add(&past, 3, &is_new, &row), 0);
	assert_false(is_new);
	assert_int_equal(row, SCREEN_NO_ROW);
	assert_int_equal(screen_past_add(&past, 4, &is_new, &row), 0);
	assert_true(is_new);
	assert_int_equal(past.rows[0].section, 5);
	assert_int_equal(past.rows[0].cells, 2);
	screen_past_put(&past.rows[0], 0, &sb);
	screen_past_put(&past.rows[0], 1, &sb);
	/* A control character from another process is not obeyed. */
	assert_row_text("cells", &sb, "tcpa\\x1b\\x1b b");
	strbuf_release(&sb);
	screen_past_release(&past);
	free(record.bytes);
}

/* Two sockets of a listing may have one key: a socket that is still there is not shown as
 * gone. */
static void rows_with_one_key(void **state)
{
	const char *const cells[] = { "tcp", "b" };
	struct screen_record record = { 0 };
	struct screen_past past = { 0 };
	uint32_t row = 0;
	bool is_new = true;

	(void)state;
	for (int listing = 0; listing < 2; listing++) {
		assert_int_equal(screen_past_begin(&past, &record), 0);
		for (int i = 0; i < 2; i++) {
			assert_int_equal(screen_past_add(&past, 7, &is_new, &row), 0);
			assert_int_equal(
				screen_past_show(&past, 7, 5, 2, cell_of_text, cells), 0);
		}
		for (size_t i = 0; i < past.len; i++)
			assert_true(past.rows[i].is_done);
		assert_int_equal(past.len, listing ? 2 : 0);
		assert_int_equal(screen_past_end(&past, &record), 0);
	}
	screen_past_release(&past);
	free(record.bytes);
}

/* Every cut and every changed byte of a record is read without reading beyond it. */
static void malformed_records(void **state)
{
	const struct screen_record whole = record_of_rows("cell");
	struct screen_past past = { 0 };

	(void)state;
	for (size_t i = 0; i < 2 * whole.len; i++) {
		const size_t n = i < whole.len ? i : whole.len;
		/* memory that ends with the record, so that a sanitizer sees reads beyond */
		_cleanup_free_ char *bytes = malloc(n ? n : 1);
		const struct screen_record exact = { bytes, n, n };

		assert_non_null(bytes);
		memcpy(bytes, whole.bytes, n);
		if (i >= whole.len)
			bytes[i - whole.len] = (char)0xff;
		assert_int_equal(screen_past_begin(&past, &exact), 0);
		for (size_t k = 0; k < past.len; k++)
			for (uint32_t cell = 0; cell < past.rows[k].cells; cell++) {
				struct strbuf sb = { 0 };

				screen_past_put(&past.rows[k], cell, &sb);
				strbuf_release(&sb);
			}
		assert_true(past.len <= 2);
	}
	screen_past_release(&past);
	free(whole.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(width_of_text),
		cmocka_unit_test(locale_of_environment),
		cmocka_unit_test(shortened_cells),
		cmocka_unit_test(owners_are_cut_at_the_end),
		cmocka_unit_test(every_width_fits),
		cmocka_unit_test(rows),
		cmocka_unit_test(colours),
		cmocka_unit_test(rows_of_the_listing_before),
		cmocka_unit_test(rows_with_one_key),
		cmocka_unit_test(malformed_records),
		cmocka_unit_test_setup_teardown(folded_owners, tree_setup, tree_teardown),
	};

	utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	const int failed = cmocka_run_group_tests(tests, NULL, NULL);

	if (utf8)
		freelocale(utf8);
	return failed;
}
