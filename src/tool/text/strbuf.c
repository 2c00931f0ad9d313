/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "strbuf.h"

#include <stdarg.h>
#include <stdlib.h>

#include "util/grow.h"

void strbuf_release(struct strbuf *sb)
{
	free((char *)sb->s);
	*sb = (struct strbuf){ 0 };
}

void strbuf_drop(struct strbuf *sb, size_t n)
{
	sb->len -= n;
	if (n && sb->len)
		memmove((char *)sb->s, sb->s + n, sb->len);
}

char *strbuf_grow(struct strbuf *sb, size_t n)
{
	if (sb->error)
		return NULL;
	sb->error =
		n > SIZE_MAX - sb->len ? -ENOMEM : grow(&sb->s, &sb->cap, sb->len + n, 1);
	return sb->error ? NULL : (char *)sb->s + sb->len;
}

static size_t count_digits(uint64_t value)
{
	size_t n = 1;

	for (; value >= 10000; value /= 10000)
		n += 4;
	return n + (value >= 10) + (value >= 100) + (value >= 1000);
}

void strbuf_add_ascii(struct strbuf *sb, char c)
{
	if (c < ' ' || c > '~')
		sb->error = sb->error ? sb->error : -EINVAL;
	strbuf_add_byte(sb, c);
}

void strbuf_append(struct strbuf *sb, const struct strbuf *from, size_t at, size_t n)
{
	if (from->error && !sb->error)
		sb->error = from->error;
	strbuf_add(sb, from->s + at, n);
}

void strbuf_addx(struct strbuf *sb, uint64_t value, int digits)
{
	static const char hex[] = "0123456789abcdef";

	for (int shift = 60; shift >= 0; shift -= 4)
		if (shift < digits * 4 || value >> shift)
			strbuf_add_byte(sb, hex[value >> shift & 15]);
}

void strbuf_addu_right(struct strbuf *sb, uint64_t value, size_t width)
{
	const size_t digits = count_digits(value);
	const size_t n = digits < width ? width : digits;
	char *to = strbuf_room(sb, n);

	if (!to)
		return;
	memset(to, ' ', n - digits);
	for (char *at = to + n; at > to + n - digits; value /= 10)
		*--at = (char)('0' + value % 10);
	sb->len += n;
}

void strbuf_addu_point(struct strbuf *sb, uint64_t value, unsigned int places,
		       size_t width)
{
	uint64_t unit = 1;

	for (unsigned int i = 0; i < places; i++)
		unit *= 10;
	const size_t behind = places ? places + 1 : 0;
	strbuf_addu_right(sb, value / unit, width > behind ? width - behind : 0);
	if (places)
		strbuf_addc(sb, '.');
	for (unit /= 10; unit; unit /= 10)
		strbuf_addu(sb, value / unit % 10);
}

void strbuf_addu(struct strbuf *sb, uint64_t value)
{
	strbuf_addu_right(sb, value, 0);
}

static void add_padded(struct strbuf *sb, uint64_t value, size_t digits)
{
	for (size_t n = count_digits(value); n < digits; n++)
		strbuf_addc(sb, '0');
	strbuf_addu(sb, value);
}

void strbuf_addf(struct strbuf *sb, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	for (const char *at = format; *at;) {
		const size_t n = strcspn(at, "%");
		size_t digits = 0;

		strbuf_addn(sb, at, n);
		at += n;
		if (!*at++)
			break;
		if (*at == '0' && at[1]) {
			digits = (size_t)(at[1] - '0');
			at += 2;
		}
		if (*at == 's') {
			strbuf_adds(sb, va_arg(args, const char *));
		} else if (*at == 'u') {
			add_padded(sb, va_arg(args, unsigned int), digits);
		} else if (*at == 'j' && *++at == 'u') {
			add_padded(sb, va_arg(args, uintmax_t), digits);
		} else {
			sb->error = sb->error ? sb->error : -EINVAL;
			break;
		}
		at++;
	}
	va_end(args);
}

/* Appends n blanks to the buffer sb. Returns false if memory for the blanks is
 * lacking. */
static bool add_blanks(struct strbuf *sb, size_t n)
{
	char *to = strbuf_room(sb, n);

	if (!to)
		return false;
	memset(to, ' ', n);
	sb->len += n;
	return true;
}

void strbuf_pad(struct strbuf *sb, size_t start, size_t width)
{
	if (sb->len - start < width)
		(void)add_blanks(sb, start + width - sb->len);
}

void strbuf_pad_before(struct strbuf *sb, size_t start, size_t width)
{
	const size_t used = sb->len - start;

	if (used >= width || !add_blanks(sb, width - used))
		return;

	char *at = (char *)sb->s + start;
	memmove(at + width - used, at, used);
	memset(at, ' ', width - used);
}
