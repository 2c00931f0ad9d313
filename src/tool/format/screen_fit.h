/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the columns of a table are fitted to the width of a terminal. */
#ifndef FORMAT_SCREEN_FIT_H
#define FORMAT_SCREEN_FIT_H

#include <locale.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct column;
struct strbuf;

enum { SCREEN_COLUMNS_MAX = 32 };

struct screen_widths {
	/* now: the width at which a column of the table is shown, 0 if the column is left
	 * out; cells: the width of the widest cell of the column. */
	size_t now, cells;
};

/* Narrows the columns of the table that are set in the mask `shown`, until a row takes at
 * most `total` columns of the terminal, with one blank between two cells. */
void screen_fit(const struct column *columns, uint32_t shown,
		struct screen_widths widths[SCREEN_COLUMNS_MAX], size_t total);

/* Appends the n bytes of a cell that begins at offset `at` of `cells`; if the cell is
 * wider than max columns of the terminal, leaves out the middle of the cell or, if
 * cuts_end is set, the end. Returns how many columns of the terminal the appended text
 * takes. */
size_t screen_put_short(struct strbuf *sb, const struct strbuf *cells, size_t at,
			size_t n, size_t max, bool cuts_end, locale_t utf8);

#endif
