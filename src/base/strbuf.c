/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "strbuf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"

enum { DECIMAL_MAX = 20 }; /* digits of 2^64 - 1 */

void strbuf_release(struct strbuf *sb)
{
	free(sb->s);
	*sb = (struct strbuf){ 0 };
}

char *strbuf_room(struct strbuf *sb, size_t n)
{
	if (sb->error)
		return NULL;
	if (n > sb->cap - sb->len) {
		sb->error = n > SIZE_MAX - sb->len
				    ? -ENOMEM
				    : grow(&sb->s, &sb->cap, sb->len + n, 1);
		if (sb->error)
			return NULL;
	}
	return sb->s + sb->len;
}

void strbuf_add(struct strbuf *sb, const void *bytes, size_t n)
{
	char *to = n ? strbuf_room(sb, n) : NULL;

	if (!to)
		return;
	memcpy(to, bytes, n);
	sb->len += n;
}

void strbuf_adds(struct strbuf *sb, const char *text)
{
	strbuf_add(sb, text, strlen(text));
}

void strbuf_addc(struct strbuf *sb, char c)
{
	strbuf_add(sb, &c, 1);
}

static size_t format_decimal(uint64_t value, char end[DECIMAL_MAX])
{
	size_t n = 0;

	do {
		end[DECIMAL_MAX - ++n] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	return n;
}

void strbuf_addx(struct strbuf *sb, uint64_t value, int digits)
{
	static const char hex[] = "0123456789abcdef";
	int shift = 60;

	while (shift >= digits * 4 && !(value >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		strbuf_addc(sb, hex[value >> shift & 15]);
}

void strbuf_addu_right(struct strbuf *sb, uint64_t value, size_t width)
{
	char digits[DECIMAL_MAX];
	size_t n = format_decimal(value, digits);

	if (n < width)
		strbuf_pad(sb, sb->len, width - n);
	strbuf_add(sb, digits + DECIMAL_MAX - n, n);
}

void strbuf_addu(struct strbuf *sb, uint64_t value)
{
	strbuf_addu_right(sb, value, 0);
}

void strbuf_pad(struct strbuf *sb, size_t start, size_t width)
{
	size_t used = sb->len - start;

	if (used >= width)
		return;

	char *to = strbuf_room(sb, width - used);
	if (!to)
		return;
	memset(to, ' ', width - used);
	sb->len += width - used;
}
