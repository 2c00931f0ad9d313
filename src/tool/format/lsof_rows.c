/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lsof_rows.h"

#include <string.h>

#include "cell.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"
#include "util/cleanup.h"
#include "util/grow.h"

void lsof_rows_begin(struct out *out)
{
	struct lsof_rows *rows = out->own;

	if (!rows)
		rows = out->own = calloc(1, sizeof(*rows));
	if (!rows) {
		out->buffer.text.error = -ENOMEM;
		return;
	}
	rows->len = 0;
	rows->socks_len = 0;
}

static int add_row(struct lsof_rows *rows, const struct lsof_row *row)
{
	int r = grow(&rows->all, &rows->cap, rows->len + 1, sizeof(*rows->all));

	if (r == 0)
		rows->all[rows->len++] = *row;
	return r;
}

static int add_rows(struct lsof_rows *rows, const struct sock *s,
		    const struct owner_index *holders, const struct holder *first)
{
	if (rows->socks_len == UINT32_MAX)
		return -E2BIG;
	int r = grow(&rows->socks, &rows->socks_cap, rows->socks_len + 1,
		     sizeof(*rows->socks));

	for (const struct holder *h = first; r == 0 && h;
	     h = owner_index_next(holders, h)) {
		struct lsof_row row = {
			.process = owner_index_process(holders, h),
			.fd = h->fd,
			.held_by = h->held_by,
			.sock = (uint32_t)rows->socks_len,
		};

		row.has_flags = owner_index_flags(holders, h, &row.flags);
		r = add_row(rows, &row);
	}
	if (r == 0 && !first)
		r = add_row(rows,
			    &(struct lsof_row){ .sock = (uint32_t)rows->socks_len });
	if (r == 0)
		rows->socks[rows->socks_len++] = *s;
	return r;
}

void lsof_rows_add(struct out *out, const struct sock *s,
		   const struct owner_index *holders)
{
	const struct holder *first =
		holders ? owner_index_first(holders, s->inode) : NULL;

	if ((!first && !out->spec.lsof.unheld) || out->buffer.text.error)
		return;
	((struct lsof_rows *)out->own)->holders = holders;
	out->buffer.text.error = add_rows(out->own, s, holders, first);
}

/* Returns the number by which the rows of lsof are sorted first: the pid; for a socket
 * that no known process holds, UINT64_MAX, which puts the row last. */
static uint64_t order_of(const struct lsof_row *row)
{
	return row->process ? row->process->pid : UINT64_MAX;
}

static int compare_rows(const void *left, const void *right)
{
	const struct lsof_row *a = left;
	const struct lsof_row *b = right;

	if (order_of(a) != order_of(b))
		return (order_of(a) > order_of(b)) - (order_of(a) < order_of(b));
	if (a->held_by != b->held_by)
		return (a->held_by > b->held_by) - (a->held_by < b->held_by);
	if (a->fd != b->fd)
		return (a->fd > b->fd) - (a->fd < b->fd);
	return (a->sock > b->sock) - (a->sock < b->sock);
}

/* Returns whether the rows a and b of lsof show the same descriptor, so that one of the
 * two rows can be dropped. Such rows arise if the kernel lists a socket twice, or from an
 * MPTCP socket, which has the inode of its first subflow. Each association of an SCTP
 * socket keeps a row. */
static bool is_repeated(const struct lsof_rows *rows, const struct lsof_row *a,
			const struct lsof_row *b)
{
	const struct sock *s = &rows->socks[a->sock];
	const struct sock *t = &rows->socks[b->sock];

	if (!a->process || order_of(a) != order_of(b) || a->held_by != b->held_by)
		return false;
	if (a->held_by == HELD_BY_FD ? a->fd != b->fd : s->inode != t->inode)
		return false;
	return s->proto != PROTO_SCTP ||
	       (s->state == t->state && s->peer_port == t->peer_port &&
		memcmp(&s->peer, &t->peer, sizeof(s->peer)) == 0);
}

static void drop_repeated(struct lsof_rows *rows)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->len; i++)
		if (!kept || !is_repeated(rows, &rows->all[kept - 1], &rows->all[i]))
			rows->all[kept++] = rows->all[i];
	rows->len = kept;
}

const struct lsof_rows *lsof_rows_end(struct out *out)
{
	struct lsof_rows *rows = out->own;

	if (out->buffer.text.error)
		return NULL;
	if (rows->len)
		qsort(rows->all, rows->len, sizeof(*rows->all), compare_rows);
	drop_repeated(rows);
	/* The number of rows of lsof is stored as out->rows, not the number of sockets,
	 * because a socket without a known process may have no row. */
	out->rows = rows->len;
	return rows;
}

void lsof_rows_release(void *own)
{
	struct lsof_rows *rows = own;

	if (!rows)
		return;
	free(rows->all);
	free(rows->socks);
	free(rows);
}

struct row lsof_rows_at(const struct lsof_rows *rows, const struct out_spec *spec,
			size_t i)
{
	return (struct row){
		.spec = spec,
		.s = &rows->socks[rows->all[i].sock],
		.holders = rows->holders,
		.fd = &rows->all[i],
	};
}

const char *lsof_command(const struct out_spec *spec, const struct process *p)
{
	return spec->query.wanted.executable ? p->executable : p->comm;
}

void lsof_put_pid(struct strbuf *sb, const struct row *r)
{
	if (r->fd->process)
		strbuf_addu(sb, r->fd->process->pid);
}

void lsof_put_pgid(struct strbuf *sb, const struct row *r)
{
	if (r->fd->process && r->fd->process->has_stat)
		strbuf_addu(sb, r->fd->process->pgid);
}

void lsof_put_ppid(struct strbuf *sb, const struct row *r)
{
	if (r->fd->process && r->fd->process->has_stat)
		strbuf_addu(sb, r->fd->process->ppid);
}

void lsof_put_fd(struct strbuf *sb, uint32_t held_by, uint32_t fd)
{
	static const char *const words[] = {
		[HELD_BY_MAPPING] = "mem",
		[HELD_BY_RING] = "ring",
	};
	_Static_assert(ARRAY_SIZE(words) == HELD_BY_MAX_, "a means lacks its word");

	cell_word(sb, held_by < ARRAY_SIZE(words) ? words[held_by] : NULL, fd);
}

void lsof_put_peers(struct strbuf *sb, const struct row *r)
{
	if (!r->spec->query.peers || !r->s->peer_inode)
		return;
	/* lsof shows the peer of a unix socket, which has no address, by its inode. */
	if (r->s->has & SOCK_HAS_UNIX)
		strbuf_addf(sb, " ->INO=%ju", r->s->peer_inode);
	for (const struct holder *h =
		     owner_index_first_of_all(r->holders, r->s->peer_inode);
	     h; h = owner_index_next_of_all(r->holders, h)) {
		const struct process *p = owner_index_process(r->holders, h);

		strbuf_addf(sb, " %u,", p->pid);
		/* A comma, a blank or a ">" in the name of a process is escaped, because
		 * each of them could be taken for the end of the name or the beginning of
		 * the next process. */
		cell_text(sb, lsof_command(r->spec, p), ", >");
		strbuf_addc(sb, ',');
		lsof_put_fd(sb, h->held_by, h->fd);
		strbuf_adds(sb, h->held_by == HELD_BY_FD ? "u" : "");
	}
}
