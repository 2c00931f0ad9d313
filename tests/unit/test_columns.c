/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "format/columns.h"

#include "text/strbuf.h"
#include "unit.h"

static void put_inode(struct strbuf *sb, const struct row *r)
{
	if (r->s->inode)
		strbuf_addu(sb, r->s->inode);
}

static const struct column columns[] = {
	{ "Left", 6, 0, put_inode, ALWAYS },
	{ "Dash", 6, COLUMN_DASH, put_inode, IF(extend) },
	{ "Right", 6, COLUMN_RIGHT, put_inode,
	  IF_BOTH(query.owners, query.wanted.executable) },
	{ "Names", 6, COLUMN_RIGHT | COLUMN_DASH, put_inode,
	  IF_BUT(query.owners, query.wanted.executable) },
	{ "Last", 0, 0, put_inode, IF_NOT(no_state) },
};

/* The columns that are shown, and the alignment of cells of each width. */
static void alignment_of_cells(void **state)
{
	static const struct {
		const char *name;
		struct out_spec spec;
		uint64_t inode;
		const char *header, *row;
	} cases[] = {
		{ "default", { .title = WHICH_ALL }, 7, "Left   Last", "7      7" },
		{ "one flag",
		  { .extend = true },
		  7,
		  "Left   Dash   Last",
		  "7      7      7" },
		{ "empty cells",
		  { .extend = true },
		  0,
		  "Left   Dash   Last",
		  "       -      " },
		{ "two flags",
		  { .query.owners = true, .query.wanted.executable = true },
		  12,
		  "Left    Right Last",
		  "12         12 12" },
		{ "but not",
		  { .query.owners = true },
		  0,
		  "Left    Names Last",
		  "            - " },
		{ "the second flag alone",
		  { .query.wanted.executable = true },
		  7,
		  "Left   Last",
		  "7      7" },
		{ "unless", { .no_state = true }, 7, "Left  ", "7     " },
		{ "wider than the column",
		  { .query.owners = true },
		  1234567,
		  "Left    Names Last",
		  "1234567 1234567 1234567" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const uint32_t shown =
			columns_shown(columns, ARRAY_SIZE(columns), &cases[i].spec);
		const struct sock s = { .inode = cases[i].inode };
		const struct row row = { .spec = &cases[i].spec, .s = &s };
		struct strbuf sb = { 0 };

		columns_put(&sb, columns, shown, NULL);
		assert_row_text(cases[i].name, &sb, cases[i].header);
		sb.len = 0;
		columns_put(&sb, columns, shown, &row);
		assert_row_text(cases[i].name, &sb, cases[i].row);
		strbuf_release(&sb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alignment_of_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
