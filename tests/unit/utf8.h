/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The definition of UTF-8, twice and independent of src: the grammar of RFC 3629, and
 * iconv. */
#ifndef TESTS_UTF8_H
#define TESTS_UTF8_H

#include <iconv.h>
#include <stdbool.h>

#include "unit.h"

/* Returns the length of the character at s, or 0. */
static inline size_t utf8_length(const char *s, size_t n)
{
	static const struct {
		unsigned char first, last, second_first, second_last;
		size_t len;
	} grammar[] = {
		{ 0x00, 0x7f, 0x00, 0x00, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	const unsigned char *u = (const unsigned char *)s;

	for (size_t i = 0; i < ARRAY_SIZE(grammar); i++) {
		const size_t len = grammar[i].len;

		if (u[0] < grammar[i].first || u[0] > grammar[i].last)
			continue;
		if (n < len)
			return 0;
		if (len > 1 &&
		    (u[1] < grammar[i].second_first || u[1] > grammar[i].second_last))
			return 0;
		for (size_t k = 2; k < len; k++)
			if (u[k] < 0x80 || u[k] > 0xbf)
				return 0;
		return len;
	}
	return 0;
}

/* With UTF-16 as target, iconv refuses surrogates and values above U+10FFFF. */
static inline bool utf8_is_valid(const char *s, size_t n)
{
	iconv_t to = iconv_open("UTF-16LE", "UTF-8");
	bool ok = true;

	assert_true((intptr_t)to != -1);
	while (ok && n) {
		char wide[512];
		char *in = (char *)s;
		char *out = wide;
		size_t room = sizeof(wide);

		ok = iconv(to, &in, &n, &out, &room) != (size_t)-1 || errno == E2BIG;
		s = in;
	}
	iconv_close(to);
	return ok;
}

/* Writes the encoded form of a code point, or of a surrogate, and returns its length. */
static inline size_t utf8_put(uint32_t code, char to[4])
{
	static const unsigned char leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	const size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = len - 1; i > 0; i--, code >>= 6)
		to[i] = (char)(0x80 | (code & 0x3f));
	to[0] = (char)(leads[len] | code);
	return len;
}

#endif
