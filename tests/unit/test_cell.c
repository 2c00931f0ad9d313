/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/cell.h"

#include "format/out.h"
#include "interfaces.h"
#include "model/sock.h"
#include "resolve/cache.h"
#include "unit.h"

static void interface_names(void **state)
{
	static const struct {
		uint32_t has, ifindex;
		const char *number, *name;
	} cases[] = {
		{ 0, 0, "*", "*" },
		{ 0, 1, "*", "*" },
		{ SOCK_HAS_IFINDEX, 1, "1", "lo" },
		{ SOCK_HAS_IFINDEX, 2, "2", "e\\x1b\\x0a" },
		{ SOCK_HAS_IFINDEX, 3, "3", "3" },
		{ SOCK_HAS_IFINDEX, UINT32_MAX, "4294967295", "4294967295" },
	};
	const struct out_spec without = { .header = true };
	struct out_spec with = { .header = true };

	(void)state;
	assert_int_equal(cache_new(&with.links), 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct sock s = { .has = cases[i].has,
					.ifindex = cases[i].ifindex };
		struct strbuf got = { 0 };

		cell_link(&got, &without, &s);
		assert_row_text(cases[i].number, &got, cases[i].number);
		got.len = 0;
		cell_link(&got, &with, &s);
		assert_row_text(cases[i].name, &got, cases[i].name);
		strbuf_release(&got);
	}
	cache_free(with.links);
}

static void unix_names(void **state)
{
	static const struct {
		const char *name;
		uint8_t n;
		const char *also, *want;
	} cases[] = {
		{ "", 0, NULL, "" },
		{ "/a b", 4, NULL, "/a b" },
		{ "/a b", 4, " ", "/a\\x20b" },
		{ "\0a\0", 3, NULL, "@a@" },
		{ "\n\x1b\xff", 3, NULL, "\\x0a\\x1b\\xff" },
		{ "cut", 2, NULL, "cu" },
		/* An '@' stands for NUL, and an '@' of the name is escaped. */
		{ "@a@b", 4, NULL, "\\x40a@b" },
		{ "@", 1, " ", "\\x40" },
		{ "\0a@b\0", 5, NULL, "@a\\x40b@" },
		{ "\0@ \0c d\0", 8, " ", "@\\x40\\x20@c\\x20d@" },
		{ "\0", 1, NULL, "@" },
		{ "\0\0", 2, NULL, "@@" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sock s = { .un.name_len = cases[i].n };
		struct strbuf got = { 0 };

		memcpy(s.un.name, cases[i].name, cases[i].n);
		cell_unix_name(&got, &s, cases[i].also);
		assert_row_text(cases[i].want, &got, cases[i].want);
		strbuf_release(&got);
	}
	/* The longest name possible, without a NUL after it. */
	struct sock s = { .un.name_len = SOCK_NAME_MAX };
	struct strbuf got = { 0 };

	memset(s.un.name, 'x', SOCK_NAME_MAX);
	cell_unix_name(&got, &s, NULL);
	assert_int_equal(got.len, SOCK_NAME_MAX);
	strbuf_release(&got);
}

/* A name cannot look like a placeholder for an absent value. */
static void names_cannot_look_like_placeholders(void **state)
{
	static const struct {
		const char *text, *also, *want;
	} cases[] = {
		{ NULL, NULL, "-" },       { "", NULL, "-" },
		{ "-", NULL, "\\x2d" },    { "-", ",", "\\x2d" },
		{ "-bash", ",", "-bash" }, { "a,b", ",", "a\\x2cb" },
		{ "a,b", NULL, "a,b" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf got = { 0 };

		cell_text(&got, cases[i].text, cases[i].also);
		assert_row_text(cases[i].want, &got, cases[i].want);
		strbuf_release(&got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interface_names),
		cmocka_unit_test(unix_names),
		cmocka_unit_test(names_cannot_look_like_placeholders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
