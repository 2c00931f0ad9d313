/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing byte buffer for output. Strings from outside the program are added only by
 * the escaping functions of escape.h. An append that fails, because memory is missing or
 * because a text that must be a string literal is none, sets the member error; this
 * append and all later appends drop their bytes. A caller therefore appends without
 * checks, and reads error once, before it writes the buffer. */
#ifndef TEXT_STRBUF_H
#define TEXT_STRBUF_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct strbuf {
	/* The bytes of the buffer, which callers only read. */
	const char *s;
	size_t len, cap;
	/* The error of the first append that failed: -ENOMEM, -EINVAL for a text or
	 * character that the function does not accept, or the -errno of a name look-up;
	 * 0: no append has failed. */
	int error;
};

void strbuf_release(struct strbuf *sb);

/* Removes the first n bytes of the buffer. */
void strbuf_drop(struct strbuf *sb, size_t n);

/* Does what strbuf_room does when memory must be allocated or error is set. */
char *strbuf_grow(struct strbuf *sb, size_t n);

/* Returns room for n more bytes at the end of the buffer, or NULL if error is set. The
 * caller writes at most n bytes there and adds their number to len. The function is
 * inline because most appends are small. */
static inline char *strbuf_room(struct strbuf *sb, size_t n)
{
	if (__builtin_expect(sb->error || n > sb->cap - sb->len, 0))
		return strbuf_grow(sb, n);
	return (char *)sb->s + sb->len;
}

/* Appends n bytes without a check of their origin. Besides the functions of strbuf, only
 * the escaping functions and tests call strbuf_add. */
static inline void strbuf_add(struct strbuf *sb, const void *bytes, size_t n)
{
	char *to = n ? strbuf_room(sb, n) : NULL;

	if (!to)
		return;
	memcpy(to, bytes, n);
	sb->len += n;
}

/* Symbols of the linker: the beginning of the program's image, and the end of its
 * constant part, which is followed by relocated data. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c) */
extern const char __executable_start[], __init_array_start[];
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c) */

/* Returns whether text is a string literal of the program, judged by its address. */
static inline bool strbuf_is_own(const char *text)
{
	return __builtin_constant_p(text) ||
	       ((uintptr_t)text >= (uintptr_t)__executable_start &&
		(uintptr_t)text < (uintptr_t)__init_array_start);
}

/* Appends the first n bytes of text, which must be a string literal: any other text sets
 * error to -EINVAL. */
static inline void strbuf_addn(struct strbuf *sb, const char *text, size_t n)
{
	if (__builtin_expect(!strbuf_is_own(text), 0))
		sb->error = sb->error ? sb->error : -EINVAL;
	strbuf_add(sb, text, n);
}

/* Appends text, which must be a string literal: any other text sets error to -EINVAL. */
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

/* Appends a character that is a constant. */
#define strbuf_addc(sb, c)                                                               \
	do {                                                                             \
		_Static_assert(__builtin_constant_p(c), "no constant");                  \
		strbuf_add_byte(sb, c);                                                  \
	} while (0)

/* Appends a character that is computed. A character that is not printable ASCII sets
 * error to -EINVAL. */
void strbuf_add_ascii(struct strbuf *sb, char c);
/* Appends n bytes of the buffer `from`, beginning at offset `at`. An error of `from`
 * becomes the error of sb, unless sb has an error already. */
void strbuf_append(struct strbuf *sb, const struct strbuf *from, size_t at, size_t n);
/* Appends a decimal number. */
void strbuf_addu(struct strbuf *sb, uint64_t value);
/* Appends a number as lower-case hexadecimal digits, with zeros in front if the number
 * has fewer digits than `digits`. */
void strbuf_addx(struct strbuf *sb, uint64_t value, int digits);
/* Appends a decimal number, right-aligned in at least width columns. */
void strbuf_addu_right(struct strbuf *sb, uint64_t value, size_t width);
/* Appends a decimal number like strbuf_addu_right, with a decimal point before the last
 * `places` digits; no point if `places` is 0. */
void strbuf_addu_point(struct strbuf *sb, uint64_t value, unsigned int places,
		       size_t width);
/* Appends a text like printf. The format and the arguments of %s must be literals. The
 * only conversions are %s, %u and %ju, and %0Nu or %0Nju with one digit N for the least
 * number of digits; any other conversion sets error to -EINVAL. */
void strbuf_addf(struct strbuf *sb, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Appends blanks until the text from offset start on is width bytes wide. */
void strbuf_pad(struct strbuf *sb, size_t start, size_t width);
/* Inserts blanks at offset start until the text from offset start on is width bytes
 * wide. */
void strbuf_pad_before(struct strbuf *sb, size_t start, size_t width);

#endif
