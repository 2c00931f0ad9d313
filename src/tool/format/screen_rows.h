/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of the section that the layout screen is listing, and the rows of this section
 * that are gone since the previous listing. */
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
	/* The index in screen.cells of the first cell of the row. */
	size_t cells;
	/* The index in screen.past.rows of the row that the previous listing has shown
	 * for the socket, or SCREEN_NO_ROW. */
	uint32_t past;
	/* colour: the colour of the state, a value of enum screen_colour; mark: a value
	 * of enum screen_mark. */
	uint8_t colour, mark;
};

/* The rows of the section that is being listed. The rows are kept until all rows of the
 * section, and with them the widths of its columns, are known. */
struct screen {
	struct strbuf text;
	struct screen_cell *cells;
	size_t cells_len, cells_cap;
	struct screen_row *rows;
	size_t rows_len, rows_cap;
	/* The rows in the order in which they are written: the rows of this listing and
	 * the rows that are gone. A row that is gone follows the row that it followed in
	 * the previous listing. */
	struct screen_row *order;
	size_t order_len, order_cap;
	struct screen_past past;
	/* The index in netstat_sections of the section that is being listed; 0 if
	 * --columns names the columns. */
	size_t section;
	const struct column *columns;
	/* The columns of the fields that --columns names; such a listing has no
	 * sections. */
	struct column fields[SCREEN_COLUMNS_MAX];
	size_t columns_len;
	uint32_t shown;
	/* Whether a section of this listing has been written; a blank line is then
	 * written before the title of the next section. */
	bool has_sections;
	/* lines: how many lines of the listing have been written; hidden: how many rows
	 * were left out, because the terminal has no line for them. */
	size_t lines, hidden;
};

/* Stores the cell whose text begins at offset `at` of screen->text and ends where
 * screen->text ends; the caller must have made room in screen->cells. */
void screen_end_cell(struct screen *screen, size_t at, locale_t utf8);

/* Sets screen->order to the rows of the section and the rows of the section that are
 * gone, in the order in which they are written. Returns 0 or -ENOMEM. */
int screen_find_order(struct screen *screen, locale_t utf8);

/* Adds a row that was written to the record for the next listing. Returns 0 or
 * -ENOMEM. */
int screen_hand_over(struct screen *screen, const struct screen_row *row);

#endif
