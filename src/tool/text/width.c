/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "width.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

#include "util/cleanup.h"

locale_t width_locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(names) && !(value && *value); i++)
		value = getenv(names[i]);
	const char *charset = value ? strchr(value, '.') : NULL;

	if (!charset || (strncasecmp(charset, ".UTF-8", 6) != 0 &&
			 strncasecmp(charset, ".utf8", 5) != 0))
		return NULL;
	return newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
}

/* Returns how many bytes the character or the escape \xNN at the beginning of text has,
 * and sets *ret_width to how many columns the character or escape takes. The calling
 * thread must use the locale of the terminal; is_utf8: this locale has UTF-8. */
static size_t measure_next(const char *text, size_t n, bool is_utf8, size_t *ret_width)
{
	const unsigned char first = (unsigned char)*text;

	*ret_width = 1;
	if (first == '\\' && n >= 4 && text[1] == 'x' &&
	    isxdigit((unsigned char)text[2]) && isxdigit((unsigned char)text[3])) {
		*ret_width = 4;
		return 4;
	}
	if (first < 0x80)
		return 1;
	if (!is_utf8) {
		/* A byte of escaped text that is not ASCII is part of a UTF-8 character,
		 * which a terminal may show as one character whatever the locale is, so
		 * the bytes of the character are not divided. */
		size_t len = 1;
		while (len < n && ((unsigned char)text[len] & 0xc0) == 0x80)
			len++;
		*ret_width = len;
		return len;
	}

	mbstate_t state = { 0 };
	wchar_t c = 0;
	const size_t len = mbrtowc(&c, text, n, &state);
	if (len == 0 || len > n)
		return 1;
	const int width = wcwidth(c);

	*ret_width = width < 0 ? 1 : (size_t)width;
	return len;
}

size_t width_of(const char *text, size_t n, locale_t utf8)
{
	const locale_t before = utf8 ? uselocale(utf8) : NULL;
	size_t width = 0;

	for (size_t i = 0, one = 0; i < n; width += one)
		i += measure_next(text + i, n - i, utf8, &one);
	if (utf8)
		uselocale(before);
	return width;
}

/* Returns the offset in text from which the rest of the text is at most max columns wide,
 * where `all` is the width of the whole text in columns. *ret_width is set to the width
 * of this rest. */
static size_t find_tail(const char *text, size_t n, size_t all, size_t max, bool is_utf8,
			size_t *ret_width)
{
	size_t i = 0;
	size_t one = 0;

	while (i < n && all > max) {
		i += measure_next(text + i, n - i, is_utf8, &one);
		all -= one;
	}
	/* A character without width, such as a combining accent, belongs to the character
	 * before it, so the rest of the text must not begin with such a character. */
	for (size_t len = 0; i < n; i += len) {
		len = measure_next(text + i, n - i, is_utf8, &one);
		if (one)
			break;
	}
	*ret_width = all;
	return i;
}

struct width_cut width_cut(const char *text, size_t n, size_t head_max, size_t tail_max,
			   locale_t utf8)
{
	const size_t all = width_of(text, n, utf8);
	const locale_t before = utf8 ? uselocale(utf8) : NULL;
	size_t tail_width = 0;
	struct width_cut cut = {
		.tail = find_tail(text, n, all, tail_max, utf8, &tail_width),
	};

	while (cut.head < cut.tail) {
		size_t one = 0;
		const size_t len =
			measure_next(text + cut.head, n - cut.head, utf8, &one);

		if (cut.width + one > head_max)
			break;
		cut.width += one;
		cut.head += len;
	}
	cut.width += tail_width;
	if (utf8)
		uselocale(before);
	return cut;
}
