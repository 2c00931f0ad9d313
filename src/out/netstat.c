/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netstat.h"

#include "base/cleanup.h"
#include "base/strbuf.h"
#include "cell.h"
#include "owner/holders.h"

static const char *const titles[WHICH_MAX_] = {
	[WHICH_CONNECTED] = "(w/o servers)",
	[WHICH_LISTENING] = "(only servers)",
	[WHICH_ALL] = "(servers and established)",
};

/* What a cell is made from. */
struct row {
	struct out *out;
	const struct sock *s;
	const struct holders *holders;
};

static void put_addr(const struct row *r, const struct addr *a)
{
	const struct out_spec *spec = &r->out->spec;
	struct strbuf *sb = &r->out->page.text;

	if (cell_host(sb, spec, a))
		return;
	/* netstat brackets the unspecified address, and only where names are wanted */
	if (spec->hosts && r->s->ip == IP_V6 && addr_is_any(a)) {
		strbuf_adds(sb, "[::]");
		return;
	}

	const struct addr plain = addr_unmap(a);
	cell_addr(sb, &plain);
}

static void put_port(const struct row *r, uint16_t port)
{
	cell_port(&r->out->page.text, &r->out->spec, r->s->proto, port);
}

static void put_local(const struct row *r)
{
	put_addr(r, &r->s->local);
	strbuf_addc(&r->out->page.text, ':');
	put_port(r, r->s->local_port);
}

static void put_peer(const struct row *r)
{
	put_addr(r, &r->s->peer);
	strbuf_addc(&r->out->page.text, ':');
	put_port(r, r->s->peer_port);
}

static void put_proto(const struct row *r)
{
	strbuf_adds(&r->out->page.text, proto_desc(r->s->proto)->label[r->s->ip]);
}

static void put_recv_q(const struct row *r)
{
	strbuf_addu_right(&r->out->page.text, r->s->recv_q, 6);
}

static void put_send_q(const struct row *r)
{
	strbuf_addu_right(&r->out->page.text, r->s->send_q, 6);
}

static void put_state(const struct row *r)
{
	struct strbuf *sb = &r->out->page.text;
	const char *name = state_name(r->s->state);

	/* a datagram socket without a peer is in no state */
	if (r->s->state == STATE_CLOSE && r->s->proto != PROTO_TCP)
		return;
	if (name)
		strbuf_adds(sb, name);
	else
		strbuf_addu(sb, r->s->state);
}

static void put_user(const struct row *r)
{
	cell_user(&r->out->page.text, &r->out->spec, r->s->uid, 0);
}

static void put_inode(const struct row *r)
{
	strbuf_addu(&r->out->page.text, r->s->inode);
}

/* Every process once, however many of its fds stand for the socket. A comma inside a name
 * is escaped: it would read as one more owner. */
static void put_owners(const struct row *r)
{
	struct strbuf *sb = &r->out->page.text;
	const struct holder *first = holders_first(r->holders, r->s->inode);
	uint32_t last_pid = 0;

	if (!first)
		strbuf_addc(sb, '-');
	for (const struct holder *h = first; h; h = holders_next(r->holders, h)) {
		const struct process *p = holders_process(r->holders, h);
		const char *name = r->out->spec.executables ? p->executable : p->command;

		/* a walk tells all fds of a process in a row */
		if (h != first && p->pid == last_pid)
			continue;
		if (h != first)
			strbuf_addc(sb, ',');
		last_pid = p->pid;
		strbuf_addu(sb, p->pid);
		strbuf_addc(sb, '/');
		cell_text(sb, name, ",");
	}
}

static void put_timer(const struct row *r)
{
	struct strbuf *sb = &r->out->page.text;
	const char *name = timer_name(r->s->timer);
	const uint32_t hundredths = r->s->timer_ms / 10;

	if (name)
		strbuf_adds(sb, name);
	else
		strbuf_addu(sb, r->s->timer);
	strbuf_adds(sb, " (");
	strbuf_addu(sb, hundredths / 100);
	strbuf_addc(sb, '.');
	strbuf_addc(sb, (char)('0' + hundredths / 10 % 10));
	strbuf_addc(sb, (char)('0' + hundredths % 10));
	strbuf_addc(sb, '/');
	strbuf_addu(sb, r->s->retransmits);
	strbuf_addc(sb, '/');
	strbuf_addu(sb, r->s->probes);
	strbuf_addc(sb, ')');
}

static bool always(const struct out_spec *spec)
{
	(void)spec;
	return true;
}

static bool with_extend(const struct out_spec *spec)
{
	return spec->extend;
}

static bool with_programs(const struct out_spec *spec)
{
	return spec->owners && !spec->executables;
}

static bool with_executables(const struct out_spec *spec)
{
	return spec->owners && spec->executables;
}

static bool with_timers(const struct out_spec *spec)
{
	return spec->timers;
}

/* The widths are netstat's; of the header's text too, blanks included, where the column's
 * own differs. */
static const struct column {
	const char *header;
	size_t width; /* at least */
	bool (*is_shown)(const struct out_spec *spec);
	void (*put)(const struct row *r);
} columns[] = {
	{ "Proto", 5, always, put_proto },
	{ "Recv-Q", 6, always, put_recv_q },
	{ "Send-Q", 6, always, put_send_q },
	{ "Local Address          ", 23, always, put_local },
	{ "Foreign Address        ", 23, always, put_peer },
	{ "State      ", 11, always, put_state },
	{ "User      ", 10, with_extend, put_user },
	{ "Inode     ", 10, with_extend, put_inode },
	{ "PID/Program name    ", 20, with_programs, put_owners },
	{ "PID/Executable      ", 20, with_executables, put_owners },
	{ "Timer", 0, with_timers, put_timer },
};

static void netstat_begin(struct out *out)
{
	struct strbuf *sb = &out->page.text;

	if (!out->spec.header)
		return;
	strbuf_adds(sb, "Active Internet connections ");
	strbuf_adds(sb, titles[out->spec.which]);
	strbuf_addc(sb, '\n');
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		if (!columns[i].is_shown(&out->spec))
			continue;
		if (i)
			strbuf_addc(sb, ' ');
		strbuf_adds(sb, columns[i].header);
	}
	strbuf_addc(sb, '\n');
}

static void netstat_row(struct out *out, const struct sock *s,
			const struct holders *holders)
{
	const struct row row = { out, s, holders };
	struct strbuf *sb = &out->page.text;

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		if (!columns[i].is_shown(&out->spec))
			continue;
		if (i)
			strbuf_addc(sb, ' ');
		const size_t start = sb->len;
		columns[i].put(&row);
		strbuf_pad(sb, start, columns[i].width);
	}
	strbuf_addc(sb, '\n');
}

static void netstat_end(struct out *out, const struct query_gaps *gaps)
{
	(void)out;
	(void)gaps; /* a text listing's gaps are told on stderr */
}

const struct out_ops out_netstat = {
	.name = "netstat",
	.begin = netstat_begin,
	.row = netstat_row,
	.end = netstat_end,
};
