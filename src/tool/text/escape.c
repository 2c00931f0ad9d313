/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "escape.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "strbuf.h"
#include "util/cleanup.h"

/* The mark that is shown behind a name that was cut. */
static const char cut_mark[] = "\\...";

/* The length in bytes of an escape such as \x1b. */
enum { HEX_WIDTH = 4 };

/* The ranges of characters that are escaped, in ascending order. Some of these characters
 * control a terminal: C0, DEL and C1 controls; marks, embeddings and isolates that
 * reorder text (Unicode TR 9); line separators. Other characters are invisible or look
 * like a blank, by which one name could pass for another: default ignorable characters
 * (Unicode, DerivedCoreProperties), blanks other than U+0020, annotations. */
static const struct {
	uint32_t first, last;
} hidden[] = {
	{ 0x00, 0x1f },       { 0x7f, 0xa0 },       { 0xad, 0xad },
	{ 0x034f, 0x034f },   { 0x061c, 0x061c },   { 0x115f, 0x1160 },
	{ 0x1680, 0x1680 },   { 0x17b4, 0x17b5 },   { 0x180b, 0x180f },
	{ 0x2000, 0x200f },   { 0x2028, 0x202f },   { 0x205f, 0x206f },
	{ 0x2800, 0x2800 },   { 0x3000, 0x3000 },   { 0x3164, 0x3164 },
	{ 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },
	{ 0xfff0, 0xfffb },   { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
	{ 0xe0000, 0xe0fff },
};

static bool is_hidden(uint32_t code)
{
	for (size_t i = 0; i < ARRAY_SIZE(hidden) && code >= hidden[i].first; i++)
		if (code <= hidden[i].last)
			return true;
	return false;
}

/* Decodes the UTF-8 character at the beginning of the n bytes at s. Returns the length of
 * the character in bytes and sets *code to its Unicode number, or returns 0 if the bytes
 * are not valid UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above
 * U+10FFFF). */
static size_t utf8_decode(const char *s, size_t n, uint32_t *code)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} forms[] = {
		{ 0x80, 0x00, 0 },
		{ 0xe0, 0xc0, 0x80 },
		{ 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 },
	};
	const unsigned char *u = (const unsigned char *)s;

	for (size_t len = 1; len <= ARRAY_SIZE(forms); len++) {
		if ((u[0] & forms[len - 1].mask) != forms[len - 1].lead)
			continue;
		if (len > n)
			return 0;

		uint32_t c = u[0] & (unsigned char)~forms[len - 1].mask;
		for (size_t i = 1; i < len; i++) {
			if ((u[i] & 0xc0) != 0x80)
				return 0;
			c = c << 6 | (u[i] & 0x3f);
		}
		if (c < forms[len - 1].least || c > 0x10ffff ||
		    (c >= 0xd800 && c <= 0xdfff))
			return 0;
		*code = c;
		return len;
	}
	return 0;
}

/* Appends to sb, for each of the n bytes at s, the prefix and two hexadecimal digits. */
static void add_hex_bytes(struct strbuf *sb, const char *prefix, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		strbuf_adds(sb, prefix);
		strbuf_addx(sb, (unsigned char)s[i], 2);
	}
}

/* A set of ASCII characters that may need an escape, as a mask with one bit for each
 * character. Most characters of names are not in the set, and are copied without a
 * further check. */
struct looked_at {
	uint64_t bits[2];
};

static struct looked_at looked_at(const char *also)
{
	/* The set of characters that may need an escape always has control characters,
	 * the blank, the backslash, and DEL. */
	struct looked_at set = { { UINT64_C(0x1ffffffff),
				   UINT64_C(0x8000000010000000) } };

	for (; also && *also; also++)
		set.bits[*also >> 6 & 1] |= UINT64_C(1) << (*also & 63);
	return set;
}

static bool is_plain(const struct looked_at *set, char c)
{
	const unsigned char u = (unsigned char)c;

	return u < 0x80 && !(set->bits[u >> 6] >> (u & 63) & 1);
}

/* Returns whether the character of s at offset i could be misread: a backslash that looks
 * like the beginning of an escape or of the mark of a cut name, or a blank that is not
 * between two words. */
static bool is_misleading(const char *s, size_t i, size_t n)
{
	if (s[i] == '\\' && n - i >= sizeof(cut_mark) - 1 &&
	    memcmp(s + i, cut_mark, sizeof(cut_mark) - 1) == 0)
		return true;
	if (s[i] == '\\')
		return n - i > 3 && s[i + 1] == 'x' &&
		       isxdigit((unsigned char)s[i + 2]) &&
		       isxdigit((unsigned char)s[i + 3]);
	return s[i] == ' ' && (!i || i + 1 == n || s[i - 1] == ' ');
}

/* Appends the n bytes at s to sb, escaped like a name by escape_text, and cut after at
 * most max appended bytes. Returns how many bytes of s were appended, escaped or not. */
static size_t put_text(struct strbuf *sb, const char *s, size_t n, const char *also,
		       size_t max)
{
	const struct looked_at set = looked_at(also);
	/* The offset of the first byte of s that was not yet appended to sb. */
	size_t plain = 0;
	size_t i = 0;

	while (i < n) {
		size_t len = 1;
		bool ok = is_plain(&set, s[i]);

		if (!ok) {
			uint32_t code = 0;

			len = utf8_decode(s + i, n - i, &code);
			ok = len && !is_hidden(code) && !is_misleading(s, i, n) &&
			     !(also && code < 0x80 && strchr(also, (int)code));
			if (!len)
				len = 1;
		}
		const size_t width = ok ? len : len * HEX_WIDTH;
		if (width > max)
			break;
		max -= width;
		if (!ok) {
			strbuf_add(sb, s + plain, i - plain);
			add_hex_bytes(sb, "\\x", s + i, len);
			plain = i + len;
		}
		i += len;
	}
	strbuf_add(sb, s + plain, i - plain);
	return i;
}

void escape_text(struct strbuf *sb, const char *s, size_t n, const char *also)
{
	if (put_text(sb, s, n, also, ESCAPE_MAX) < n)
		strbuf_adds(sb, cut_mark);
}

void escape_line(struct strbuf *sb, const char *s, size_t n)
{
	(void)put_text(sb, s, n, NULL, SIZE_MAX);
}

void escape_again(struct strbuf *sb, const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint32_t code = 0;
		const size_t len = utf8_decode(s + i, n - i, &code);

		if (len && !is_hidden(code)) {
			strbuf_add(sb, s + i, len);
			i += len;
		} else {
			add_hex_bytes(sb, "\\x", s + i, 1);
			i++;
		}
	}
}

/* Appends the JSON escape \uNNNN of a Unicode character to sb; for a character above
 * U+FFFF, appends the escapes of its two surrogates. */
static void add_code(struct strbuf *sb, uint32_t code)
{
	strbuf_adds(sb, "\\u");
	strbuf_addx(sb, code > 0xffff ? 0xd800 + ((code - 0x10000) >> 10) : code, 4);
	if (code > 0xffff) {
		strbuf_adds(sb, "\\u");
		strbuf_addx(sb, 0xdc00 + (code & 0x3ff), 4);
	}
}

size_t escape_json(struct strbuf *sb, const char *s, size_t n)
{
	const size_t start = sb->len;
	size_t i = 0;

	while (i < n) {
		const size_t before = sb->len;
		uint32_t code = 0;
		size_t len = utf8_decode(s + i, n - i, &code);

		if (!len || !code) {
			strbuf_adds(sb, "\xef\xbf\xbd");
			len = 1;
		} else if (code == '"' || code == '\\') {
			strbuf_addc(sb, '\\');
			strbuf_add_byte(sb, (char)code);
		} else if (is_hidden(code)) {
			/* JSON permits the character, but a terminal would obey or hide
			 * it. */
			add_code(sb, code);
		} else {
			strbuf_add(sb, s + i, len);
		}
		if (sb->len - start > ESCAPE_MAX) {
			sb->len = before;
			break;
		}
		i += len;
	}
	return i;
}

bool escape_is_exact(const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		uint32_t code = 0;
		const size_t len = utf8_decode(s + i, n - i, &code);

		if (!len || !code)
			return false;
		i += len;
	}
	return true;
}

void escape_hex(struct strbuf *sb, const char *s, size_t n)
{
	add_hex_bytes(sb, "", s, n);
}
