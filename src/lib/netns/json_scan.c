/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_scan.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { REPLACEMENT = 0xfffd };

static void skip_space(struct span *rest)
{
	while (rest->len && *rest->at && strchr(" \t\r\n", *rest->at))
		*rest = span_from(*rest, 1);
}

/* Moves *rest behind the JSON string at its beginning. Returns false if the string has no
 * end. */
static bool skip_string(struct span *rest)
{
	size_t i = 1;

	while (i < rest->len && rest->at[i] != '"')
		i += rest->at[i] == '\\' ? 2 : 1;
	if (i >= rest->len)
		return false;
	*rest = span_from(*rest, i + 1);
	return true;
}

/* Moves *rest behind a number, true, false or null. */
static void skip_word(struct span *rest)
{
	do
		*rest = span_from(*rest, 1);
	while (rest->len && (!*rest->at || !strchr(",:{}[]\" \t\r\n", *rest->at)));
}

/* Gets the JSON value at the beginning of *rest and moves *rest behind the value. Returns
 * false if *rest does not begin with a value. */
static bool take_value(struct span *rest, struct span *ret)
{
	size_t depth = 0;

	skip_space(rest);
	*ret = *rest;
	do {
		skip_space(rest);
		if (!rest->len)
			return false;
		const char c = *rest->at;

		if (c == '"') {
			if (!skip_string(rest))
				return false;
			continue;
		}
		if (c && strchr("}],:", c) && !depth)
			return false;
		if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']')
			depth--;
		if (c && strchr("{[}],:", c))
			*rest = span_from(*rest, 1);
		else
			skip_word(rest);
	} while (depth);
	ret->len = (size_t)(rest->at - ret->at);
	return true;
}

/* Moves *rest behind the character at its beginning. Returns false if this is another
 * character. */
static bool take_character(struct span *rest, char c)
{
	skip_space(rest);
	if (!rest->len || *rest->at != c)
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

bool json_is(struct span value, const char *text)
{
	const size_t n = strlen(text);

	return value.len == n + 2 && *value.at == '"' &&
	       memcmp(value.at + 1, text, n) == 0;
}

bool json_find(struct span object, const char *key, struct span *ret)
{
	struct span name, value;

	if (!take_character(&object, '{'))
		return false;
	do {
		if (!take_value(&object, &name) || !take_character(&object, ':') ||
		    !take_value(&object, &value))
			return false;
		if (json_is(name, key)) {
			*ret = value;
			return true;
		}
	} while (take_character(&object, ','));
	return false;
}

bool json_next(struct span *rest, struct span *ret)
{
	return (take_character(rest, '[') || take_character(rest, ',')) &&
	       take_value(rest, ret);
}

/* Sets *ret to the number that the first four characters of the text form as hexadecimal
 * digits. Returns false if the text does not begin with four such digits. */
static bool hex_number(struct span text, uint32_t *ret)
{
	static const char digits[] = "0123456789abcdef";
	uint32_t number = 0;

	for (size_t i = 0; i < 4; i++) {
		const char c = (char)(i < text.len ? text.at[i] : 0);
		const char *digit =
			strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);

		if (!c || !digit)
			return false;
		number = number << 4 | (uint32_t)(digit - digits);
	}
	*ret = number;
	return true;
}

/* Writes a Unicode character as UTF-8 to the address `to`. Returns the address behind the
 * character. */
static char *put_utf8(char *to, uint32_t character)
{
	const unsigned int more = character < 0x80      ? 0
				  : character < 0x800   ? 1
				  : character < 0x10000 ? 2
							: 3;
	static const uint8_t marks[] = { 0, 0xc0, 0xe0, 0xf0 };

	*to++ = (char)(marks[more] | character >> 6 * more);
	for (unsigned int i = more; i-- > 0;)
		*to++ = (char)(0x80 | (character >> 6 * i & 0x3f));
	return to;
}

/* Decodes the digits of the JSON escape "\uXXXX" at the beginning of *rest, and of a
 * second escape that makes a surrogate pair with the first one, and moves *rest behind
 * the escapes. Returns the character. */
static uint32_t take_unicode(struct span *rest)
{
	uint32_t high = 0, low = 0;

	if (!hex_number(*rest, &high))
		return REPLACEMENT;
	*rest = span_from(*rest, 4);
	if (!high || (high & 0xfc00) == 0xdc00)
		return REPLACEMENT;
	if ((high & 0xfc00) != 0xd800)
		return high;
	if (rest->len < 6 || rest->at[0] != '\\' || rest->at[1] != 'u' ||
	    !hex_number(span_from(*rest, 2), &low) || (low & 0xfc00) != 0xdc00)
		return REPLACEMENT;
	*rest = span_from(*rest, 6);
	return 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);
}

int json_decode(struct span value, char **ret)
{
	static const char escapes[] = "bfnrt", escaped[] = "\b\f\n\r\t";

	if (value.len < 2 || *value.at != '"')
		return -EBADMSG;
	struct span rest = { value.at + 1, value.len - 2 };
	/* The decoded text may be three times as long: a NUL, which is one byte, becomes
	 * U+FFFD, which has three bytes. */
	char *text = malloc(3 * rest.len + 1);
	if (!text)
		return -ENOMEM;
	char *to = text;

	while (rest.len) {
		char c = *rest.at;

		rest = span_from(rest, 1);
		if (c == '\\' && rest.len) {
			c = *rest.at;
			rest = span_from(rest, 1);
			const char *known = c ? strchr(escapes, c) : NULL;

			if (c == 'u') {
				to = put_utf8(to, take_unicode(&rest));
				continue;
			}
			c = (char)(known ? escaped[known - escapes] : c);
		}
		if (c)
			*to++ = c;
		else
			to = put_utf8(to, REPLACEMENT);
	}
	*to = '\0';
	*ret = text;
	return 0;
}
