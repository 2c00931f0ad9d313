/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lsof.h"

#include "cell.h"
#include "lsof_names.h"
#include "lsof_rows.h"
#include "owner/owner_index.h"
#include "tcp_info_text.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* What a cell is made from. */
struct cell_of {
	const struct out *out;
	const struct process *process; /* NULL: none is known */
	const struct sock *sock;
	const struct owner_index *holders;
	uint32_t fd;
	uint32_t held_by;
};

/* A blank is escaped too: the table is read by its fields. */
static void put_command(const struct cell_of *c, struct strbuf *sb)
{
	if (c->process)
		cell_text(sb, lsof_command(c->out, c->process), " ");
	else
		cell_no_owner(sb, &c->out->spec, c->sock, c->holders);
}

static void put_pid(const struct cell_of *c, struct strbuf *sb)
{
	if (c->process)
		strbuf_addu(sb, c->process->pid);
	else
		strbuf_addc(sb, '-');
}

static void put_pgid(const struct cell_of *c, struct strbuf *sb)
{
	if (c->process && c->process->has_stat)
		strbuf_addu(sb, c->process->pgid);
	else
		strbuf_addc(sb, '-');
}

static void put_ppid(const struct cell_of *c, struct strbuf *sb)
{
	if (c->process && c->process->has_stat)
		strbuf_addu(sb, c->process->ppid);
	else
		strbuf_addc(sb, '-');
}

static void put_user(const struct cell_of *c, struct strbuf *sb)
{
	enum { NUMBER_WIDTH = 8 };

	if (c->process && c->process->has_uid)
		cell_user(sb, &c->out->spec, c->process->uid, NUMBER_WIDTH);
	else
		strbuf_addc(sb, '-');
}

/* Every socket may be read and written; the blank is of a lock, which sockets have not. */
static void put_fd(const struct cell_of *c, struct strbuf *sb)
{
	if (c->process && c->held_by == HELD_BY_FD) {
		strbuf_addu(sb, c->fd);
		strbuf_adds(sb, "u ");
	} else {
		strbuf_adds(sb, c->process ? lsof_fd_word(c->held_by) : "-");
		strbuf_adds(sb, "  ");
	}
}

static void put_type(const struct cell_of *c, struct strbuf *sb)
{
	strbuf_adds(sb, lsof_type(c->sock));
}

static void put_device(const struct cell_of *c, struct strbuf *sb)
{
	(void)lsof_put_device(sb, c->sock);
}

static void put_offset(const struct cell_of *c, struct strbuf *sb)
{
	(void)c;
	strbuf_adds(sb, "0t0");
}

static void put_node(const struct cell_of *c, struct strbuf *sb)
{
	if (!lsof_put_protocol(sb, c->sock))
		strbuf_addu(sb, c->sock->inode);
}

/* What of a connection is told, in brackets, if there is any. */
static void put_info(const struct cell_of *c, struct strbuf *sb)
{
	const struct lsof_spec *spec = &c->out->spec.lsof;
	const size_t before = sb->len;

	strbuf_adds(sb, " (");
	bool is_any = !spec->no_states && lsof_put_state(sb, c->sock);
	if (spec->queues && lsof_has_queues(c->sock)) {
		strbuf_adds(sb, is_any ? " QR=" : "QR=");
		strbuf_addu(sb, c->sock->recv_q);
		strbuf_adds(sb, " QS=");
		strbuf_addu(sb, c->sock->send_q);
		is_any = true;
	}
	strbuf_addc(sb, ')');
	if (!is_any)
		sb->len = before;
}

/* What lsof has not, behind what it has. */
static void put_facts(const struct cell_of *c, struct strbuf *sb)
{
	const struct out_spec *spec = &c->out->spec;
	size_t before = sb->len;

	strbuf_addc(sb, ' ');
	if (!spec->memory || !tcp_info_put_memory(sb, c->sock))
		sb->len = before;
	before = sb->len;
	strbuf_addc(sb, ' ');
	if (!spec->tcp_info || !tcp_info_put_tcp(sb, spec, c->sock))
		sb->len = before;
}

static void put_name(const struct cell_of *c, struct strbuf *sb)
{
	lsof_put_name(c->out, sb, c->sock);
	lsof_put_peers(c->out, sb, c->sock);
	put_info(c, sb);
	put_facts(c, sb);
}

static bool with_pgids(const struct out_spec *spec)
{
	return spec->lsof.pgids;
}

static bool with_ppids(const struct out_spec *spec)
{
	return spec->lsof.ppids;
}

static const struct column {
	const char *header;
	size_t width; /* at least */
	enum { LEFT, RIGHT, LAST } align;
	void (*put)(const struct cell_of *c, struct strbuf *sb);
	bool (*is_shown)(const struct out_spec *spec); /* NULL: always */
} columns[] = {
	{ "COMMAND", 7, LEFT, put_command, NULL },
	{ "PID", 3, RIGHT, put_pid, NULL },
	{ "PPID", 4, RIGHT, put_ppid, with_ppids },
	{ "PGID", 4, RIGHT, put_pgid, with_pgids },
	{ "USER", 4, RIGHT, put_user, NULL },
	{ "FD  ", 6, RIGHT, put_fd, NULL },
	{ "TYPE", 4, RIGHT, put_type, NULL },
	{ "DEVICE", 6, RIGHT, put_device, NULL },
	{ "SIZE/OFF", 8, RIGHT, put_offset, NULL },
	{ "NODE", 4, RIGHT, put_node, NULL },
	{ "NAME", 0, LAST, put_name, NULL },
};

enum { COLUMNS = ARRAY_SIZE(columns) };

static bool is_shown(const struct out *out, size_t column)
{
	return !columns[column].is_shown || columns[column].is_shown(&out->spec);
}

static void put_cell(struct strbuf *sb, size_t column, size_t width,
		     const struct strbuf *cell)
{
	const size_t start = sb->len;

	if (columns[column].align == RIGHT && cell->len < width)
		strbuf_pad(sb, start, width - cell->len);
	strbuf_append(sb, cell, 0, cell->len);
	if (columns[column].align == LEFT)
		strbuf_pad(sb, start, width);
	strbuf_adds(sb, columns[column].align == LAST ? "\n" : " ");
}

static struct cell_of cell_of(const struct out *out, const struct lsof_rows *rows,
			      size_t i)
{
	const struct lsof_row *row = &rows->all[i];

	return (struct cell_of){
		.out = out,
		.process = row->process,
		.sock = lsof_rows_sock(rows, row),
		.holders = rows->holders,
		.fd = row->fd,
		.held_by = row->held_by,
	};
}

/* A column is as wide as its widest cell, but no wider than so many bytes: one long name must not
 * make every row long. A wider cell pushes what is behind it. */
enum { COLUMN_MAX = 64 };

static void measure(const struct out *out, const struct lsof_rows *rows,
		    size_t widths[COLUMNS], struct strbuf *cell)
{
	for (size_t column = 0; column < COLUMNS; column++) {
		widths[column] = columns[column].width;
		if (columns[column].align == LAST || !is_shown(out, column))
			continue;
		for (size_t i = 0; i < rows->len; i++) {
			const struct cell_of c = cell_of(out, rows, i);

			cell->len = 0;
			columns[column].put(&c, cell);
			if (cell->len > widths[column])
				widths[column] = cell->len;
		}
		if (widths[column] > COLUMN_MAX)
			widths[column] = COLUMN_MAX;
	}
}

static void put_table(struct out *out, const struct lsof_rows *rows, struct strbuf *cell)
{
	struct strbuf *sb = &out->page.text;
	size_t widths[COLUMNS];

	measure(out, rows, widths, cell);
	for (size_t column = 0; out->spec.header && column < COLUMNS; column++) {
		if (!is_shown(out, column))
			continue;
		cell->len = 0;
		strbuf_adds(cell, columns[column].header);
		put_cell(sb, column, widths[column], cell);
	}
	for (size_t i = 0; i < rows->len; i++) {
		const struct cell_of c = cell_of(out, rows, i);

		for (size_t column = 0; column < COLUMNS; column++) {
			if (!is_shown(out, column))
				continue;
			cell->len = 0;
			columns[column].put(&c, cell);
			put_cell(sb, column, widths[column], cell);
		}
	}
	if (cell->error)
		sb->error = cell->error;
}

static void lsof_end(struct out *out, const struct query_gaps *gaps)
{
	const struct lsof_rows *rows = lsof_rows_end(out);
	struct strbuf cell = { 0 };

	(void)gaps; /* a text listing's gaps are told on stderr */
	/* nor has a table without rows a header */
	if (rows && rows->len)
		put_table(out, rows, &cell);
	strbuf_release(&cell);
	if (out->spec.lsof.mark)
		strbuf_adds(&out->page.text, "=======\n");
}

static void pids_end(struct out *out, const struct query_gaps *gaps)
{
	const struct lsof_rows *rows = lsof_rows_end(out);
	const struct process *last = NULL;

	(void)gaps;
	for (size_t i = 0; rows && i < rows->len; i++) {
		if (rows->all[i].process == last)
			continue;
		last = rows->all[i].process;
		strbuf_addu(&out->page.text, last->pid);
		strbuf_addc(&out->page.text, '\n');
	}
	if (out->spec.lsof.mark)
		strbuf_adds(&out->page.text, "=======\n");
}

const struct out_ops out_lsof_pids = {
	.name = "lsof -t",
	.wants = { .owners = true, .n_is_hosts = true },
	.begin = lsof_rows_begin,
	.row = lsof_rows_add,
	.end = pids_end,
	.release = lsof_rows_release,
};

const struct out_ops out_lsof = {
	.name = "lsof",
	.wants = { .owners = true,
		   .n_is_hosts = true,
		   .links = true,
		   .process = { .uid = true, .comm = true } },
	.begin = lsof_rows_begin,
	.row = lsof_rows_add,
	.end = lsof_end,
	.release = lsof_rows_release,
};
