/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layout screen: the columns of netstat, each as wide as its cells need, and fitted
 * to the width of the terminal. */
#include <stdlib.h>
#include <time.h>

#include "columns.h"
#include "netstat_sections.h"
#include "screen_colour.h"
#include "screen_fit.h"
#include "screen_rows.h"
#include "text/strbuf.h"
#include "text/width.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/grow.h"

/* Control sequences of ECMA-48: CURSOR_HOME moves the cursor to the top left corner,
 * CLEAR_LINE clears the rest of the line, and CLEAR_SCREEN clears the rest of the
 * screen. */
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

/* Returns whether the terminal has a line left for a row. The last two lines of the
 * terminal are reserved for the number of hidden rows and for the cursor. */
static bool has_line(const struct out *out, const struct screen *screen)
{
	const size_t height = out->spec.screen.height;

	return !height || screen->lines + 2 < height;
}

/* Moves the cursor to the top left corner, so that this listing overwrites the previous
 * listing, and writes the time at which this listing began. */
static void put_stamp(struct out *out, struct screen *screen)
{
	const time_t s = (time_t)(out->spec.time_ns / NS_PER_S);
	struct tm tm = { 0 };

	localtime_r(&s, &tm);
	strbuf_addf(&out->buffer.text, CURSOR_HOME "%02u:%02u:%02u", tm.tm_hour,
		    tm.tm_min, tm.tm_sec);
	end_line(out, screen);
}

/* Returns the properties of the column that shows a field, as a mask of bits of enum
 * column_style. */
static uint16_t style_of(const struct row_field *field)
{
	static const uint16_t styles[] = {
		[FIELD_NUMBER] = COLUMN_NUMBER,
		[FIELD_HEX] = 0,
		[FIELD_WORD] = 0,
		[FIELD_ADDR] = COLUMN_ADDRESS,
		[FIELD_ADDRS] = COLUMN_ADDRESS,
		[FIELD_BYTES] = COLUMN_TEXT,
		[FIELD_SET] = COLUMN_TEXT,
		[FIELD_BOOL] = 0,
		[FIELD_OBJECT] = COLUMN_TEXT,
	};

	if (field->place == ROW_LOCAL || field->place == ROW_PEER)
		return COLUMN_DASH | COLUMN_ADDRESS;
	if (field->place == ROW_OWNERS)
		return COLUMN_DASH | COLUMN_OWNERS;
	if (field->place == ROW_PID)
		return COLUMN_DASH | COLUMN_OWNERS | COLUMN_RIGHT;
	return COLUMN_DASH |
	       (strcmp(field->name, "state") == 0 ? COLUMN_STATE
						  : styles[row_field_type(field)]);
}

/* Makes the fields of --columns the columns of all rows. */
static void choose_fields(struct out *out, struct screen *screen)
{
	const struct row_fields *fields = &out->spec.columns;

	for (size_t i = 0; i < fields->len; i++)
		screen->fields[i] = (struct column){
			.header = fields->all[i].name,
			.style = style_of(&fields->all[i]),
		};
	screen->section = 0;
	screen->columns = screen->fields;
	screen->columns_len = fields->len;
	screen->shown = UINT32_MAX >> (32 - fields->len);
}

/* Makes the section with the index `at` in netstat_sections the current section, which
 * the next rows are added to. */
static void choose_section(struct out *out, struct screen *screen, size_t at)
{
	const struct netstat_section *section = &netstat_sections[at];

	if (out->spec.columns.len) {
		choose_fields(out, screen);
		return;
	}
	screen->section = at;
	screen->columns = section->columns;
	screen->columns_len = section->count;
	screen->shown = columns_shown(section->columns, section->count, &out->spec);
}

static void screen_forget(struct screen *screen)
{
	strbuf_drop(&screen->text, screen->text.len);
	screen->cells_len = 0;
	screen->rows_len = 0;
	screen->order_len = 0;
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
	choose_section(out, screen, 0);
	if (out->spec.screen.marks)
		set_error(out, screen_past_begin(&screen->past, &out->record));
	if (out->spec.screen.height)
		put_stamp(out, screen);
}

/* Appends the cell of a column, shortened or padded to `width`; if `cell` is NULL, the
 * header of the column. is_last: the column is the last of its line, so no blanks are
 * appended behind the cell. */
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
					 column->style & COLUMN_OWNERS,
					 spec->screen.locale);
	else
		strbuf_addn(sb, column->header, shown);
	if (spec->screen.has_colour)
		screen_colour_end(sb, colour);
	if (!is_right && !is_last)
		strbuf_pad(sb, sb->len, width - shown);
}

/* Appends "+ " for a row that is new, "- " for a row that is gone, and two blanks for any
 * other row. */
static void put_mark(struct out *out, enum screen_mark mark)
{
	static const struct {
		const char *sign;
		enum screen_colour colour;
	} marks[] = {
		[MARK_NONE] = { "  ", COLOUR_NONE },
		[MARK_NEW] = { "+ ", COLOUR_NEW },
		[MARK_GONE] = { "- ", COLOUR_GONE },
	};
	struct strbuf *sb = &out->buffer.text;

	if (out->spec.screen.has_colour)
		screen_colour_begin(sb, marks[mark].colour);
	strbuf_adds(sb, marks[mark].sign);
	if (out->spec.screen.has_colour)
		screen_colour_end(sb, marks[mark].colour);
}

/* Appends a line of a section: the cells of a row; if `row` is NULL, the headers. */
static void screen_put_line(struct out *out, struct screen *screen,
			    const struct screen_row *row,
			    const struct screen_widths widths[SCREEN_COLUMNS_MAX])
{
	const struct screen_cell *cells = row ? screen->cells + row->cells : NULL;
	const struct column *columns = screen->columns;
	struct strbuf *sb = &out->buffer.text;

	if (out->spec.screen.marks)
		put_mark(out, row ? row->mark : MARK_NONE);
	const size_t start = sb->len;
	size_t last = 0;
	for (size_t i = 0; i < SCREEN_COLUMNS_MAX; i++)
		last = widths[i].now ? i : last;
	for (uint32_t left = screen->shown; left; left &= left - 1) {
		const size_t i = (size_t)__builtin_ctz(left);
		const struct screen_cell *cell = cells ? cells++ : NULL;
		const bool is_state = columns[i].style & COLUMN_STATE;
		const bool is_gone = row && row->mark == MARK_GONE;

		if (!widths[i].now)
			continue;
		if (sb->len != start)
			strbuf_addc(sb, ' ');
		screen_put_cell(out, screen, &columns[i], cell, widths[i].now,
				!cell      ? COLOUR_HEADER
				: is_gone  ? COLOUR_GONE
				: is_state ? row->colour
					   : COLOUR_NONE,
				i == last);
	}
	end_line(out, screen);
}

/* Sets the width of each shown column to the width of its widest cell or, if that is
 * wider, of its header. */
static void find_widths(const struct screen *screen, bool has_header,
			struct screen_widths widths[SCREEN_COLUMNS_MAX])
{
	for (uint32_t left = screen->shown; left; left &= left - 1) {
		const size_t i = (size_t)__builtin_ctz(left);

		widths[i].now = has_header ? strlen(screen->columns[i].header) : 1;
	}
	for (size_t row = 0; row < screen->order_len; row++) {
		const struct screen_cell *cell = screen->cells + screen->order[row].cells;

		for (uint32_t left = screen->shown; left; left &= left - 1, cell++) {
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

/* Writes a row if the terminal has a line left. If rows are marked, a written row that is
 * not gone is also stored in the record for the next listing. */
static void show_row(struct out *out, struct screen *screen, const struct screen_row *row,
		     const struct screen_widths widths[SCREEN_COLUMNS_MAX])
{
	if (!has_line(out, screen)) {
		screen->hidden += row->mark != MARK_GONE;
		return;
	}
	screen_put_line(out, screen, row, widths);
	if (out->spec.screen.marks && row->mark != MARK_GONE)
		set_error(out, screen_hand_over(screen, row));
}

/* Writes all rows of the current section, to which no more rows will be added, and
 * removes the rows from memory. */
static void screen_put_section(struct out *out, struct screen *screen)
{
	const size_t height = out->spec.screen.height;
	const size_t width = out->spec.screen.width;
	const size_t mark = out->spec.screen.marks && width > 2 ? 2 : 0;
	struct screen_widths widths[SCREEN_COLUMNS_MAX] = { { 0 } };

	set_error(out, screen_find_order(screen, out->spec.screen.locale));
	set_error(out, screen->text.error);
	if (!screen->order_len || out->buffer.text.error)
		return;
	find_widths(screen, out->spec.header, widths);
	if (width)
		screen_fit(screen->columns, screen->shown, widths, width - mark);
	/* The title and the headers of a section are left out if the terminal has no line
	 * left for a row below them. */
	if (out->spec.header && (!height || screen->lines + 5 < height)) {
		if (!out->spec.columns.len)
			put_title(out, screen);
		screen_put_line(out, screen, NULL, widths);
	}
	for (size_t i = 0; i < screen->order_len; i++)
		show_row(out, screen, &screen->order[i], widths);
	screen->has_sections = true;
	screen_forget(screen);
}

/* Writes the rows of the current section. For each later section before the section `at`,
 * which has no sockets in this listing, writes the rows that are gone since the previous
 * listing. */
static void end_sections(struct out *out, struct screen *screen, size_t at)
{
	screen_put_section(out, screen);
	for (size_t i = screen->section + 1;
	     screen->past.len && !out->spec.columns.len && i < at; i++) {
		choose_section(out, screen, i);
		screen_put_section(out, screen);
	}
}

/* Makes the cell of column i for a row and stores the cell, without blanks at its
 * beginning. */
static void add_cell(struct out *out, struct screen *screen, size_t i,
		     const struct row *row)
{
	const struct column *column = &screen->columns[i];
	struct strbuf *text = &screen->text;
	size_t at = text->len;

	if (column->put)
		column->put(text, row);
	else
		row_field_put(text, &out->spec.columns.all[i], row, "");
	if (text->len == at && column->style & COLUMN_DASH)
		strbuf_addc(text, '-');
	while (at < text->len && text->s[at] == ' ')
		at++;
	screen_end_cell(screen, at, out->spec.screen.locale);
}

static void screen_row(struct out *out, const struct sock *s,
		       const struct owner_index *holders)
{
	const struct row row = { .spec = &out->spec, .s = s, .holders = holders };
	const size_t at = out->spec.columns.len ? 0 : netstat_section_of(s->proto);
	struct screen *screen = out->own;
	struct screen_row added = {
		.past = SCREEN_NO_ROW,
		.colour = (uint8_t)screen_colour_of(s->state),
	};
	bool is_new = false;

	if (!screen)
		return;
	if (at != screen->section) {
		end_sections(out, screen, at);
		choose_section(out, screen, at);
	}
	int r = grow(&screen->cells, &screen->cells_cap,
		     screen->cells_len + screen->columns_len, sizeof(*screen->cells));
	if (r == 0)
		r = grow(&screen->rows, &screen->rows_cap, screen->rows_len + 1,
			 sizeof(*screen->rows));
	if (r == 0 && out->spec.screen.marks) {
		added.key = screen_key(s);
		r = screen_past_add(&screen->past, added.key, &is_new, &added.past);
	}
	if (r < 0) {
		set_error(out, r);
		return;
	}
	added.mark = is_new ? MARK_NEW : MARK_NONE;
	added.cells = screen->cells_len;
	for (uint32_t left = screen->shown; left; left &= left - 1)
		add_cell(out, screen, (size_t)__builtin_ctz(left), &row);
	screen->rows[screen->rows_len++] = added;
	set_error(out, screen->text.error);
}

static void screen_end(struct out *out, const struct query_gaps *gaps)
{
	(void)gaps;
	struct screen *screen = out->own;

	if (!screen)
		return;
	end_sections(out, screen, netstat_sections_count);
	if (screen->hidden) {
		strbuf_addf(&out->buffer.text, "%ju more row%s",
			    (uintmax_t)screen->hidden, screen->hidden == 1 ? "" : "s");
		end_line(out, screen);
	}
	strbuf_adds(&out->buffer.text, out->spec.screen.height ? CLEAR_SCREEN : "");
	if (out->spec.screen.marks)
		set_error(out, screen_past_end(&screen->past, &out->record));
}

static void screen_release(void *own)
{
	struct screen *screen = own;

	if (!screen)
		return;
	strbuf_release(&screen->text);
	free(screen->cells);
	free(screen->rows);
	free(screen->order);
	screen_past_release(&screen->past);
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
