/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The column engine. A layout is a constant array of columns; each line of output is one
 * row of cells. */
#ifndef FORMAT_COLUMNS_H
#define FORMAT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "out.h"

/* The data from which the cells of one socket are made. */
struct row {
	const struct out_spec *spec;
	const struct sock *s;
	/* The processes that hold sockets; NULL: owners were not asked for. */
	const struct owner_index *holders;
	/* The descriptor that a row of lsof shows; NULL in all other layouts. */
	const struct lsof_row *fd;
};

/* Appends a cell, or nothing if the socket does not have what the column shows. */
typedef void (*cell_fn)(struct strbuf *sb, const struct row *r);

enum column_style {
	/* The column is right-aligned, not left-aligned. */
	COLUMN_RIGHT = 1 << 0,
	/* An empty cell is shown as "-" and not as blanks. */
	COLUMN_DASH = 1 << 1,
	/* What the column shows, for the layout screen: it right-aligns numbers, colours
	 * states, and shortens cells by these kinds (screen_fit.h). */
	COLUMN_NUMBER = 1 << 2,
	COLUMN_STATE = 1 << 3,
	COLUMN_ADDRESS = 1 << 4,
	COLUMN_OWNERS = 1 << 5,
	COLUMN_NAME = 1 << 6,
	COLUMN_PATH = 1 << 7,
	COLUMN_TEXT = 1 << 8,
};

/* The options on which a column depends, each as the offset of a boolean in struct
 * out_spec. An offset of 0 means no option, because the first member of struct out_spec
 * is not a boolean. */
struct column_condition {
	/* The options that must both be set for the column to be shown. */
	uint16_t needs[2];
	/* The option that must not be set for the column to be shown. */
	uint16_t unless;
};

#define COLUMN_FLAG(flag)                                                                \
	_Generic(((struct out_spec){ .header = false }).flag, bool                       \
		 : offsetof(struct out_spec, flag))

/* clang-format off */
#define ALWAYS             { { 0, 0 }, 0 }
#define IF(flag)           { { COLUMN_FLAG(flag), 0 }, 0 }
#define IF_BOTH(one, two)  { { COLUMN_FLAG(one), COLUMN_FLAG(two) }, 0 }
#define IF_NOT(flag)       { { 0, 0 }, COLUMN_FLAG(flag) }
#define IF_BUT(flag, not)  { { COLUMN_FLAG(flag), 0 }, COLUMN_FLAG(not) }
/* clang-format on */

struct column {
	const char *header;
	/* The least width of the column in bytes. A wider cell moves the later cells of
	 * its row. */
	uint16_t width;
	/* A mask of values of enum column_style. */
	uint16_t style;
	cell_fn put;
	struct column_condition shown;
};

bool column_condition_holds(const struct column_condition *shown,
			    const struct out_spec *spec);

/* Returns which of the at most 32 columns a listing shows, as a mask with a bit for each
 * column. */
uint32_t columns_shown(const struct column *columns, size_t count,
		       const struct out_spec *spec);

/* Appends the cells of row r, or the headers if r is NULL, separated by blanks. Only the
 * columns in the mask shown are appended. The caller appends the newline. */
void columns_put(struct strbuf *sb, const struct column *columns, uint32_t shown,
		 const struct row *r);

#endif
