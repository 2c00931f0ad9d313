/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layouts whose columns are fields of sockets: the table of --columns, and CSV (RFC
 * 4180). */
#include <string.h>

#include "columns.h"
#include "csv.h"
#include "out.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* The minimum width of a column in bytes, by the type of its field. A wider cell shifts
 * the later cells of its row to the right, as in the layout netstat. */
static const uint8_t widths[] = {
	[FIELD_NUMBER] = 6, [FIELD_HEX] = 16,   [FIELD_WORD] = 11,
	[FIELD_ADDR] = 15,  [FIELD_ADDRS] = 15, [FIELD_BYTES] = 12,
	[FIELD_SET] = 12,   [FIELD_BOOL] = 5,   [FIELD_OBJECT] = 20,
};

static size_t width_of(const struct row_field *field)
{
	if (field->place == ROW_LOCAL || field->place == ROW_PEER)
		return 23;
	return strcmp(field->name, "proto") == 0 ? 5 : widths[row_field_type(field)];
}

/* Appends one line: the cells of a row; if row is NULL, the names of the fields. A cell
 * is never empty and contains no blank, so that programs can split the line at blanks. */
static void put_columns(struct out *out, const struct row *row)
{
	const struct row_fields *columns = &out->spec.columns;
	struct strbuf *sb = &out->buffer.text;

	for (size_t i = 0; i < columns->len; i++) {
		const struct row_field *field = &columns->all[i];
		const size_t start = sb->len;

		if (row)
			row_field_put(sb, field, row, " ");
		else
			strbuf_adds(sb, field->name);
		if (sb->len == start)
			strbuf_addc(sb, '-');
		if (i + 1 < columns->len) {
			strbuf_pad(sb, start, width_of(field));
			strbuf_addc(sb, ' ');
		}
	}
	strbuf_addc(sb, '\n');
}

static void columns_begin(struct out *out)
{
	if (out->spec.header)
		put_columns(out, NULL);
}

static void columns_row(struct out *out, const struct sock *s,
			const struct owner_index *holders)
{
	const struct row row = { .spec = &out->spec, .s = s, .holders = holders };

	put_columns(out, &row);
}

/* Ends a listing without writing anything, because what could not be read is reported on
 * stderr. */
static void columns_end(struct out *out, const struct query_gaps *gaps)
{
	(void)out;
	(void)gaps;
}

void csv_quote(struct strbuf *sb, size_t start)
{
	struct strbuf plain = { 0 };

	if (sb->error || (!memchr(sb->s + start, ',', sb->len - start) &&
			  !memchr(sb->s + start, '"', sb->len - start)))
		return;
	strbuf_append(&plain, sb, start, sb->len - start);
	sb->len = start;
	strbuf_addc(sb, '"');
	for (size_t at = 0; at < plain.len;) {
		const char *quote = memchr(plain.s + at, '"', plain.len - at);
		const size_t end = quote ? (size_t)(quote - plain.s) + 1 : plain.len;

		strbuf_append(sb, &plain, at, end - at);
		strbuf_adds(sb, quote ? "\"" : "");
		at = end;
	}
	strbuf_addc(sb, '"');
	strbuf_release(&plain);
}

static void csv_put(struct out *out, const struct row *row)
{
	const struct row_fields *columns = &out->spec.columns;
	struct strbuf *sb = &out->buffer.text;

	for (size_t i = 0; i < columns->len; i++) {
		strbuf_adds(sb, i ? "," : "");
		const size_t start = sb->len;

		if (row)
			row_field_put(sb, &columns->all[i], row, "");
		else
			strbuf_adds(sb, columns->all[i].name);
		csv_quote(sb, start);
	}
	strbuf_addc(sb, '\n');
}

static void csv_begin(struct out *out)
{
	if (out->spec.header)
		csv_put(out, NULL);
}

static void csv_row(struct out *out, const struct sock *s,
		    const struct owner_index *holders)
{
	const struct row row = { .spec = &out->spec, .s = s, .holders = holders };

	csv_put(out, &row);
}

const struct out_ops out_columns = {
	.name = "columns",
	.wants = { .links = true },
	.begin = columns_begin,
	.row = columns_row,
	.end = columns_end,
};

const struct out_ops out_csv = {
	.name = "csv",
	.wants = { .links = true },
	.begin = csv_begin,
	.row = csv_row,
	.end = columns_end,
};
