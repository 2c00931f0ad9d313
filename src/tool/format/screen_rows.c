/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "screen_rows.h"

#include "text/width.h"
#include "util/grow.h"

void screen_end_cell(struct screen *screen, size_t at, locale_t utf8)
{
	const struct strbuf *text = &screen->text;

	screen->cells[screen->cells_len++] = (struct screen_cell){
		.at = at,
		.len = (uint32_t)(text->len - at),
		.width = (uint32_t)(text->len == at ? 0
						    : width_of(text->s + at,
							       text->len - at, utf8)),
	};
}

static int add_to_order(struct screen *screen, const struct screen_row *row)
{
	int r = grow(&screen->order, &screen->order_cap, screen->order_len + 1,
		     sizeof(*screen->order));

	if (r == 0)
		screen->order[screen->order_len++] = *row;
	return r;
}

/* Adds rows of the previous listing to screen->order, beginning with the row `at`, until
 * a row belongs to another section or its socket is not gone. */
static int add_gone(struct screen *screen, size_t at, locale_t utf8)
{
	int r = 0;

	for (; r == 0 && at < screen->past.len; at++) {
		struct screen_past_row *gone = &screen->past.rows[at];
		const struct screen_row row = {
			.cells = screen->cells_len,
			.past = SCREEN_NO_ROW,
			.mark = MARK_GONE,
		};

		if (gone->section != screen->section || gone->is_done)
			break;
		gone->is_done = true;
		if (gone->cells != (uint32_t)__builtin_popcount(screen->shown))
			continue;
		r = grow(&screen->cells, &screen->cells_cap,
			 screen->cells_len + gone->cells, sizeof(*screen->cells));
		for (uint32_t i = 0; r == 0 && i < gone->cells; i++) {
			const size_t start = screen->text.len;

			screen_past_put(gone, i, &screen->text);
			screen_end_cell(screen, start, utf8);
		}
		r = r ? r : add_to_order(screen, &row);
	}
	return r;
}

int screen_find_order(struct screen *screen, locale_t utf8)
{
	const struct screen_past *past = &screen->past;
	size_t first = 0;

	while (first < past->len && past->rows[first].section != screen->section)
		first++;
	int r = add_gone(screen, first, utf8);

	for (size_t i = 0; r == 0 && i < screen->rows_len; i++) {
		r = add_to_order(screen, &screen->rows[i]);
		if (r == 0 && screen->rows[i].past != SCREEN_NO_ROW)
			r = add_gone(screen, screen->rows[i].past + 1, utf8);
	}
	return r;
}

struct shown_row {
	const struct screen *screen;
	const struct screen_row *row;
};

static const char *shown_cell_at(const void *arg, uint32_t i, uint32_t *ret_len)
{
	const struct shown_row *shown = arg;
	const struct screen_cell *cell = &shown->screen->cells[shown->row->cells + i];

	*ret_len = cell->len;
	return cell->len ? shown->screen->text.s + cell->at : "";
}

int screen_hand_over(struct screen *screen, const struct screen_row *row)
{
	const struct shown_row shown = { screen, row };

	return screen_past_show(&screen->past, row->key, (uint32_t)screen->section,
				(uint32_t)__builtin_popcount(screen->shown),
				shown_cell_at, &shown);
}
