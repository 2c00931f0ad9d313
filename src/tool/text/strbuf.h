/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing buffer of bytes for the output. Strings from outside the program are appended
 * only by the functions of escape.h. An append fails if memory is lacking, or if a text
 * that must be a string literal is not one; the member `error` is then set, and all later
 * appends have no effect. A caller therefore appends without checks, and checks `error`
 * once, before it writes the buffer. */
#ifndef TEXT_STRBUF_H
#define TEXT_STRBUF_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct strbuf {
	/* The bytes of the buffer, which only the functions of strbuf change. */
	const char *s;
	size_t len, cap;
	/* The error of the first append that has failed: -ENOMEM, -EINVAL for a text or
	 * character that the function does not accept, or the -errno of looking up a
	 * name; 0: no append has failed. */
	int error;
};

void strbuf_release(struct strbuf *sb);

/* Removes the first n bytes from the buffer. */
void strbuf_drop(struct strbuf *sb, size_t n);

/* The part of strbuf_room that is not inline: makes the buffer larger, or returns NULL if
 * the member `error` is set. */
char *strbuf_grow(struct strbuf *sb, size_t n);

/* Returns the address of room for n more bytes at the end of the buffer, or NULL if the
 * member `error` is set. The caller writes at most n bytes there, and adds the number of
 * written bytes to the member `len`. The function is inline because most appends are
 * small. */
static inline char *strbuf_room(struct strbuf *sb, size_t n)
{
	if (__builtin_expect(sb->error || n > sb->cap - sb->len, 0))
		return strbuf_grow(sb, n);
	return (char *)sb->s + sb->len;
}

/* Appends n bytes that may come from outside the program. Only functions of strbuf,
 * functions of escape.h and tests may call strbuf_add. */
static inline void strbuf_add(struct strbuf *sb, const void *bytes, size_t n)
{
	char *to = n ? strbuf_room(sb, n) : NULL;

	if (!to)
		return;
	memcpy(to, bytes, n);
	sb->len += n;
}

/* Symbols that the linker defines: __executable_start is the beginning of the program in
 * memory. __init_array_start is the end of the program's constant data, behind which the
 * data that the loader relocates begin. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c) */
extern const char __executable_start[], __init_array_start[];
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c) */

/* Returns whether text is a string literal of the program, which the address of text
 * shows. */
static inline bool strbuf_is_own(const char *text)
{
	return __builtin_constant_p(text) ||
	       ((uintptr_t)text >= (uintptr_t)__executable_start &&
		(uintptr_t)text < (uintptr_t)__init_array_start);
}

/* Appends the first n bytes of text, which must be a string literal: any other text sets
 * the member `error` to -EINVAL. */
static inline void strbuf_addn(struct strbuf *sb, const char *text, size_t n)
{
	if (__builtin_expect(!strbuf_is_own(text), 0))
		sb->error = sb->error ? sb->error : -EINVAL;
	strbuf_add(sb, text, n);
}

/* Appends text, which must be a string literal: any other text sets the member `error` to
 * -EINVAL. */
static inline void strbuf_adds(struct strbuf *sb, const char *text)
{
	strbuf_addn(sb, text, strlen(text));
}

static inline void strbuf_add_byte(struct strbuf *sb, char c)
{
	char *to = strbuf_room(sb, 1);

	if (!to)
		return;
	*to = c;
	sb->len++;
}

/* Appends the character c, which must be a constant expression. */
#define strbuf_addc(sb, c)                                                               \
	do {                                                                             \
		_Static_assert(__builtin_constant_p(c), "no constant");                  \
		strbuf_add_byte(sb, c);                                                  \
	} while (0)

/* Appends the character c, which need not be a constant. If c is not printable ASCII, the
 * member `error` is set to -EINVAL. */
void strbuf_add_ascii(struct strbuf *sb, char c);
/* Appends n bytes of the buffer `from`, beginning at the offset `at` in `from`. If `from`
 * has an error and sb has none, sb gets the error of `from`. */
void strbuf_append(struct strbuf *sb, const struct strbuf *from, size_t at, size_t n);
/* Appends `value` as a decimal number. */
void strbuf_addu(struct strbuf *sb, uint64_t value);
/* Appends `value` as a number of lower-case hexadecimal digits, preceded by zeros if the
 * number has less than `digits` digits. */
void strbuf_addx(struct strbuf *sb, uint64_t value, int digits);
/* Appends `value` as a decimal number that is right-aligned in `width` columns; a longer
 * number takes more columns. */
void strbuf_addu_right(struct strbuf *sb, uint64_t value, size_t width);
/* Appends `value` like strbuf_addu_right, with a decimal point before its last `places`
 * digits; places 0: without a decimal point. */
void strbuf_addu_point(struct strbuf *sb, uint64_t value, unsigned int places,
		       size_t width);
/* Appends a text like printf(3). The format and the arguments of %s must be string
 * literals. The only conversions are %s, %u and %ju, and %0Nu and %0Nju, where the digit
 * N is the minimum number of digits; any other conversion sets the member `error` to
 * -EINVAL. */
void strbuf_addf(struct strbuf *sb, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Appends blanks until the bytes from offset `start` to the end of the buffer are `width`
 * bytes. */
void strbuf_pad(struct strbuf *sb, size_t start, size_t width);
/* Inserts blanks at offset `start` until the bytes from offset `start` to the end of the
 * buffer are `width` bytes. */
void strbuf_pad_before(struct strbuf *sb, size_t start, size_t width);

#endif
