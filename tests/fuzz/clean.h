/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Characters that may reach a terminal, by an independent implementation of RFC 3629 and
 * of the rules in src/tool/text/escape.h, and the syntax of JSON (RFC 8259). */
#ifndef TESTS_CLEAN_H
#define TESTS_CLEAN_H

#include <stdbool.h>

#include "fuzz.h"

/* Reads one character and moves on; returns UINT32_MAX if it is not UTF-8. */
static inline uint32_t clean_take(const char **at, const char *end)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	const uint8_t lead = (uint8_t) * (*at)++;
	size_t more = 0;

	if (lead < 0x80)
		return lead;
	if (lead < 0xc0 || lead > 0xf7)
		return UINT32_MAX;
	more = (size_t)1 + (lead >= 0xe0) + (lead >= 0xf0);
	uint32_t code = lead & (0x3fU >> more);
	for (size_t i = 0; i < more; i++) {
		if (*at == end || ((uint8_t) * *at & 0xc0) != 0x80)
			return UINT32_MAX;
		code = code << 6 | ((uint8_t) * (*at)++ & 0x3f);
	}
	if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return UINT32_MAX;
	return code;
}

/* Returns whether a terminal acts on this character, or shows nothing or a blank in its
 * place. */
static inline bool clean_is_hidden(uint32_t code)
{
	static const uint32_t pairs[][2] = {
		{ 0, 0x1f },          { 0x7f, 0xa0 },       { 0x61c, 0x61c },
		{ 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f },
		{ 0x2000, 0x200a },   { 0x202f, 0x202f },   { 0x205f, 0x205f },
		{ 0x1680, 0x1680 },   { 0x3000, 0x3000 },   { 0x2800, 0x2800 },
		{ 0xad, 0xad },       { 0x34f, 0x34f },     { 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 },   { 0x180b, 0x180f },   { 0x3164, 0x3164 },
		{ 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb },   { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
		{ 0xe0000, 0xe0fff }, { 0xd800, 0xdfff },   { 0x110000, UINT32_MAX },
	};

	for (size_t i = 0;
	     (code < ' ' || code > '~') && i < sizeof(pairs) / sizeof(*pairs); i++)
		if (code >= pairs[i][0] && code <= pairs[i][1])
			return true;
	return false;
}

/* Returns whether the text has exactly so many newlines and no other control
 * characters. */
static inline bool clean_is_lines(const char *s, size_t n, size_t newlines)
{
	const char *end = n ? s + n : s;
	size_t seen = 0;

	while (s < end) {
		const uint32_t code = clean_take(&s, end);

		if (code == '\n')
			seen++;
		else if (clean_is_hidden(code))
			return false;
	}
	return seen == newlines;
}

static inline void clean_skip_blanks(const char **at, const char *end)
{
	while (*at < end && (**at == ' ' || **at == '\n'))
		++*at;
}

static inline bool clean_skip_string(const char **at, const char *end)
{
	if (*at == end || *(*at)++ != '"')
		return false;
	while (*at < end && **at != '"') {
		const bool is_escaped = **at == '\\';

		*at += 1 + is_escaped;
		if (is_escaped && *at <= end && !strchr("\"\\/bfnrtu", (*at)[-1]))
			return false;
	}
	if (*at >= end)
		return false;
	++*at;
	return true;
}

/* Skips a number, true, false or null, without checking its spelling. */
static inline bool clean_skip_word(const char **at, const char *end)
{
	const char *start = *at;

	while (*at < end && strchr("+-.0123456789aeflnrstu", **at) && **at)
		++*at;
	return *at > start;
}

/* Skips one value with its contents; the nesting is that of the program, which is
 * shallow. */
static inline bool clean_skip_value(const char **at, const char *end)
{
	clean_skip_blanks(at, end);
	if (*at == end)
		return false;
	char close = '\0';
	if (**at == '{')
		close = '}';
	else if (**at == '[')
		close = ']';
	if (!close)
		return **at == '"' ? clean_skip_string(at, end)
				   : clean_skip_word(at, end);
	++*at;
	clean_skip_blanks(at, end);
	if (*at < end && **at == close) {
		++*at;
		return true;
	}
	for (;;) {
		clean_skip_blanks(at, end);
		if (close == '}' &&
		    (!clean_skip_string(at, end) || *at == end || *(*at)++ != ':'))
			return false;
		if (!clean_skip_value(at, end))
			return false;
		clean_skip_blanks(at, end);
		if (*at == end)
			return false;
		const char next = *(*at)++;
		if (next == close)
			return true;
		if (next != ',')
			return false;
	}
}

static inline bool clean_is_json(const char *s, size_t n)
{
	const char *at = s;
	const char *end = s + n;

	if (!clean_skip_value(&at, end))
		return false;
	clean_skip_blanks(&at, end);
	return at == end;
}

#endif
