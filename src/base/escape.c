/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "escape.h"

#include <stdbool.h>
#include <stdint.h>

#include "cleanup.h"
#include "strbuf.h"

static const char hex[] = "0123456789abcdef";

struct code_range {
	uint32_t first;
	uint32_t last;
};

/* What a terminal acts on in place of showing it: C0, DEL and C1 controls, the marks,
 * embeddings and isolates that reorder text (Unicode TR 9), the line separators. */
static const struct code_range acted_on[] = {
	{ 0x00, 0x1f },     { 0x7f, 0x9f },     { 0x061c, 0x061c },
	{ 0x200e, 0x200f }, { 0x2028, 0x202e }, { 0x2066, 0x2069 },
};

static bool is_acted_on(uint32_t code)
{
	for (size_t i = 0; i < ARRAY_SIZE(acted_on); i++)
		if (code >= acted_on[i].first && code <= acted_on[i].last)
			return true;
	return false;
}

/* Length of the UTF-8 character at s and its code, or 0 where there is none (RFC 3629: no
 * overlong forms, no surrogates, nothing above U+10FFFF). */
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

static void add_hex_bytes(struct strbuf *sb, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		const char text[] = { '\\', 'x', hex[c >> 4], hex[c & 15] };

		strbuf_add(sb, text, sizeof(text));
	}
}

static bool is_among(char c, const char *also)
{
	while (also && *also && *also != c)
		also++;
	return also && *also;
}

/* Nearly all that there is in names. */
static bool is_plain(char c, const char *also)
{
	return c >= ' ' && c <= '~' && !is_among(c, also);
}

void escape_text(struct strbuf *sb, const char *s, size_t n, const char *also)
{
	size_t plain = 0; /* start of what needs nothing done and is not yet appended */
	size_t i = 0;

	while (i < n) {
		if (is_plain(s[i], also)) {
			i++;
			continue;
		}

		uint32_t code = 0;
		size_t len = utf8_decode(s + i, n - i, &code);
		bool ok = len && !is_acted_on(code) &&
			  !(code < 0x80 && is_among((char)code, also));

		if (!len)
			len = 1;
		if (!ok) {
			strbuf_add(sb, s + plain, i - plain);
			add_hex_bytes(sb, s + i, len);
			plain = i + len;
		}
		i += len;
	}
	strbuf_add(sb, s + plain, n - plain);
}

void escape_json(struct strbuf *sb, const char *s, size_t n)
{
	size_t i = 0;

	while (i < n) {
		uint32_t code = 0;
		size_t len = utf8_decode(s + i, n - i, &code);

		if (!len) {
			strbuf_adds(sb, "\xef\xbf\xbd");
			len = 1;
		} else if (code == '"' || code == '\\') {
			strbuf_addc(sb, '\\');
			strbuf_addc(sb, (char)code);
		} else if (is_acted_on(code)) {
			/* legal raw above U+001F, but a terminal would act on it */
			const char text[] = { '\\',
					      'u',
					      hex[code >> 12],
					      hex[code >> 8 & 15],
					      hex[code >> 4 & 15],
					      hex[code & 15] };
			strbuf_add(sb, text, sizeof(text));
		} else {
			strbuf_add(sb, s + i, len);
		}
		i += len;
	}
}
