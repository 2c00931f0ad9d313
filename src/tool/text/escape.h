/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doors through which strings from outside reach output: one for text, one for JSON.
 * A string is bytes with a length; it may hold anything, NUL among it. */
#ifndef TEXT_ESCAPE_H
#define TEXT_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

/* A name takes at most so many bytes of output, as it is shown: after escaping, and without the
 * mark. A character and its escape are shown whole or not at all. */
enum { ESCAPE_MAX = 4096 };

/* Appends a name for a terminal or a pipe, on one line. The bytes of a character become \xNN each
 * if it is a control character (C0, DEL, C1), a bidirectional or line separator control, shown as
 * nothing or as a blank of another kind, not UTF-8, one of also (may be NULL), a blank at an end or
 * behind another, or a backslash that would read as such an escape or as the mark below. All else
 * stays as it is. Behind a name that is cut at ESCAPE_MAX stands the mark \... , which no name can
 * hold: different names are shown differently, unless they are cut. */
void escape_text(struct strbuf *sb, const char *s, size_t n, const char *also);

/* The same for a message of the program, which is not cut. */
void escape_line(struct strbuf *sb, const char *s, size_t n);

/* Appends s as the inside of a JSON string (RFC 8259), always valid UTF-8: the same
 * characters become \uNNNN; a byte that is not UTF-8, and a NUL, which some readers refuse even
 * when it is escaped, becomes U+FFFD. Returns how many bytes of s are
 * shown: fewer than n where it is cut at ESCAPE_MAX. */
size_t escape_json(struct strbuf *sb, const char *s, size_t n);

/* Whether the JSON string of s has all that s has: no byte became U+FFFD. */
bool escape_is_exact(const char *s, size_t n);

/* Appends two hexadecimal digits for each byte. */
void escape_hex(struct strbuf *sb, const char *s, size_t n);

#endif
