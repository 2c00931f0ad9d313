/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hostile bytes of names, and what a reader recovers from an output, by the rules of
 * src/tool/text/escape.h and RFC 8259. */
#ifndef TESTS_EVIL_H
#define TESTS_EVIL_H

#include <ctype.h>

#include "clean.h"

/* Bytes that would act on a terminal, forge a row, a column or an owner, end a string,
 * look like another name or an escape, or are not UTF-8. */
static const char *const evils[] = {
	"\n",
	"\r\n",
	"\t",
	"\b\b",
	"\v",
	"\f",
	"\x1b[2J",
	"\x7f",
	"\x80",
	"\x9bH",
	"\x9f",
	"\xc2\x80",
	"\xc2\x9bH",
	"\xff",
	"\xfe\xff",
	"\xc0\x8a",
	"\xe0\x80\x8a",
	"\xed\xa0\x80",
	"\xf4\x90\x80\x80",
	"\xe2\x82",
	"\xf0\x9f\x90",
	"\xd8\x9c",
	"\xe2\x80\x8e",
	"\xe2\x80\x8f",
	"\xe2\x80\xaa",
	"\xe2\x80\xae",
	"\xe2\x81\xa6",
	"\xe2\x81\xa9",
	"\xe2\x80\xa8",
	"\xe2\x80\xa9",
	"\xe2\x80\x8b",
	"\xe2\x81\xa0",
	"\xef\xbb\xbf",
	"\xf3\xa0\x81\xa1",
	"\xef\xb8\x8f",
	"\xc2\xa0",
	"\xe3\x80\x80",
	"\xc2\xad",
	" ",
	"  ",
	",",
	",1/x",
	"\",pid=1",
	"\"",
	"\"},{\"",
	"\\",
	"\\\"",
	"\\n",
	"\\x0a",
	"\\u000a",
	"'",
	"*",
};

enum { EVILS = sizeof(evils) / sizeof(*evils) };

/* Parses so many hexadecimal digits; returns whether they are there. */
static inline bool evil_hex(const char *at, size_t digits, unsigned int *ret)
{
	*ret = 0;
	for (size_t i = 0; i < digits; i++) {
		const char c = at[i];

		if (!isxdigit((unsigned char)c))
			return false;
		*ret = *ret << 4 |
		       (unsigned int)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return true;
}

/* Decodes text in place: each \xNN is a byte. Returns the length. */
static inline size_t evil_decode_text(char *s, size_t len)
{
	char *to = s;

	for (size_t i = 0; i < len; i++, to++) {
		unsigned int byte = 0;
		const char *at = s + i;
		const bool is_escape = len - i > 3 && at[0] == '\\' && at[1] == 'x' &&
				       evil_hex(at + 2, 2, &byte);

		*to = *at;
		if (is_escape) {
			*to = (char)byte;
			i += 3;
		}
	}
	return (size_t)(to - s);
}

/* Writes a character as UTF-8; returns its length. */
static inline size_t evil_put(uint32_t code, char *to)
{
	static const unsigned char leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	const size_t n = 1U + (code > 0x7f) + (code > 0x7ff) + (code > 0xffff);

	for (size_t i = n - 1; i > 0; i--, code >>= 6)
		to[i] = (char)(0x80 | (code & 0x3f));
	to[0] = (char)(leads[n] | code);
	return n;
}

/* Decodes a JSON string in place. Returns the length. */
static inline size_t evil_decode_json(char *s, size_t len)
{
	char *to = s;

	for (size_t i = 0; i < len; i++) {
		unsigned int code = 0;
		unsigned int low = 0;
		char one[4];

		const bool is_escape = s[i] == '\\';

		i += is_escape;
		if (!is_escape || s[i] != 'u') {
			*to++ = s[i];
		} else {
			require(len - i > 4 && evil_hex(s + i + 1, 4, &code));
			i += 4;
			if (code >= 0xd800 && code < 0xdc00) {
				require(len - i > 6 && memcmp(s + i + 1, "\\u", 2) == 0 &&
					evil_hex(s + i + 3, 4, &low));
				code = 0x10000 + ((code & 0x3ff) << 10 | (low & 0x3ff));
				i += 6;
			}
			const size_t n = evil_put(code, one);
			memcpy(to, one, n);
			to += n;
		}
	}
	return (size_t)(to - s);
}

/* Writes a name as JSON can hold it: U+FFFD for each byte that is not UTF-8. */
static inline void evil_in_json(const char *name, char *to)
{
	const char *end = name + strlen(name);

	while (name < end) {
		const char *at = name;
		const uint32_t code = clean_take(&at, end);
		/* Each byte is replaced by itself. */
		const size_t n = code == UINT32_MAX ? 1 : (size_t)(at - name);

		memcpy(to, code == UINT32_MAX ? "\xef\xbf\xbd" : name,
		       code == UINT32_MAX ? 3 : n);
		to += code == UINT32_MAX ? 3 : n;
		name += n;
	}
	*to = '\0';
}

static inline size_t evil_count(const char *s, size_t len, const char *what)
{
	const char *at = s;
	size_t n = 0;

	while ((at = memmem(at, (size_t)(s + len - at), what, strlen(what)))) {
		at += strlen(what);
		n++;
	}
	return n;
}

#endif
