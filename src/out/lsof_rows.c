/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lsof_rows.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/grow.h"
#include "base/strbuf.h"
#include "cell.h"
#include "out.h"
#include "owner/holders.h"

/* Of the protocols that have ports: a listing in this layout is about no others. */
static const char *const nodes[] = {
	[PROTO_TCP] = "TCP",
	[PROTO_UDP] = "UDP",
	[PROTO_UDPLITE] = "UDPLITE",
	[PROTO_SCTP] = "SCTP",
};
_Static_assert(ARRAY_SIZE(nodes) == PROTO_SCTP + 1, "a protocol lacks its word");

static const char *const types[] = { [IP_V4] = "IPv4", [IP_V6] = "IPv6" };
_Static_assert(ARRAY_SIZE(types) == IP_MAX_, "a family lacks its word");

void lsof_rows_begin(struct out *out)
{
	struct lsof_rows *rows = out->own;

	if (!rows)
		rows = out->own = calloc(1, sizeof(*rows));
	if (!rows) {
		out->page.text.error = -ENOMEM;
		return;
	}
	rows->len = 0;
	rows->socks_len = 0;
}

static int add_rows(struct lsof_rows *rows, const struct sock *s,
		    const struct holders *holders, const struct holder *first)
{
	int r = grow(&rows->socks, &rows->socks_cap, rows->socks_len + 1,
		     sizeof(*rows->socks));

	for (const struct holder *h = first; r == 0 && h; h = holders_next(holders, h)) {
		r = grow(&rows->all, &rows->cap, rows->len + 1, sizeof(*rows->all));
		if (r == 0)
			rows->all[rows->len++] = (struct lsof_row){
				.process = holders_process(holders, h),
				.fd = h->fd,
				.sock = rows->socks_len,
			};
	}
	if (r == 0)
		rows->socks[rows->socks_len++] = *s;
	return r;
}

void lsof_rows_add(struct out *out, const struct sock *s, const struct holders *holders)
{
	const struct holder *first = holders ? holders_first(holders, s->inode) : NULL;

	if (!first || out->page.text.error)
		return;
	out->page.text.error = add_rows(out->own, s, holders, first);
}

static int compare_rows(const void *left, const void *right)
{
	const struct lsof_row *a = left;
	const struct lsof_row *b = right;

	if (a->process->pid != b->process->pid)
		return (a->process->pid > b->process->pid) -
		       (a->process->pid < b->process->pid);
	if (a->fd != b->fd)
		return (a->fd > b->fd) - (a->fd < b->fd);
	return (a->sock > b->sock) - (a->sock < b->sock);
}

/* A dump may tell a socket twice, but a descriptor stands for one; an SCTP socket may have
 * several associations. */
static bool is_repeated(const struct lsof_rows *rows, const struct lsof_row *a,
			const struct lsof_row *b)
{
	const struct sock *s = lsof_rows_sock(rows, a);
	const struct sock *t = lsof_rows_sock(rows, b);

	if (a->process->pid != b->process->pid || a->fd != b->fd)
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

	if (out->page.text.error)
		return NULL;
	if (rows->len)
		qsort(rows->all, rows->len, sizeof(*rows->all), compare_rows);
	drop_repeated(rows);
	/* a socket that no process holds was not listed */
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

const struct sock *lsof_rows_sock(const struct lsof_rows *rows,
				  const struct lsof_row *row)
{
	return &rows->socks[row->sock];
}

const char *lsof_command(const struct out *out, const struct process *p)
{
	return out->spec.executables ? p->executable : p->comm;
}

static void put_end(const struct out *out, struct strbuf *sb, const struct sock *s,
		    const struct addr *a, uint16_t port)
{
	const struct addr plain = addr_unmap(a);

	if (addr_is_any(&plain)) {
		strbuf_addc(sb, '*');
	} else if (!cell_host(sb, &out->spec, a)) {
		const bool is_v6 = plain.family == AF_INET6;

		strbuf_adds(sb, is_v6 ? "[" : "");
		cell_addr(sb, &plain);
		strbuf_adds(sb, is_v6 ? "]" : "");
	}
	strbuf_addc(sb, ':');
	cell_port(sb, &out->spec, s->proto, port);
}

void lsof_put_name(const struct out *out, struct strbuf *sb, const struct sock *s)
{
	const struct addr peer = addr_unmap(&s->peer);

	put_end(out, sb, s, &s->local, s->local_port);
	if (addr_is_any(&peer) && !s->peer_port)
		return;
	strbuf_adds(sb, "->");
	put_end(out, sb, s, &s->peer, s->peer_port);
}

const char *lsof_node(const struct sock *s)
{
	return nodes[s->proto];
}

const char *lsof_type(const struct sock *s)
{
	return types[s->ip];
}

bool lsof_has_state(const struct sock *s)
{
	return s->proto == PROTO_TCP || s->proto == PROTO_SCTP;
}

void lsof_put_state(struct strbuf *sb, const struct sock *s)
{
	const char *name = proto_state_name(s->proto, s->state);

	if (name)
		strbuf_adds(sb, name);
	else
		strbuf_addu(sb, s->state);
}
