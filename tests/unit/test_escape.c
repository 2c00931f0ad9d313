/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text/escape.h"

#include <stdio.h>

#include "guard.h"
#include "unit.h"
#include "utf8.h"

enum { RANDOM_STRINGS = 20000, RANDOM_MAX = 64 };

#define BYTES(text) text, sizeof(text) - 1

static void single_bytes(void **state)
{
	(void)state;
	for (unsigned int c = 0; c < 256; c++) {
		const char byte = (char)c;
		const bool is_control = c < 0x20 || c == 0x7f;
		struct strbuf text = { 0 };
		struct strbuf json = { 0 };
		char want[16];

		escape_text(&text, &byte, 1, NULL);
		if (is_control || c == ' ' || c >= 0x80)
			snprintf(want, sizeof(want), "\\x%02x", c);
		else
			snprintf(want, sizeof(want), "%c", c);
		assert_text(&text, want);

		escape_json(&json, &byte, 1);
		if (c >= 0x80 || !c)
			snprintf(want, sizeof(want), "\xef\xbf\xbd");
		else if (is_control)
			snprintf(want, sizeof(want), "\\u%04x", c);
		else
			snprintf(want, sizeof(want), "%s%c",
				 c == '"' || c == '\\' ? "\\" : "", c);
		assert_text(&json, want);
		assert_int_equal(escape_is_exact(&byte, 1), c && c < 0x80);
		json.len = 0;
		escape_hex(&json, &byte, 1);
		snprintf(want, sizeof(want), "%02x", c);
		assert_text(&json, want);
		strbuf_release(&text);
		strbuf_release(&json);
	}
}

#define FFFD "\xef\xbf\xbd"

/* Reading beyond the end of a truncated sequence would hit the guard page. */
static void edge_cases(void **state)
{
	static const struct {
		const char *in;
		size_t n;
		const char *text;
		const char *json;
	} cases[] = {
		{ BYTES(""), "", "" },
		{ BYTES("sshd: root@pts/0"), "sshd: root@pts/0", "sshd: root@pts/0" },
		{ BYTES("a\0b"), "a\\x00b", "a" FFFD "b" },
		{ BYTES("\0"), "\\x00", FFFD },
		{ BYTES("\x1b[2J"), "\\x1b[2J", "\\u001b[2J" },
		{ BYTES("a\nb\r\tc"), "a\\x0ab\\x0d\\x09c", "a\\u000ab\\u000d\\u0009c" },
		/* Text that looks like one of our escapes, and text that does not. */
		{ BYTES("\\x41"), "\\x5cx41", "\\\\x41" },
		{ BYTES("\\xFf\n"), "\\x5cxFf\\x0a", "\\\\xFf\\u000a" },
		{ BYTES("\\\\xaA"), "\\\\x5cxaA", "\\\\\\\\xaA" },
		{ BYTES("\\x4"), "\\x4", "\\\\x4" },
		{ BYTES("\\x4\n"), "\\x4\\x0a", "\\\\x4\\u000a" },
		{ BYTES("DOM\\xavier"), "DOM\\xavier", "DOM\\\\xavier" },
		{ BYTES("\\"), "\\", "\\\\" },
		/* Blanks that are not between two words. */
		{ BYTES("nginx: master process"), "nginx: master process",
		  "nginx: master process" },
		{ BYTES("a  b "), "a \\x20b\\x20", "a  b " },
		{ BYTES(" a"), "\\x20a", " a" },
		{ BYTES("  "), "\\x20\\x20", "  " },
		{ BYTES("say \"hi\""), "say \"hi\"", "say \\\"hi\\\"" },
		/* C1 controls as UTF-8, and characters next to them. */
		{ BYTES("\xc2\x80"), "\\xc2\\x80", "\\u0080" },
		{ BYTES("\xc2\x9b"
			"31m"),
		  "\\xc2\\x9b31m", "\\u009b31m" },
		{ BYTES("\xc2\x9f"), "\\xc2\\x9f", "\\u009f" },
		{ BYTES("\xc2\xa1"), "\xc2\xa1", "\xc2\xa1" },
		/* Characters that look like a blank, or are invisible. */
		{ BYTES("a\xc2\xa0"
			"b"),
		  "a\\xc2\\xa0b", "a\\u00a0b" },
		{ BYTES("ssh\xe2\x80\x8b"
			"d"),
		  "ssh\\xe2\\x80\\x8bd", "ssh\\u200bd" },
		{ BYTES("\xef\xbb\xbf"
			"a"),
		  "\\xef\\xbb\\xbfa", "\\ufeffa" },
		{ BYTES("\xf3\xa0\x81\xa1"), "\\xf3\\xa0\\x81\\xa1", "\\udb40\\udc61" },
		/* Characters that reorder text or break a line. */
		{ BYTES("\xd8\x9c"), "\\xd8\\x9c", "\\u061c" },
		{ BYTES("\xe2\x80\xae"
			"cba"),
		  "\\xe2\\x80\\xaecba", "\\u202ecba" },
		{ BYTES("\xe2\x81\xa6"
			"x\xe2\x81\xa9"),
		  "\\xe2\\x81\\xa6x\\xe2\\x81\\xa9", "\\u2066x\\u2069" },
		{ BYTES("\xe2\x80\xa8"), "\\xe2\\x80\\xa8", "\\u2028" },
		{ BYTES("\xe2\x80\xa9"), "\\xe2\\x80\\xa9", "\\u2029" },
		/* Valid and harmless characters. */
		{ BYTES("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f",
		  "gr\xc3\xbc\xc3\x9f" },
		{ BYTES("\xe2\x82\xac"), "\xe2\x82\xac", "\xe2\x82\xac" },
		{ BYTES("\xf0\x9f\x90\xa7"), "\xf0\x9f\x90\xa7", "\xf0\x9f\x90\xa7" },
		{ BYTES("\xf4\x8f\xbf\xbf"), "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf" },
		/* Overlong sequences, surrogates, values above U+10FFFF, sequences of
		 * five and six bytes. */
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
		/* Sequences truncated at the end, and in the middle by another byte. */
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

static void additional_escapes(void **state)
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

/* The characters in question, in the order of the Unicode database. */
static bool is_control(uint32_t c)
{
	static const struct {
		const char *what;
		uint32_t first, last;
	} ranges[] = {
		{ "C0", 0, 0x1f },
		{ "DEL, C1", 0x7f, 0x9f },
		{ "Bidi_Control: ALM", 0x061c, 0x061c },
		{ "Bidi_Control: LRM, RLM", 0x200e, 0x200f },
		{ "Bidi_Control: LRE to RLO", 0x202a, 0x202e },
		{ "Bidi_Control: LRI to PDI", 0x2066, 0x2069 },
		{ "Zl, Zp", 0x2028, 0x2029 },
		{ "Zs: NBSP", 0xa0, 0xa0 },
		{ "Zs: OGHAM SPACE MARK", 0x1680, 0x1680 },
		{ "Zs: EN QUAD to HAIR SPACE", 0x2000, 0x200a },
		{ "Zs: NNBSP", 0x202f, 0x202f },
		{ "Zs: MMSP", 0x205f, 0x205f },
		{ "Zs: IDEOGRAPHIC SPACE", 0x3000, 0x3000 },
		{ "BRAILLE PATTERN BLANK", 0x2800, 0x2800 },
		{ "INTERLINEAR ANNOTATION", 0xfff9, 0xfffb },
		{ "Default_Ignorable: SOFT HYPHEN", 0xad, 0xad },
		{ "Default_Ignorable: CGJ", 0x034f, 0x034f },
		{ "Default_Ignorable: HANGUL FILLERS", 0x115f, 0x1160 },
		{ "Default_Ignorable: KHMER INHERENT VOWELS", 0x17b4, 0x17b5 },
		{ "Default_Ignorable: MONGOLIAN SELECTORS", 0x180b, 0x180f },
		{ "Default_Ignorable: ZWSP, ZWNJ, ZWJ", 0x200b, 0x200d },
		{ "Default_Ignorable: WJ to INVISIBLE PLUS", 0x2060, 0x2065 },
		{ "Default_Ignorable: deprecated", 0x206a, 0x206f },
		{ "Default_Ignorable: HANGUL FILLER", 0x3164, 0x3164 },
		{ "Default_Ignorable: VS1 to VS16", 0xfe00, 0xfe0f },
		{ "Default_Ignorable: ZWNBSP", 0xfeff, 0xfeff },
		{ "Default_Ignorable: HALFWIDTH HANGUL FILLER", 0xffa0, 0xffa0 },
		{ "Default_Ignorable: specials", 0xfff0, 0xfff8 },
		{ "Default_Ignorable: SHORTHAND FORMAT", 0x1bca0, 0x1bca3 },
		{ "Default_Ignorable: MUSICAL SYMBOLS", 0x1d173, 0x1d17a },
		{ "Default_Ignorable: tags, VS17 to VS256", 0xe0000, 0xe0fff },
	};

	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

/* Both functions for every code point, including surrogates and values that are not code
 * points. */
static void every_code_point(void **state)
{
	/* Under valgrind only every 19th code point is used. */
	const uint32_t step = unit_times(20) == 20 ? 1 : 19;
	struct strbuf sb = { 0 };

	(void)state;
	for (uint32_t code = 0; code < 0x112000; code += step) {
		const bool is_char = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
		char in[4];
		char hex[17] = "";
		const size_t n = utf8_put(code, in);

		for (size_t i = 0; i < n; i++)
			snprintf(hex + 4 * i, 5, "\\x%02x", (unsigned char)in[i]);
		sb.len = 0;
		escape_text(&sb, in, n, NULL);
		if (is_char && !is_control(code) && code != ' ')
			unit_check_bytes("text", &sb, in, n, __FILE__, __LINE__);
		else
			assert_text(&sb, hex);

		sb.len = 0;
		escape_json(&sb, in, n);
		if (is_char && is_control(code) && code < 0x10000)
			snprintf(hex, sizeof(hex), "\\u%04x", code);
		else if (is_char && is_control(code))
			snprintf(hex, sizeof(hex), "\\u%04x\\u%04x",
				 0xd7c0 + (code >> 10), 0xdc00 | (code & 0x3ff));
		assert_int_equal(escape_is_exact(in, n), is_char && code);
		if (!is_char)
			assert_int_equal(sb.len, 3 * n);
		else if (!code)
			assert_text(&sb, FFFD);
		else if (is_control(code))
			assert_text(&sb, hex);
		else if (code != '"' && code != '\\')
			unit_check_bytes("JSON", &sb, in, n, __FILE__, __LINE__);
	}
	strbuf_release(&sb);
}

/* Bytes of which most sequences, valid and invalid, consist. */
static size_t random_string(uint64_t *seed, char to[RANDOM_MAX])
{
	static const char likely[] = "  \\\\xx0aF\xc0\xc2\xdf\xe0\xe2\xed\xef\xf0\xf4\xf5"
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

/* Checks the grammar of RFC 8259 for the inside of a string. */
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
		assert_null(strstr(sb.s, "\\u0000"));
		/* U+FFFD in the result comes from the name only if the string is
		 * exact. */
		if (escape_is_exact(in, n) && strstr(sb.s, FFFD))
			assert_non_null(memmem(in, n, FFFD, 3));
	}
	strbuf_release(&sb);
	guard_close(&g);
}

static unsigned int hex_value(char c)
{
	return (unsigned int)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* Reading each \xNN as a byte restores the original bytes. */
static void text_is_reversible(void **state)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	struct strbuf sb = { 0 };
	struct strbuf back = { 0 };
	uint64_t seed = 4;

	(void)state;
	for (int round = 0; round < RANDOM_STRINGS; round++) {
		char bytes[RANDOM_MAX];
		const size_t n = random_string(&seed, bytes);

		sb.len = back.len = 0;
		escape_text(&sb, bytes, n, round & 1 ? ", " : NULL);
		for (size_t i = 0; i < sb.len;) {
			const char *at = sb.s + i;
			const bool is_escape =
				sb.len - i > 3 && memcmp(at, "\\x", 2) == 0 &&
				strchr(digits, at[2]) && strchr(digits, at[3]);
			const char byte = (char)(is_escape ? hex_value(at[2]) << 4 |
								     hex_value(at[3])
							   : (unsigned char)*at);

			strbuf_add(&back, &byte, 1);
			i += is_escape ? 4 : 1;
		}
		unit_check_bytes("back", &back, bytes, n, __FILE__, __LINE__);
	}
	strbuf_release(&sb);
	strbuf_release(&back);
}

/* A JSON parser restores the original bytes if the string is exact. */
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
			code = !code || (code >= 0xd800 && code <= 0xdfff) ? '\\' : code;
			strbuf_add(&in, one, utf8_put((uint32_t)code, one));
		}
		escape_json(&json, in.s, in.len);
		assert_true(escape_is_exact(in.s, in.len));
		for (size_t i = 0; i < json.len; i++) {
			unsigned int code = 0;

			const bool is_escape = json.s[i] == '\\';

			i += is_escape;
			if (!is_escape || json.s[i] != 'u') {
				strbuf_add_byte(&back, json.s[i]);
			} else {
				char digits[5] = "";

				memcpy(digits, json.s + i + 1, 4);
				assert_int_equal(sscanf(digits, "%4x", &code), 1);
				i += 4;
				if (code >= 0xd800 && code < 0xdc00) {
					unsigned int low = 0;

					memcpy(digits, json.s + i + 3, 4);
					assert_int_equal(sscanf(digits, "%4x", &low), 1);
					code = 0x10000 +
					       ((code & 0x3ff) << 10 | (low & 0x3ff));
					i += 6;
				}
				strbuf_add(&back, one, utf8_put(code, one));
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
		cmocka_unit_test(single_bytes),
		cmocka_unit_test(edge_cases),
		cmocka_unit_test(additional_escapes),
		cmocka_unit_test(every_code_point),
		cmocka_unit_test(random_bytes),
		cmocka_unit_test(text_is_reversible),
		cmocka_unit_test(json_is_reversible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
