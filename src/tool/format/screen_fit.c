/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "screen_fit.h"

#include <stdbool.h>

#include "columns.h"
#include "text/strbuf.h"
#include "text/width.h"
#include "util/cleanup.h"

enum { LEVELS = 3 };

/* The minimum widths of columns, by the kind of the column, at three levels. If a row is
 * too wide, columns are narrowed to the widths of the first level; if the row is still
 * too wide, to the widths of the second level, and so on. Columns of all other kinds,
 * such as numbers, keep the width of their cells; from the second level on, their headers
 * may be cut. */
static const struct {
	/* The kind of the column: a bit of enum column_style. */
	uint16_t style;
	uint16_t least[LEVELS];
} policy[] = {
	{ COLUMN_TEXT, { 30, 16, 4 } },   { COLUMN_PATH, { 30, 16, 4 } },
	{ COLUMN_OWNERS, { 20, 14, 4 } }, { COLUMN_ADDRESS, { 21, 15, 7 } },
	{ COLUMN_NAME, { 10, 7, 3 } },
};

static size_t least_of(const struct column *column, const struct screen_widths *width,
		       size_t level)
{
	for (size_t i = 0; i < ARRAY_SIZE(policy); i++)
		if (column->style & policy[i].style)
			return policy[i].least[level];
	return !level ? width->now : width->cells ? width->cells : 1;
}

/* Returns how many columns of the terminal a row takes, and sets *ret_last to the index
 * of the last column that is not left out. */
static size_t sum_of(uint32_t shown,
		     const struct screen_widths widths[SCREEN_COLUMNS_MAX],
		     size_t *ret_last)
{
	size_t sum = 0;

	*ret_last = 0;
	for (; shown; shown &= shown - 1) {
		const size_t i = (size_t)__builtin_ctz(shown);

		if (!widths[i].now)
			continue;
		sum += widths[i].now + (sum != 0);
		*ret_last = i;
	}
	return sum;
}

/* Narrows one column by 1: the column whose width exceeds its minimum width at this level
 * the most, or the last of several such columns. Returns false if no column is wider than
 * its minimum width. */
static bool narrow_one(const struct column *columns, uint32_t shown,
		       struct screen_widths widths[SCREEN_COLUMNS_MAX], size_t level)
{
	size_t most = 0;
	size_t at = 0;

	for (; shown; shown &= shown - 1) {
		const size_t i = (size_t)__builtin_ctz(shown);
		const size_t least = least_of(&columns[i], &widths[i], level);

		if (widths[i].now <= least || widths[i].now - least < most)
			continue;
		most = widths[i].now - least;
		at = i;
	}
	if (most)
		widths[at].now--;
	return most;
}

void screen_fit(const struct column *columns, uint32_t shown,
		struct screen_widths widths[SCREEN_COLUMNS_MAX], size_t total)
{
	size_t last = 0;
	size_t sum = sum_of(shown, widths, &last);

	for (size_t level = 0; level < LEVELS; level++)
		while (sum > total && narrow_one(columns, shown, widths, level))
			sum--;
	/* On a very narrow terminal, whole columns are left out, the last column
	 * first. */
	for (; sum > total && widths[last].now; sum = sum_of(shown, widths, &last))
		widths[last].now = 0;
}

size_t screen_put_short(struct strbuf *sb, const struct strbuf *cells, size_t at,
			size_t n, size_t max, bool cuts_end, locale_t utf8)
{
	const char *text = cells->s + at;
	const size_t mark = utf8 ? 1 : 3;
	const size_t all = n ? width_of(text, n, utf8) : 0;

	if (all <= max) {
		strbuf_append(sb, cells, at, n);
		return all;
	}
	/* `kept` is how many columns of the terminal are left for the beginning and the
	 * end of a cell whose middle is left out. If `kept` is odd, the end gets one
	 * column more, because the end says more, such as the port of an address. */
	const size_t kept = max > mark ? max - mark : 0;
	const size_t tail = cuts_end ? 0 : kept - kept / 2;
	const struct width_cut cut = width_cut(text, n, kept - tail, tail, utf8);

	strbuf_append(sb, cells, at, cut.head);
	if (max >= mark)
		strbuf_adds(sb, utf8 ? "\u2026" : "...");
	strbuf_append(sb, cells, at + cut.tail, n - cut.tail);
	return cut.width + (max >= mark ? mark : 0);
}
