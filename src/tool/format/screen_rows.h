/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of the layout screen: those of the section that is being listed, and those that are
 * gone since the listing before. */
#ifndef FORMAT_SCREEN_ROWS_H
#define FORMAT_SCREEN_ROWS_H

#include "columns.h"
#include "screen_fit.h"
#include "screen_past.h"
#include "text/strbuf.h"

struct screen_cell {
	size_t at;
	uint32_t len, width;
};

enum screen_mark { MARK_NONE, MARK_NEW, MARK_GONE };

struct screen_row {
	uint64_t key;
	/* The index of its first cell. */
	size_t cells;
	/* The index of the row in the listing before, or SCREEN_NO_ROW. */
	uint32_t past;
	/* Values of enum screen_colour, for the state, and of enum screen_mark. */
	uint8_t colour, mark;
};

/* The rows of the section that is being listed. They are kept until the section is
 * complete and the widths of its columns are known. */
struct screen {
	struct strbuf text;
	struct screen_cell *cells;
	size_t cells_len, cells_cap;
	struct screen_row *rows;
	size_t rows_len, rows_cap;
	/* The same rows, and those that are gone, each behind the row that it followed. */
	struct screen_row *order;
	size_t order_len, order_cap;
	struct screen_past past;
	/* The section, its columns, and the mask of the columns that are shown. */
	size_t section;
	const struct column *columns;
	/* The columns of --columns, which have no section. */
	struct column fields[SCREEN_COLUMNS_MAX];
	size_t columns_len;
	uint32_t shown;
	/* A section of this listing has been written, so that a blank line is written
	 * before the next section. */
	bool has_sections;
	/* lines: how many lines of the listing have been written; hidden: how many rows
	 * were left out, because the terminal has no line for them. */
	size_t lines, hidden;
};

/* Stores the cell whose text begins at offset `at` of the texts; there must be room in cells. */
void screen_end_cell(struct screen *screen, size_t at, locale_t utf8);

/* Puts the rows of the section, and those that are gone, in order. Returns 0 or -ENOMEM. */
int screen_find_order(struct screen *screen, locale_t utf8);

/* Hands a row that is shown to the next listing. Returns 0 or -ENOMEM. */
int screen_hand_over(struct screen *screen, const struct screen_row *row);

#endif
