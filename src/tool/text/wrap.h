/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text in lines of one width behind a label. */
#ifndef TEXT_WRAP_H
#define TEXT_WRAP_H

#include <stddef.h>

struct strbuf;

/* Appends "  label", and from column margin on what the other buffer holds, broken at blanks
 * before it reaches the width, and a newline. A word that is wider stays whole. */
void wrap_add(struct strbuf *sb, const char *label, const struct strbuf *text,
	      size_t margin, size_t width);

/* The same of text of the program's own. */
void wrap_adds(struct strbuf *sb, const char *label, const char *text, size_t margin,
	       size_t width);

#endif
