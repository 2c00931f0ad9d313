/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that append a label and, behind it, a text that is broken into lines. */
#ifndef TEXT_WRAP_H
#define TEXT_WRAP_H

#include <stddef.h>

struct strbuf;

/* Appends two blanks, the label, the text and a newline. The text begins at column
 * `margin` and is broken at blanks into lines of at most `width` columns. A word that is
 * longer than a line is not broken. */
void wrap_add(struct strbuf *sb, const char *label, const struct strbuf *text,
	      size_t margin, size_t width);

/* Appends a label and a text like wrap_add; the text is a string literal. */
void wrap_adds(struct strbuf *sb, const char *label, const char *text, size_t margin,
	       size_t width);

#endif
