/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing byte buffer. An append that finds no memory sets error and drops its bytes,
 * as does every later one, so that a row is built without a check per cell; whoever sends
 * the buffer on looks at error first. */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stddef.h>
#include <stdint.h>

struct strbuf {
	char *s;
	size_t len;
	size_t cap;
	int error; /* 0, or -ENOMEM from the first append that failed */
};

void strbuf_release(struct strbuf *sb);

/* Room for n more bytes at the end, or NULL with error set. The caller adds to len. */
char *strbuf_room(struct strbuf *sb, size_t n);

void strbuf_add(struct strbuf *sb, const void *bytes, size_t n);
void strbuf_adds(struct strbuf *sb, const char *text);
void strbuf_addc(struct strbuf *sb, char c);
void strbuf_addu(struct strbuf *sb, uint64_t value);
/* Hexadecimal, lower case, in at least so many digits. */
void strbuf_addx(struct strbuf *sb, uint64_t value, int digits);
/* Decimal, right-aligned in at least width columns. */
void strbuf_addu_right(struct strbuf *sb, uint64_t value, size_t width);
/* Blanks until what was written since start (an earlier len) is width bytes wide. */
void strbuf_pad(struct strbuf *sb, size_t start, size_t width);

#endif
