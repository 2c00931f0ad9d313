/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wrap.h"

#include <string.h>

#include "strbuf.h"

void wrap_add(struct strbuf *sb, const char *label, const char *text, size_t n,
	      size_t margin, size_t width)
{
	const char *end = text + n;
	size_t start = sb->len;
	size_t column = margin;

	strbuf_adds(sb, "  ");
	strbuf_adds(sb, label);
	strbuf_pad(sb, start, margin);
	for (const char *at = text; at < end;) {
		const char *blank = memchr(at, ' ', (size_t)(end - at));
		const size_t word = (size_t)((blank ? blank : end) - at);

		if (at != text && column + 1 + word > width) {
			strbuf_addc(sb, '\n');
			start = sb->len;
			strbuf_pad(sb, start, margin);
			column = margin;
		} else if (at != text) {
			strbuf_addc(sb, ' ');
			column++;
		}
		strbuf_add(sb, at, word);
		column += word;
		at += word + (blank != NULL);
	}
	strbuf_addc(sb, '\n');
}
