/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may reach a terminal, by a second reading of RFC 3629 and of what src/base/escape.h
 * says, and what is JSON (RFC 8259). */
#ifndef TESTS_CLEAN_H
#define TESTS_CLEAN_H

#include <stdbool.h>

#include "fuzz.h"

/* One character, and goes on behind it; UINT32_MAX: it is no UTF-8. */
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

/* Whether these are characters of which a terminal acts on none, but for so many newlines. */
static inline bool clean_is_lines(const char *s, size_t n, size_t newlines)
{
	const char *end = n ? s + n : s;
	size_t seen = 0;

	while (s < end) {
		const uint32_t code = clean_take(&s, end);

		if (code == '\n')
			seen++;
		else if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c ||
			 code == 0x200e || code == 0x200f ||
			 (code >= 0x2028 && code <= 0x202e) ||
			 (code >= 0x2066 && code <= 0x2069) || code == UINT32_MAX)
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

/* A number, true, false or null; how they are spelled within is not looked at. */
static inline bool clean_skip_word(const char **at, const char *end)
{
	const char *start = *at;

	while (*at < end && strchr("+-.0123456789aeflnrstu", **at) && **at)
		++*at;
	return *at > start;
}

/* One value with what is in it. The nesting is that of the program, which is not deep. */
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
