/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing byte buffer for output. Strings from outside are added only by the escaping
 * functions of escape.h. An append that fails, because there is no memory or the text is
 * not the program's own, sets error; it and all later ones drop their bytes. So a row is
 * built without a check per cell, and error is checked once, before the buffer is
 * written. */
#ifndef TEXT_STRBUF_H
#define TEXT_STRBUF_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct strbuf {
	/* read-only for callers */
	const char *s;
	size_t len;
	size_t cap;
	/* the first error: -ENOMEM, -EINVAL for a text that is not the program's own, or
	 * the error of a look-up that a writer needed; 0: none */
	int error;
};

void strbuf_release(struct strbuf *sb);

/* Removes the first n bytes. */
void strbuf_drop(struct strbuf *sb, size_t n);

/* The slow path of strbuf_room. */
char *strbuf_grow(struct strbuf *sb, size_t n);

/* Returns room for n more bytes at the end, or NULL with error set. The caller adds to
 * len. Inline because there are many small appends. */
static inline char *strbuf_room(struct strbuf *sb, size_t n)
{
	if (__builtin_expect(sb->error || n > sb->cap - sb->len, 0))
		return strbuf_grow(sb, n);
	return (char *)sb->s + sb->len;
}

/* Appends bytes unchecked. This and strbuf_room are only for escaping functions and
 * tests. */
static inline void strbuf_add(struct strbuf *sb, const void *bytes, size_t n)
{
	char *to = n ? strbuf_room(sb, n) : NULL;

	if (!to)
		return;
	memcpy(to, bytes, n);
	sb->len += n;
}

/* Symbols of the linker: the beginning of the program's image, and the end of its
 * constant part, behind which relocated data begins. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c) */
extern const char __executable_start[], __init_array_start[];
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c) */

/* Whether text is a literal of the program, by its address; such text is not from
 * outside. */
static inline bool strbuf_is_own(const char *text)
{
	return __builtin_constant_p(text) ||
	       ((uintptr_t)text >= (uintptr_t)__executable_start &&
		(uintptr_t)text < (uintptr_t)__init_array_start);
}

/* Appends the first n bytes of a literal; sets error to -EINVAL for any other text. */
static inline void strbuf_addn(struct strbuf *sb, const char *text, size_t n)
{
	if (__builtin_expect(!strbuf_is_own(text), 0))
		sb->error = sb->error ? sb->error : -EINVAL;
	strbuf_add(sb, text, n);
}

/* Appends a literal. */
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

/* Appends a constant character. */
#define strbuf_addc(sb, c)                                                               \
	do {                                                                             \
		_Static_assert(__builtin_constant_p(c), "no constant");                  \
		strbuf_add_byte(sb, c);                                                  \
	} while (0)

/* Appends a character that is not constant: -EINVAL unless it is printable ASCII. */
void strbuf_add_ascii(struct strbuf *sb, char c);
/* Appends n bytes of another buffer from the byte at on, and its error. */
void strbuf_append(struct strbuf *sb, const struct strbuf *from, size_t at, size_t n);
void strbuf_addu(struct strbuf *sb, uint64_t value);
/* Appends a hexadecimal number in lower case with at least so many digits. */
void strbuf_addx(struct strbuf *sb, uint64_t value, int digits);
/* Appends a number, right-aligned in at least width columns. */
void strbuf_addu_right(struct strbuf *sb, uint64_t value, size_t width);
/* strbuf_addu_right with a decimal point before the last places digits. */
void strbuf_addu_point(struct strbuf *sb, uint64_t value, unsigned int places,
		       size_t width);
/* Appends a number with at least so many digits. */
void strbuf_addu_padded(struct strbuf *sb, uint64_t value, unsigned int digits);
/* Adds blanks until the text from start (an earlier len) on is width bytes wide: behind
 * it, or before it. */
void strbuf_pad(struct strbuf *sb, size_t start, size_t width);
void strbuf_pad_before(struct strbuf *sb, size_t start, size_t width);

#endif
