/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing byte buffer. An append that finds no memory sets error and drops its bytes,
 * as does every later one, so that a row is built without a check per cell; whoever sends
 * the buffer on looks at error first. */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct strbuf {
	char *s;
	size_t len;
	size_t cap;
	int error; /* 0, or -ENOMEM from the first append that failed */
};

void strbuf_release(struct strbuf *sb);

/* strbuf_room where there is none. */
char *strbuf_grow(struct strbuf *sb, size_t n);

/* Room for n more bytes at the end, or NULL with error set. The caller adds to len. Cells are
 * small, and many: this and what follows is worth being inline. */
static inline char *strbuf_room(struct strbuf *sb, size_t n)
{
	if (__builtin_expect(sb->error || n > sb->cap - sb->len, 0))
		return strbuf_grow(sb, n);
	return sb->s + sb->len;
}

static inline void strbuf_add(struct strbuf *sb, const void *bytes, size_t n)
{
	char *to = n ? strbuf_room(sb, n) : NULL;

	if (!to)
		return;
	memcpy(to, bytes, n);
	sb->len += n;
}

static inline void strbuf_adds(struct strbuf *sb, const char *text)
{
	strbuf_add(sb, text, strlen(text));
}

static inline void strbuf_addc(struct strbuf *sb, char c)
{
	char *to = strbuf_room(sb, 1);

	if (!to)
		return;
	*to = c;
	sb->len++;
}

void strbuf_addu(struct strbuf *sb, uint64_t value);
/* Hexadecimal, lower case, in at least so many digits. */
void strbuf_addx(struct strbuf *sb, uint64_t value, int digits);
/* Decimal, right-aligned in at least width columns. */
void strbuf_addu_right(struct strbuf *sb, uint64_t value, size_t width);
/* The same of a number of which the last places digits stand behind a point. */
void strbuf_addu_point(struct strbuf *sb, uint64_t value, unsigned int places,
		       size_t width);
/* Blanks until what was written since start (an earlier len) is width bytes wide. */
void strbuf_pad(struct strbuf *sb, size_t start, size_t width);

#endif
