/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layout screen: the columns of netstat, each as wide as its cells need, and fitted
 * to the width of the terminal. */
#include <stdlib.h>
#include <time.h>

#include "columns.h"
#include "netstat_sections.h"
#include "screen_colour.h"
#include "screen_fit.h"
#include "text/strbuf.h"
#include "text/width.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/grow.h"

struct screen_cell {
	size_t at;
	uint32_t len, width;
};

/* The rows of the section that is being listed. They are kept until the section is
 * complete and the widths of its columns are known. */
struct screen {
	struct strbuf text;
	struct screen_cell *cells;
	size_t cells_len, cells_cap;
	/* The colour for the state of each row, a value of enum screen_colour. */
	uint8_t *colours;
	size_t rows_len, rows_cap;
	size_t section;
	/* A section of this listing has been written, so that a blank line is written
	 * before the next section. */
	bool has_sections;
	/* lines: how many lines of the listing have been written; hidden: how many rows
	 * were left out, because the terminal has no line for them. */
	size_t lines, hidden;
};

/* Control sequences of ECMA-48 that move the cursor to the top left corner, clear the
 * rest of the line, and clear the rest of the screen. */
#define CURSOR_HOME  "\033[H"
#define CLEAR_LINE   "\033[K"
#define CLEAR_SCREEN "\033[J"

static void set_error(struct out *out, int r)
{
	struct strbuf *sb = &out->buffer.text;

	if (r < 0 && !sb->error)
		sb->error = r;
}

static void end_line(struct out *out, struct screen *screen)
{
	struct strbuf *sb = &out->buffer.text;

	strbuf_adds(sb, out->spec.screen.height ? CLEAR_LINE "\n" : "\n");
	screen->lines++;
}

/* Returns whether the terminal has a line left for a row. Its last two lines are reserved
 * for the number of hidden rows and for the cursor. */
static bool has_line(const struct out *out, const struct screen *screen)
{
	const size_t height = out->spec.screen.height;

	return !height || screen->lines + 2 < height;
}

/* Moves the cursor to the top left corner, so that this listing overwrites the listing
 * before it, and writes the time at which it began. */
static void put_stamp(struct out *out, struct screen *screen)
{
	const time_t s = (time_t)(out->spec.time_ns / NS_PER_S);
	struct tm tm = { 0 };

	localtime_r(&s, &tm);
	strbuf_addf(&out->buffer.text, CURSOR_HOME "%02u:%02u:%02u", tm.tm_hour,
		    tm.tm_min, tm.tm_sec);
	end_line(out, screen);
}

static void screen_forget(struct screen *screen)
{
	strbuf_drop(&screen->text, screen->text.len);
	screen->cells_len = 0;
	screen->rows_len = 0;
}

static void screen_begin(struct out *out)
{
	struct screen *screen = out->own;

	if (!screen)
		screen = out->own = calloc(1, sizeof(*screen));
	if (!screen) {
		set_error(out, -ENOMEM);
		return;
	}
	screen_forget(screen);
	screen->has_sections = false;
	screen->lines = screen->hidden = 0;
	if (out->spec.screen.height)
		put_stamp(out, screen);
}

/* Appends the cell of a column, shortened or padded to `width`; if `cell` is NULL, the
 * header of the column. is_last: blanks at the end are not needed. */
static void screen_put_cell(struct out *out, const struct screen *screen,
			    const struct column *column, const struct screen_cell *cell,
			    size_t width, enum screen_colour colour, bool is_last)
{
	const struct out_spec *spec = &out->spec;
	struct strbuf *sb = &out->buffer.text;
	const size_t own = cell ? cell->width : strlen(column->header);
	const bool is_right = column->style & (COLUMN_NUMBER | COLUMN_RIGHT);
	size_t shown = own < width ? own : width;

	if (is_right)
		strbuf_pad(sb, sb->len, width - shown);
	if (spec->screen.has_colour)
		screen_colour_begin(sb, colour);
	if (cell)
		shown = screen_put_short(sb, &screen->text, cell->at, cell->len, width,
					 spec->screen.locale);
	else
		strbuf_addn(sb, column->header, shown);
	if (spec->screen.has_colour)
		screen_colour_end(sb, colour);
	if (!is_right && !is_last)
		strbuf_pad(sb, sb->len, width - shown);
}

/* Appends a line of a section: the cells of a row; if `cells` is NULL, the headers. */
static void screen_put_line(struct out *out, struct screen *screen,
			    const struct screen_cell *cells, enum screen_colour colour,
			    const struct screen_widths widths[SCREEN_COLUMNS_MAX])
{
	const struct column *columns = netstat_sections[screen->section].columns;
	struct strbuf *sb = &out->buffer.text;
	const size_t start = sb->len;

	for (uint32_t left = out->columns[screen->section]; left; left &= left - 1) {
		const size_t i = (size_t)__builtin_ctz(left);
		const struct screen_cell *cell = cells ? cells++ : NULL;
		const bool is_state = columns[i].style & COLUMN_STATE;

		if (!widths[i].now)
			continue;
		if (sb->len != start)
			strbuf_addc(sb, ' ');
		screen_put_cell(out, screen, &columns[i], cell, widths[i].now,
				!cell      ? COLOUR_HEADER
				: is_state ? colour
					   : COLOUR_NONE,
				!(left & (left - 1)));
	}
	end_line(out, screen);
}

/* Sets the width of each shown column to that of its widest cell or of its header. */
static void find_widths(const struct screen *screen, const struct column *columns,
			uint32_t shown, bool has_header,
			struct screen_widths widths[SCREEN_COLUMNS_MAX])
{
	const struct screen_cell *cell = screen->cells;

	for (uint32_t left = shown; left; left &= left - 1) {
		const size_t i = (size_t)__builtin_ctz(left);

		widths[i].now = has_header ? strlen(columns[i].header) : 1;
	}
	for (size_t row = 0; row < screen->rows_len; row++) {
		for (uint32_t left = shown; left; left &= left - 1, cell++) {
			struct screen_widths *width = &widths[__builtin_ctz(left)];

			if (cell->width > width->cells)
				width->cells = cell->width;
			if (cell->width > width->now)
				width->now = cell->width;
		}
	}
}

static void put_title(struct out *out, struct screen *screen)
{
	const size_t section = screen->section;
	const size_t width = out->spec.screen.width;
	struct strbuf title = { 0 };
	struct strbuf *sb = &out->buffer.text;

	strbuf_addf(&title, "Active %s %s", netstat_sections[section].what,
		    netstat_titles[out->spec.title]);
	if (screen->has_sections)
		end_line(out, screen);
	strbuf_append(sb, &title, 0, width && width < title.len ? width : title.len);
	end_line(out, screen);
	strbuf_release(&title);
}

/* Writes the rows of the section that is complete, and removes them from memory. */
static void screen_put_section(struct out *out, struct screen *screen)
{
	const struct netstat_section *section = &netstat_sections[screen->section];
	const uint32_t shown = out->columns[screen->section];
	const size_t count = (size_t)__builtin_popcount(shown);
	const size_t height = out->spec.screen.height;
	struct screen_widths widths[SCREEN_COLUMNS_MAX] = { { 0 } };

	if (!screen->rows_len)
		return;
	find_widths(screen, section->columns, shown, out->spec.header, widths);
	if (out->spec.screen.width)
		screen_fit(section->columns, shown, widths, out->spec.screen.width);
	/* The title and headers are left out if the terminal has no line left for a row
	 * below them. */
	if (out->spec.header && (!height || screen->lines + 5 < height)) {
		put_title(out, screen);
		screen_put_line(out, screen, NULL, COLOUR_NONE, widths);
	}
	for (size_t row = 0; row < screen->rows_len; row++) {
		if (!has_line(out, screen)) {
			screen->hidden++;
			continue;
		}
		screen_put_line(out, screen, screen->cells + row * count,
				screen->colours[row], widths);
	}
	screen->has_sections = true;
	set_error(out, screen->text.error);
	screen_forget(screen);
}

/* Makes the cell of a column for a row and stores it, without blanks at its beginning. */
static void add_cell(struct screen *screen, const struct column *column,
		     const struct row *row)
{
	struct strbuf *text = &screen->text;
	size_t at = text->len;

	column->put(text, row);
	if (text->len == at && column->style & COLUMN_DASH)
		strbuf_addc(text, '-');
	while (at < text->len && text->s[at] == ' ')
		at++;
	screen->cells[screen->cells_len++] = (struct screen_cell){
		.at = at,
		.len = (uint32_t)(text->len - at),
		.width = (uint32_t)(text->len == at
					    ? 0
					    : width_of(text->s + at, text->len - at,
						       row->spec->screen.locale)),
	};
}

static void screen_row(struct out *out, const struct sock *s,
		       const struct owner_index *holders)
{
	const struct row row = { .spec = &out->spec, .s = s, .holders = holders };
	const size_t at = netstat_section_of(s->proto);
	struct screen *screen = out->own;

	if (!screen)
		return;
	if (at != screen->section)
		screen_put_section(out, screen);
	screen->section = at;

	const struct netstat_section *section = &netstat_sections[at];
	if (!screen->rows_len)
		out->columns[at] =
			columns_shown(section->columns, section->count, &out->spec);
	int r = grow(&screen->cells, &screen->cells_cap,
		     screen->cells_len + section->count, sizeof(*screen->cells));
	if (r == 0)
		r = grow(&screen->colours, &screen->rows_cap, screen->rows_len + 1,
			 sizeof(*screen->colours));
	if (r < 0) {
		set_error(out, r);
		return;
	}
	for (uint32_t left = out->columns[at]; left; left &= left - 1)
		add_cell(screen, &section->columns[__builtin_ctz(left)], &row);
	screen->colours[screen->rows_len++] = (uint8_t)screen_colour_of(s->state);
	set_error(out, screen->text.error);
}

static void screen_end(struct out *out, const struct query_gaps *gaps)
{
	(void)gaps;
	struct screen *screen = out->own;

	if (!screen)
		return;
	screen_put_section(out, screen);
	if (screen->hidden) {
		strbuf_addf(&out->buffer.text, "%ju more rows",
			    (uintmax_t)screen->hidden);
		end_line(out, screen);
	}
	strbuf_adds(&out->buffer.text, out->spec.screen.height ? CLEAR_SCREEN : "");
}

static void screen_release(void *own)
{
	struct screen *screen = own;

	if (!screen)
		return;
	strbuf_release(&screen->text);
	free(screen->cells);
	free(screen->colours);
	free(screen);
}

const struct out_ops out_screen = {
	.name = "screen",
	.has_reasons = true,
	.wants = { .refcnt = true, .links = true },
	.begin = screen_begin,
	.row = screen_row,
	.end = screen_end,
	.release = screen_release,
};
