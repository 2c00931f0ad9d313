/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The widths of columns on a terminal. */
#ifndef FORMAT_SCREEN_FIT_H
#define FORMAT_SCREEN_FIT_H

#include <locale.h>
#include <stddef.h>
#include <stdint.h>

struct column;
struct strbuf;

enum { SCREEN_COLUMNS_MAX = 32 };

struct screen_widths {
	/* now: the width of the column; 0: the column is left out. cells: the width of
	 * its widest cell. */
	size_t now, cells;
};

/* Narrows the columns in the mask `shown` until a row, with a blank between two cells,
 * takes at most `total` columns of the terminal. */
void screen_fit(const struct column *columns, uint32_t shown,
		struct screen_widths widths[SCREEN_COLUMNS_MAX], size_t total);

/* Appends n bytes at offset `at` of `cells`, shortened in the middle to at most max columns.
 * Returns how many columns were appended. */
size_t screen_put_short(struct strbuf *sb, const struct strbuf *cells, size_t at,
			size_t n, size_t max, locale_t utf8);

#endif
