/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that write strings from outside the program to the output, as text or as
 * JSON; no other function may do this. A string from outside has a length and may contain
 * any byte, also NUL. */
#ifndef TEXT_ESCAPE_H
#define TEXT_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

/* The maximum number of bytes of an escaped name, without the mark that shows that the
 * name was cut. A name is never cut inside a character or an escape. */
enum { ESCAPE_MAX = 4096 };

/* Appends a name of n bytes, escaped to be shown on one line of a terminal. Each byte of
 * a character that could mislead the reader becomes \xNN: control characters (C0, DEL,
 * C1), bidirectional and line separator controls, invisible characters, blanks other than
 * U+0020, bytes that are not UTF-8, and the characters of the string `also` (NULL: none).
 * A blank is escaped at an end of the name or behind another blank. A backslash is
 * escaped if it would read as an escape or as the mark of a cut name. Every other byte is
 * unchanged. A name that is cut at ESCAPE_MAX is followed by the mark \... , which no
 * escaped name contains. Therefore two names look equal only if they are equal or were
 * cut. */
void escape_text(struct strbuf *sb, const char *s, size_t n, const char *also);

/* Appends a message of the program, which is escaped as escape_text escapes a name, but
 * is never cut. */
void escape_line(struct strbuf *sb, const char *s, size_t n);

/* Appends a text that was escaped before and has passed through a process that is not
 * trusted: each byte of a character that escape_text escapes becomes \xNN, but blanks and
 * backslashes stay unchanged. */
void escape_again(struct strbuf *sb, const char *s, size_t n);

/* Appends s, escaped, as the inside of a JSON string (RFC 8259) in valid UTF-8.
 * Characters that a terminal would obey or hide become \uNNNN. A byte that is not UTF-8
 * becomes U+FFFD, and so does a NUL, which some JSON parsers refuse even if it is
 * escaped. Returns how many bytes of s were appended; if the string is cut at ESCAPE_MAX,
 * this number is smaller than n. */
size_t escape_json(struct strbuf *sb, const char *s, size_t n);

/* Returns whether the n bytes at s can be recovered from their JSON string, because
 * escape_json replaces none of these bytes by U+FFFD. */
bool escape_is_exact(const char *s, size_t n);

/* Appends two hexadecimal digits for each of the n bytes at s. */
void escape_hex(struct strbuf *sb, const char *s, size_t n);

#endif
