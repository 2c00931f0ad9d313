/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that wrap text into lines behind a label. */
#ifndef TEXT_WRAP_H
#define TEXT_WRAP_H

#include <stddef.h>

struct strbuf;

/* Appends two blanks, the label and a text, which begins at column margin and is broken
 * at blanks into lines of at most width columns, and a newline. A word that is longer
 * than a line is not broken. */
void wrap_add(struct strbuf *sb, const char *label, const struct strbuf *text,
	      size_t margin, size_t width);

/* Does the same as wrap_add for a text that is a string literal. */
void wrap_adds(struct strbuf *sb, const char *label, const char *text, size_t margin,
	       size_t width);

#endif
