/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/escape.h"

#include <stdio.h>

#include "guard.h"
#include "unit.h"
#include "utf8.h"

enum { RANDOM_STRINGS = 20000, RANDOM_MAX = 64 };

#define BYTES(text) text, sizeof(text) - 1

static void each_byte_alone(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < 256; c++) {
		const char byte = (char)c;
		const bool is_control = c < 0x20 || c == 0x7f;
		struct strbuf text = { 0 };
		struct strbuf json = { 0 };
		char want[16];

		escape_text(&text, &byte, 1, NULL);
		if (is_control || c >= 0x80)
			snprintf(want, sizeof(want), "\\x%02x", c);
		else
			snprintf(want, sizeof(want), "%c", c);
		assert_text(&text, want);

		escape_json(&json, &byte, 1);
		if (c >= 0x80)
			snprintf(want, sizeof(want), "\xef\xbf\xbd");
		else if (is_control)
			snprintf(want, sizeof(want), "\\u%04x", c);
		else
			snprintf(want, sizeof(want), "%s%c",
				 c == '"' || c == '\\' ? "\\" : "", c);
		assert_text(&json, want);
		strbuf_release(&text);
		strbuf_release(&json);
	}
}

#define FFFD "\xef\xbf\xbd"

/* Against the guard page, so that what is cut short is not looked for behind the end. */
static void edges(void **state)
{
	static const struct {
		const char *in;
		size_t n;
		const char *text;
		const char *json;
	} cases[] = {
		{ BYTES(""), "", "" },
		{ BYTES("sshd: root@pts/0"), "sshd: root@pts/0", "sshd: root@pts/0" },
		{ BYTES("a\0b"), "a\\x00b", "a\\u0000b" },
		{ BYTES("\0"), "\\x00", "\\u0000" },
		{ BYTES("\x1b[2J"), "\\x1b[2J", "\\u001b[2J" },
		{ BYTES("a\nb\r\tc"), "a\\x0ab\\x0d\\x09c", "a\\u000ab\\u000d\\u0009c" },
		{ BYTES("\\x41"), "\\x41", "\\\\x41" },
		{ BYTES("say \"hi\""), "say \"hi\"", "say \\\"hi\\\"" },
		/* C1 as UTF-8, and what is just beside it */
		{ BYTES("\xc2\x80"), "\\xc2\\x80", "\\u0080" },
		{ BYTES("\xc2\x9b"
			"31m"),
		  "\\xc2\\x9b31m", "\\u009b31m" },
		{ BYTES("\xc2\x9f"), "\\xc2\\x9f", "\\u009f" },
		{ BYTES("\xc2\xa0"), "\xc2\xa0", "\xc2\xa0" },
		/* what reorders text or breaks a line */
		{ BYTES("\xd8\x9c"), "\\xd8\\x9c", "\\u061c" },
		{ BYTES("\xe2\x80\xae"
			"cba"),
		  "\\xe2\\x80\\xaecba", "\\u202ecba" },
		{ BYTES("\xe2\x81\xa6"
			"x\xe2\x81\xa9"),
		  "\\xe2\\x81\\xa6x\\xe2\\x81\\xa9", "\\u2066x\\u2069" },
		{ BYTES("\xe2\x80\xa8"), "\\xe2\\x80\\xa8", "\\u2028" },
		{ BYTES("\xe2\x80\xa9"), "\\xe2\\x80\\xa9", "\\u2029" },
		/* valid and harmless */
		{ BYTES("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f",
		  "gr\xc3\xbc\xc3\x9f" },
		{ BYTES("\xe2\x82\xac"), "\xe2\x82\xac", "\xe2\x82\xac" },
		{ BYTES("\xf0\x9f\x90\xa7"), "\xf0\x9f\x90\xa7", "\xf0\x9f\x90\xa7" },
		{ BYTES("\xf4\x8f\xbf\xbf"), "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf" },
		/* overlong, surrogates, above U+10FFFF, five and six bytes */
		{ BYTES("\xc0\x80"), "\\xc0\\x80", FFFD FFFD },
		{ BYTES("\xc1\x9b"), "\\xc1\\x9b", FFFD FFFD },
		{ BYTES("\xe0\x80\x9b"), "\\xe0\\x80\\x9b", FFFD FFFD FFFD },
		{ BYTES("\xf0\x80\x80\x9b"), "\\xf0\\x80\\x80\\x9b",
		  FFFD FFFD FFFD FFFD },
		{ BYTES("\xed\xa0\x80"), "\\xed\\xa0\\x80", FFFD FFFD FFFD },
		{ BYTES("\xed\xbf\xbf"), "\\xed\\xbf\\xbf", FFFD FFFD FFFD },
		{ BYTES("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80",
		  FFFD FFFD FFFD FFFD },
		{ BYTES("\xf8\x88\x80\x80\x80"), "\\xf8\\x88\\x80\\x80\\x80",
		  FFFD FFFD FFFD FFFD FFFD },
		/* cut short at the end, and in the middle by something else */
		{ BYTES("a\xc3"), "a\\xc3", "a" FFFD },
		{ BYTES("a\xe2\x82"), "a\\xe2\\x82", "a" FFFD FFFD },
		{ BYTES("a\xf0\x9f\x90"), "a\\xf0\\x9f\\x90", "a" FFFD FFFD FFFD },
		{ BYTES("\xe2\x82z"), "\\xe2\\x82z", FFFD FFFD "z" },
		{ BYTES("\xe2\"\n"), "\\xe2\"\\x0a", FFFD "\\\"\\u000a" },
		{ BYTES("\xf0\x9f\xc3\xbc"), "\\xf0\\x9f\xc3\xbc", FFFD FFFD "\xc3\xbc" },
	};
	struct guard g = guard_open(64);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *in = guard_copy(&g, cases[i].in, cases[i].n, 1);
		struct strbuf sb = { 0 };

		escape_text(&sb, in, cases[i].n, NULL);
		assert_row_text("text", &sb, cases[i].text);
		sb.len = 0;
		escape_json(&sb, in, cases[i].n);
		assert_row_text("JSON", &sb, cases[i].json);
		strbuf_release(&sb);
	}
	guard_close(&g);
}

static void also(void **state)
{
	static const struct {
		const char *in;
		const char *also;
		const char *want;
	} cases[] = {
		{ "a,b", NULL, "a,b" },
		{ "a,b", "", "a,b" },
		{ "a,b", ",", "a\\x2cb" },
		{ ",,", ",", "\\x2c\\x2c" },
		{ "a b,c", ", ", "a\\x20b\\x2cc" },
		{ "\\x", "\\", "\\x5cx" },
		{ "\xc3\xac,", "\xac", "\xc3\xac," },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strbuf sb = { 0 };

		escape_text(&sb, cases[i].in, strlen(cases[i].in), cases[i].also);
		assert_row_text(cases[i].in, &sb, cases[i].want);
		strbuf_release(&sb);
	}
}

/* Named as Unicode names them: C0, DEL with C1, ALM, LRM and RLM, LS and PS, LRE to RLO,
 * LRI to PDI. */
static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x061c || c == 0x200e ||
	       c == 0x200f || c == 0x2028 || c == 0x2029 ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Both doors, for every code point there is, surrogates, and some that are not. */
static void every_code_point(void **state)
{
	struct strbuf sb = { 0 };

	(void)state;
	for (uint32_t code = 0; code < 0x112000; code++) {
		const bool is_char = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
		char in[4];
		char hex[17] = "";
		const size_t n = utf8_put(code, in);

		for (size_t i = 0; i < n; i++)
			snprintf(hex + 4 * i, 5, "\\x%02x", (unsigned char)in[i]);
		sb.len = 0;
		escape_text(&sb, in, n, NULL);
		if (is_char && !is_control(code))
			unit_check_bytes("text", &sb, in, n, __FILE__, __LINE__);
		else
			assert_text(&sb, hex);

		sb.len = 0;
		escape_json(&sb, in, n);
		if (is_char && is_control(code))
			snprintf(hex, sizeof(hex), "\\u%04x", code);
		if (!is_char)
			assert_int_equal(sb.len, 3 * n);
		else if (is_control(code))
			assert_text(&sb, hex);
		else if (code != '"' && code != '\\')
			unit_check_bytes("JSON", &sb, in, n, __FILE__, __LINE__);
	}
	strbuf_release(&sb);
}

/* Bytes from which most sequences, right and wrong, are made. */
static size_t random_string(uint64_t *seed, char to[RANDOM_MAX])
{
	static const char likely[] = "\xc0\xc2\xdf\xe0\xe2\xed\xef\xf0\xf4\xf5"
				     "\x80\x81\x82\x8f\x90\x9b\x9f\xa0\xa8\xae\xbf"
				     "\x00\n\x1b\x7f\"\\,az";
	const size_t n = unit_random(seed) % (RANDOM_MAX + 1);

	for (size_t i = 0; i < n; i++) {
		const uint64_t r = unit_random(seed);

		to[i] = likely[(r >> 8) % (sizeof(likely) - 1)];
		if (r & 1)
			to[i] = (char)(r >> 8);
	}
	return n;
}

static void check_text(const struct strbuf *sb)
{
	for (size_t i = 0; i < sb->len;) {
		const unsigned char c = (unsigned char)sb->s[i];
		const size_t len = utf8_length(sb->s + i, sb->len - i);

		if (c < 0x20 || c == 0x7f || !len)
			fail_msg("byte %zu is %02x", i, c);
		i += len;
	}
}

/* The grammar of RFC 8259 for the inside of a string. */
static void check_json(const struct strbuf *sb)
{
	assert_true(utf8_is_valid(sb->s, sb->len));
	for (size_t i = 0; i < sb->len; i++) {
		const unsigned char c = (unsigned char)sb->s[i];

		if (c < 0x20 || c == 0x7f || c == '"')
			fail_msg("byte %zu is %02x", i, c);
		if (c != '\\')
			continue;
		i++;
		assert_true(i < sb->len);
		if (sb->s[i] == 'u') {
			assert_true(sb->len - i > 4);
			assert_int_equal(strspn(sb->s + i + 1, "0123456789abcdef") >= 4,
					 1);
			i += 4;
		} else {
			assert_true(sb->s[i] == '"' || sb->s[i] == '\\');
		}
	}
}

static void random_bytes(void **state)
{
	struct guard g = guard_open(RANDOM_MAX);
	struct strbuf sb = { 0 };
	uint64_t seed = 2;

	(void)state;
	for (uint32_t i = 0; i < unit_times(RANDOM_STRINGS); i++) {
		char bytes[RANDOM_MAX];
		const size_t n = random_string(&seed, bytes);
		const char *in = guard_copy(&g, bytes, n, 1);

		sb.len = 0;
		escape_text(&sb, in, n, ",");
		check_text(&sb);
		if (sb.len)
			assert_null(memchr(sb.s, ',', sb.len));

		sb.len = 0;
		escape_json(&sb, in, n);
		strbuf_addc(&sb, '\0');
		sb.len--;
		check_json(&sb);
	}
	strbuf_release(&sb);
	guard_close(&g);
}

/* A JSON reader gets back what went in. */
static void json_is_reversible(void **state)
{
	uint64_t seed = 3;

	(void)state;
	for (uint32_t round = 0; round < unit_times(RANDOM_STRINGS); round++) {
		struct strbuf in = { 0 };
		struct strbuf json = { 0 };
		struct strbuf back = { 0 };
		char one[4];

		for (uint64_t i = unit_random(&seed) % 16; i > 0; i--) {
			uint64_t code = unit_random(&seed) % 0x110000;

			code >>= unit_random(&seed) % 21;
			code = code >= 0xd800 && code <= 0xdfff ? '\\' : code;
			strbuf_add(&in, one, utf8_put((uint32_t)code, one));
		}
		escape_json(&json, in.s, in.len);
		for (size_t i = 0; i < json.len; i++) {
			unsigned int code = 0;

			const bool is_escape = json.s[i] == '\\';

			i += is_escape;
			if (!is_escape || json.s[i] != 'u') {
				strbuf_addc(&back, json.s[i]);
			} else {
				char digits[5] = "";

				memcpy(digits, json.s + i + 1, 4);
				assert_int_equal(sscanf(digits, "%4x", &code), 1);
				strbuf_add(&back, one, utf8_put(code, one));
				i += 4;
			}
		}
		unit_check_bytes("back", &back, in.s ? in.s : "", in.len, __FILE__,
				 __LINE__);
		strbuf_release(&in);
		strbuf_release(&json);
		strbuf_release(&back);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_byte_alone),
		cmocka_unit_test(edges),
		cmocka_unit_test(also),
		cmocka_unit_test(every_code_point),
		cmocka_unit_test(random_bytes),
		cmocka_unit_test(json_is_reversible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
