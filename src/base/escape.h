/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doors through which strings from outside reach output: one for text, one for JSON.
 * A string is bytes with a length; it may hold anything, NUL among it. */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stddef.h>

struct strbuf;

/* Appends s for a terminal or a pipe, on one line. Each byte becomes \xNN of a control
 * character (C0, DEL, C1), of a bidirectional or line separator control, of a character that
 * shows as nothing or as a blank of another kind, of what is no UTF-8, of any character of also
 * (may be NULL), of a blank at an end or behind another, and a backslash that would read as such
 * an escape; the rest stays as it is. What went in can be told from what comes out. */
void escape_text(struct strbuf *sb, const char *s, size_t n, const char *also);

/* Appends s as the inside of a JSON string (RFC 8259), always valid UTF-8: the same
 * characters become \uNNNN, a byte that is no UTF-8 becomes U+FFFD. */
void escape_json(struct strbuf *sb, const char *s, size_t n);

#endif
