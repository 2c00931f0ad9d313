/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions for layouts that are tables. Such a layout is a constant array of columns;
 * each line of output is one row of cells. */
#ifndef FORMAT_COLUMNS_H
#define FORMAT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "out.h"

/* The data from which the cells of one row of output are made. */
struct row {
	const struct out_spec *spec;
	const struct sock *s;
	/* All processes that hold sockets; NULL: owners were not searched for. */
	const struct owner_index *holders;
	/* The descriptor that this row of an lsof layout shows; NULL in all other
	 * layouts. */
	const struct lsof_row *fd;
};

/* The type of a function that appends the cell of a column for a row; the function
 * appends nothing if the socket lacks what the column shows. */
typedef void (*cell_fn)(struct strbuf *sb, const struct row *r);

enum column_style {
	/* The cells of the column are right-aligned; without this bit they are
	 * left-aligned. */
	COLUMN_RIGHT = 1 << 0,
	/* An empty cell is shown as "-"; without this bit it is blank. */
	COLUMN_DASH = 1 << 1,
	/* The column shows numbers. The bits from COLUMN_NUMBER to COLUMN_TEXT say what
	 * kind of content a column has; only the layout screen uses them, to align,
	 * colour and shorten cells (screen_fit.h). */
	COLUMN_NUMBER = 1 << 2,
	COLUMN_STATE = 1 << 3,
	COLUMN_ADDRESS = 1 << 4,
	COLUMN_OWNERS = 1 << 5,
	COLUMN_NAME = 1 << 6,
	COLUMN_PATH = 1 << 7,
	COLUMN_TEXT = 1 << 8,
};

/* The condition under which a column is shown. The condition names options, each by the
 * offset of a boolean in struct out_spec; the offset 0 stands for no option, because the
 * first member of struct out_spec is no boolean. */
struct column_condition {
	/* The two options that must both be set for the column to be shown, as offsets of
	 * booleans in struct out_spec (0: no option). */
	uint16_t needs[2];
	/* The option that must not be set for the column to be shown, as the offset of a
	 * boolean in struct out_spec (0: no option). */
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
	/* The minimum width of the column in bytes. A wider cell shifts the later cells
	 * of its row to the right. */
	uint16_t width;
	/* The properties of the column: a mask of bits of enum column_style. */
	uint16_t style;
	cell_fn put;
	struct column_condition shown;
};

bool column_condition_holds(const struct column_condition *shown,
			    const struct out_spec *spec);

/* Returns the mask of the columns that a listing shows: bit i is set if columns[i] is
 * shown. There may be at most 32 columns. */
uint32_t columns_shown(const struct column *columns, size_t count,
		       const struct out_spec *spec);

/* Appends the cells of the row r; if r is NULL, appends the headers. Only the columns
 * whose bits are set in the mask `shown` are appended, with blanks between them and
 * without a newline. */
void columns_put(struct strbuf *sb, const struct column *columns, uint32_t shown,
		 const struct row *r);

#endif
