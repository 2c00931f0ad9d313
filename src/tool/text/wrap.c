/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wrap.h"

#include <string.h>

#include "strbuf.h"

void wrap_add(struct strbuf *sb, const char *label, const struct strbuf *text,
	      size_t margin, size_t width)
{
	size_t start = sb->len;
	size_t column = margin;

	strbuf_adds(sb, "  ");
	strbuf_adds(sb, label);
	strbuf_pad(sb, start, margin);
	for (size_t at = 0; at < text->len;) {
		const char *word = text->s + at;
		const char *blank = memchr(word, ' ', text->len - at);
		const size_t n = blank ? (size_t)(blank - word) : text->len - at;

		if (at && column + 1 + n > width) {
			strbuf_addc(sb, '\n');
			start = sb->len;
			strbuf_pad(sb, start, margin);
			column = margin;
		} else if (at) {
			strbuf_addc(sb, ' ');
			column++;
		}
		strbuf_append(sb, text, at, n);
		column += n;
		at += n + (blank != NULL);
	}
	strbuf_addc(sb, '\n');
	if (text->error)
		sb->error = text->error;
}

void wrap_adds(struct strbuf *sb, const char *label, const char *text, size_t margin,
	       size_t width)
{
	struct strbuf words = { 0 };

	strbuf_adds(&words, text);
	wrap_add(sb, label, &words, margin, width);
	strbuf_release(&words);
}
