/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doors through which strings from outside reach output: one for text, one for JSON.
 * A string is bytes with a length; it may hold anything, NUL among it. */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stddef.h>

struct strbuf;

/* Appends s for a terminal or a pipe, on one line: each byte of a control character (C0,
 * DEL, C1), of a bidirectional or line separator control, or of what is no UTF-8 becomes
 * \xNN, as does any character of also (may be NULL); the rest stays as it is. */
void escape_text(struct strbuf *sb, const char *s, size_t n, const char *also);

/* Appends s as the inside of a JSON string (RFC 8259), always valid UTF-8: controls
 * become \u00NN, a byte that is no UTF-8 becomes U+FFFD. */
void escape_json(struct strbuf *sb, const char *s, size_t n);

#endif
