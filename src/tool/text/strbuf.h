/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing byte buffer, from which output is made: what comes from outside the program gets in
 * by a door (escape.h) and by no other way. An append that finds no memory sets error and drops
 * its bytes, as does every later one, so that a row is built without a check per cell; so does
 * one of text that is not the program's own. Whoever sends the buffer on looks at error first. */
#ifndef TEXT_STRBUF_H
#define TEXT_STRBUF_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct strbuf {
	const char *s; /* changed by these functions alone */
	size_t len;
	size_t cap;
	/* 0, or of the first append that failed: -ENOMEM, -EINVAL for its text, or that its writer
	 * could not look up what to write */
	int error;
};

void strbuf_release(struct strbuf *sb);

/* Forgets the first n bytes. */
void strbuf_drop(struct strbuf *sb, size_t n);

/* strbuf_room where there is none. */
char *strbuf_grow(struct strbuf *sb, size_t n);

/* Room for n more bytes at the end, or NULL with error set. The caller adds to len. Cells are
 * small, and many: this and what follows is worth being inline. */
static inline char *strbuf_room(struct strbuf *sb, size_t n)
{
	if (__builtin_expect(sb->error || n > sb->cap - sb->len, 0))
		return strbuf_grow(sb, n);
	return (char *)sb->s + sb->len;
}

/* Bytes as they are. This and strbuf_room are for doors alone, and tests. */
static inline void strbuf_add(struct strbuf *sb, const void *bytes, size_t n)
{
	char *to = n ? strbuf_room(sb, n) : NULL;

	if (!to)
		return;
	memcpy(to, bytes, n);
	sb->len += n;
}

/* The linker's: where the program's own image begins, and where, behind all that is constant in
 * it, begins what is written as it is loaded. */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c) */
extern const char __executable_start[], __init_array_start[];
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c) */

/* Whether text is a literal of the program, in a table or not: nobody else can have made it. */
static inline bool strbuf_is_own(const char *text)
{
	return __builtin_constant_p(text) ||
	       ((uintptr_t)text >= (uintptr_t)__executable_start &&
		(uintptr_t)text < (uintptr_t)__init_array_start);
}

/* The first n bytes of text of the program's own; -EINVAL for any other. */
static inline void strbuf_addn(struct strbuf *sb, const char *text, size_t n)
{
	if (__builtin_expect(!strbuf_is_own(text), 0))
		sb->error = sb->error ? sb->error : -EINVAL;
	strbuf_add(sb, text, n);
}

/* All of it. */
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

/* A character that is known when this is compiled. */
#define strbuf_addc(sb, c)                                                               \
	do {                                                                             \
		_Static_assert(__builtin_constant_p(c), "no constant");                  \
		strbuf_add_byte(sb, c);                                                  \
	} while (0)

/* One that is not: of ASCII, and no control; -EINVAL for any other. */
void strbuf_add_ascii(struct strbuf *sb, char c);
/* What another buffer holds from the byte at on, n bytes of it. */
void strbuf_append(struct strbuf *sb, const struct strbuf *from, size_t at, size_t n);
void strbuf_addu(struct strbuf *sb, uint64_t value);
/* Hexadecimal, lower case, in at least so many digits. */
void strbuf_addx(struct strbuf *sb, uint64_t value, int digits);
/* Decimal, right-aligned in at least width columns. */
void strbuf_addu_right(struct strbuf *sb, uint64_t value, size_t width);
/* The same of a number of which the last places digits stand behind a point. */
void strbuf_addu_point(struct strbuf *sb, uint64_t value, unsigned int places,
		       size_t width);
/* Decimal, in at least so many digits. */
void strbuf_addu_padded(struct strbuf *sb, uint64_t value, unsigned int digits);
/* Blanks until what was written since start (an earlier len) is width bytes wide: behind it,
 * or before it. */
void strbuf_pad(struct strbuf *sb, size_t start, size_t width);
void strbuf_pad_before(struct strbuf *sb, size_t start, size_t width);

#endif
