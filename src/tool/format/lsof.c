/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lsof.h"

#include <string.h>

#include "cell.h"
#include "lsof_rows.h"
#include "owner/owner_index.h"
#include "tcp_info_text.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* Appends the cell COMMAND of lsof, the name of the process. A blank in the name is
 * escaped, because programs split each line at blanks. */
static void put_command(struct strbuf *sb, const struct row *r)
{
	if (r->fd->process)
		cell_text(sb, lsof_command(r->spec, r->fd->process), " ");
	else
		cell_no_owner(sb, r->spec, r->s, r->holders);
}

static void put_user(struct strbuf *sb, const struct row *r)
{
	enum { NUMBER_WIDTH = 8 };

	if (r->fd->process && r->fd->process->has_uid)
		cell_user(sb, r->spec, r->fd->process->uid, NUMBER_WIDTH);
}

/* Appends the cell FD of lsof: a descriptor and its access mode "u", because every socket
 * may be read and written. The blank at the end is where lsof shows a lock, which sockets
 * do not have. */
static void put_fd(struct strbuf *sb, const struct row *r)
{
	if (r->fd->process)
		lsof_put_fd(sb, r->fd->held_by, r->fd->fd);
	else
		strbuf_addc(sb, '-');
	strbuf_adds(sb, r->fd->process && r->fd->held_by == HELD_BY_FD ? "u " : "  ");
}

static void put_unit(struct strbuf *sb, const struct row *r)
{
	cell_unit(sb, r->fd->process ? r->fd->process->cgroup : NULL);
}

static void put_container(struct strbuf *sb, const struct row *r)
{
	cell_container(sb, r->fd->process ? r->fd->process->cgroup : NULL);
}

static void put_node(struct strbuf *sb, const struct row *r)
{
	const size_t start = sb->len;

	lsof_put_protocol(sb, r);
	if (sb->len == start)
		strbuf_addu(sb, r->s->inode);
}

/* Appends the state and the queue lengths of a connection in parentheses, as far as the
 * options ask for them and they are known. */
static void put_info(struct strbuf *sb, const struct row *r)
{
	const struct lsof_spec *spec = &r->spec->lsof;
	const size_t before = sb->len;

	strbuf_adds(sb, " (");
	const size_t start = sb->len;
	if (!spec->no_states)
		lsof_put_state(sb, r);
	if (spec->queues && lsof_has_queues(r->s))
		strbuf_addf(sb, "%sQR=%u QS=%u", sb->len == start ? "" : " ",
			    r->s->recv_q, r->s->send_q);
	if (sb->len == start)
		sb->len = before;
	else
		strbuf_addc(sb, ')');
}

/* Appends the cell NAME of lsof: the name of a socket, its state, the owners of its peer,
 * and its memory and TCP info if the options ask for them. */
static void put_name(struct strbuf *sb, const struct row *r)
{
	lsof_put_name(sb, r);
	lsof_put_peers(sb, r);
	put_info(sb, r);
	if (r->spec->query.wants.memory)
		(void)cell_prefixed(sb, " ", tcp_info_put_memory, r);
	if (r->spec->query.wants.tcp_info)
		(void)cell_prefixed(sb, " ", tcp_info_put_tcp, r);
}

/* clang-format off */
static const struct column columns[] = {
	{ "COMMAND", 7, 0, put_command, ALWAYS },
	{ "PID", 3, COLUMN_RIGHT | COLUMN_DASH, lsof_put_pid, ALWAYS },
	{ "PPID", 4, COLUMN_RIGHT | COLUMN_DASH, lsof_put_ppid, IF(lsof.ppids) },
	{ "PGID", 4, COLUMN_RIGHT | COLUMN_DASH, lsof_put_pgid, IF(lsof.pgids) },
	{ "USER", 4, COLUMN_RIGHT | COLUMN_DASH, put_user, ALWAYS },
	{ "UNIT", 4, COLUMN_DASH, put_unit, IF(units) },
	{ "CONTAINER", 9, COLUMN_DASH, put_container, IF(containers) },
	{ "FD  ", 6, COLUMN_RIGHT, put_fd, ALWAYS },
	{ "TYPE", 4, COLUMN_RIGHT, lsof_put_type, ALWAYS },
	{ "DEVICE", 6, COLUMN_RIGHT, lsof_put_device, ALWAYS },
	{ "SIZE/OFF", 8, COLUMN_RIGHT, lsof_put_offset, ALWAYS },
	{ "NODE", 4, COLUMN_RIGHT, put_node, ALWAYS },
	{ "NAME", 0, 0, put_name, ALWAYS },
};
/* clang-format on */

/* The maximum width of a column in bytes. A column is as wide as its widest cell up to
 * this limit, so that one long cell does not widen every line. The last column needs no
 * width. */
enum { COLUMN_MAX = 64 };

/* Widens the columns in `fitted` to the width of the cells of the row r. Each cell is
 * appended to sb to measure its width, and then dropped. */
static void widen_columns(struct strbuf *sb, struct column *fitted, uint32_t shown,
			  const struct row *r)
{
	const size_t start = sb->len;

	for (uint32_t left = shown; left; left &= left - 1) {
		struct column *column = &fitted[__builtin_ctz(left)];

		if (!column->width)
			continue;
		columns_put(sb, column, 1, r);
		column->width = sb->len - start < COLUMN_MAX ? (uint16_t)(sb->len - start)
							     : COLUMN_MAX;
		sb->len = start;
	}
}

static void lsof_end(struct out *out, const struct query_gaps *gaps)
{
	const struct lsof_rows *rows = lsof_rows_end(out);
	const size_t count = rows ? rows->len : 0;
	const uint32_t shown = columns_shown(columns, ARRAY_SIZE(columns), &out->spec);
	struct strbuf *sb = &out->buffer.text;
	struct column fitted[ARRAY_SIZE(columns)];

	(void)gaps;
	memcpy(fitted, columns, sizeof(fitted));
	for (size_t i = 0; i < count; i++) {
		const struct row row = lsof_rows_at(rows, &out->spec, i);

		widen_columns(sb, fitted, shown, &row);
	}
	/* The layout lsof shows no headers if there are no rows. */
	if (out->spec.header && count) {
		columns_put(sb, fitted, shown, NULL);
		strbuf_addc(sb, '\n');
	}
	for (size_t i = 0; i < count; i++) {
		const struct row row = lsof_rows_at(rows, &out->spec, i);

		columns_put(sb, fitted, shown, &row);
		strbuf_addc(sb, '\n');
	}
	if (out->spec.lsof.mark)
		strbuf_adds(sb, "=======\n");
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
		strbuf_addu(&out->buffer.text, last->pid);
		strbuf_addc(&out->buffer.text, '\n');
	}
	if (out->spec.lsof.mark)
		strbuf_adds(&out->buffer.text, "=======\n");
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
