/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ss.h"

#include "cell.h"
#include "owner/no_owner_reason.h"
#include "owner/owner_index.h"
#include "ss_endpoints.h"
#include "tcp_info_text.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

static const char *const states[] = {
	[STATE_ESTABLISHED] = "ESTAB",     [STATE_SYN_SENT] = "SYN-SENT",
	[STATE_SYN_RECV] = "SYN-RECV",     [STATE_FIN_WAIT1] = "FIN-WAIT-1",
	[STATE_FIN_WAIT2] = "FIN-WAIT-2",  [STATE_TIME_WAIT] = "TIME-WAIT",
	[STATE_CLOSE] = "UNCONN",          [STATE_CLOSE_WAIT] = "CLOSE-WAIT",
	[STATE_LAST_ACK] = "LAST-ACK",     [STATE_LISTEN] = "LISTEN",
	[STATE_CLOSING] = "CLOSING",       [STATE_NEW_SYN_RECV] = "SYN-RECV",
	[STATE_BOUND_INACTIVE] = "UNCONN",
};
_Static_assert(ARRAY_SIZE(states) == STATE_MAX_, "a state lacks its word");

/* Of associations, where its words are not those of a connection. */
static const char *const sctp_states[STATE_MAX_] = {
	[STATE_SYN_SENT] = "COOKIE_WAIT",         [STATE_SYN_RECV] = "COOKIE_ECHOED",
	[STATE_FIN_WAIT1] = "SHUTDOWN_PENDING",   [STATE_FIN_WAIT2] = "SHUTDOWN_SENT",
	[STATE_CLOSE_WAIT] = "SHUTDOWN_RECEIVED", [STATE_LAST_ACK] = "ACK_SENT",
};

static const char *const timers[] = {
	[TIMER_OFF] = "off",
	[TIMER_RETRANSMIT] = "on",
	[TIMER_KEEPALIVE] = "keepalive",
	[TIMER_TIME_WAIT] = "timewait",
	[TIMER_PROBE] = "persist",
};
_Static_assert(ARRAY_SIZE(timers) == TIMER_MAX_, "a timer lacks its word");

/* The word of a table, or the number that it does not know. */
static void put_word(struct strbuf *sb, const char *const words[], size_t count,
		     uint8_t number)
{
	const char *word = number < count ? words[number] : NULL;

	if (word)
		strbuf_adds(sb, word);
	else
		strbuf_addu(sb, number);
}

static void put_state(struct ss_row *r, struct strbuf *sb)
{
	const uint8_t state = r->s->state;

	if (r->s->proto == PROTO_SCTP && state < STATE_MAX_ && sctp_states[state])
		strbuf_adds(sb, sctp_states[state]);
	else
		put_word(sb, states, ARRAY_SIZE(states), state);
}

static void put_recv_q(struct ss_row *r, struct strbuf *sb)
{
	strbuf_addu(sb, r->s->recv_q);
}

static void put_send_q(struct ss_row *r, struct strbuf *sb)
{
	strbuf_addu(sb, r->s->send_q);
}

/* Quotes and parentheses in a name are escaped: a quote would end the name, and neither it nor what
 * is behind it is to look like another owner. */
static void put_holder(const struct ss_row *r, struct strbuf *sb, const struct holder *h)
{
	const struct process *p = owner_index_process(r->holders, h);

	strbuf_adds(sb, "(\"");
	cell_text(sb, r->out->spec.executables ? p->executable : p->comm, "\"()");
	strbuf_adds(sb, "\",pid=");
	strbuf_addu(sb, p->pid);
	strbuf_adds(sb, ",fd=");
	if (h->held_by == HELD_BY_FD)
		strbuf_addu(sb, h->fd);
	else
		strbuf_adds(sb, owner_index_means(h));
	strbuf_addc(sb, ')');
}

static void put_users(const struct ss_row *r, struct strbuf *sb)
{
	const struct holder *first =
		r->holders ? owner_index_first(r->holders, r->s->inode) : NULL;

	if (!r->out->spec.owners || !first)
		return;
	strbuf_adds(sb, "users:(");
	for (const struct holder *h = first; h; h = owner_index_next(r->holders, h)) {
		strbuf_adds(sb, h == first ? "" : ",");
		put_holder(r, sb, h);
	}
	strbuf_addc(sb, ')');
}

/* The two that ss has not. */
static void put_no_owner(const struct ss_row *r, struct strbuf *sb)
{
	const struct out_spec *spec = &r->out->spec;

	if (!r->holders || !spec->owners || !spec->reasons ||
	    owner_index_first(r->holders, r->s->inode))
		return;
	strbuf_adds(sb, "no-owner:");
	strbuf_adds(sb,
		    no_owner_reason_name(r->s, owner_index_no_owner_reason(r->holders)));
}

static void put_peers(const struct ss_row *r, struct strbuf *sb)
{
	const struct holder *first =
		r->holders ? owner_index_first_of_all(r->holders, r->s->peer_inode)
			   : NULL;

	if (!r->out->spec.peers || !first)
		return;
	strbuf_adds(sb, "peers:(");
	for (const struct holder *h = first; h;
	     h = owner_index_next_of_all(r->holders, h)) {
		strbuf_adds(sb, h == first ? "" : ",");
		put_holder(r, sb, h);
	}
	strbuf_addc(sb, ')');
}

static void put_milliseconds(struct strbuf *sb, uint32_t ms)
{
	strbuf_addu_padded(sb, ms, 3);
	strbuf_adds(sb, "ms");
}

/* As ss has it, odd as it is: "119min", "9min58sec", "59sec", and below ten seconds "9.688ms"
 * for 9.688 seconds, "688ms" below one. */
static void put_time(struct strbuf *sb, uint32_t time)
{
	enum { COARSE = 10 }; /* from so many on, what is smaller is left out */
	const uint32_t minutes = time / 60000;
	const uint32_t seconds = time / 1000 % 60;
	const uint32_t ms = time % 1000;

	if (minutes) {
		strbuf_addu(sb, minutes);
		strbuf_adds(sb, "min");
		if (seconds && minutes < COARSE) {
			strbuf_addu(sb, seconds);
			strbuf_adds(sb, "sec");
		}
	} else if (seconds >= COARSE || (seconds && !ms)) {
		strbuf_addu(sb, seconds);
		strbuf_adds(sb, "sec");
	} else {
		if (seconds) {
			strbuf_addu(sb, seconds);
			strbuf_addc(sb, '.');
		}
		put_milliseconds(sb, ms);
	}
}

static void put_timer(const struct ss_row *r, struct strbuf *sb)
{
	const struct sock *s = r->s;
	const bool is_probing = s->timer == TIMER_KEEPALIVE || s->timer == TIMER_PROBE;

	if (s->timer == TIMER_OFF || !(r->out->spec.timers || r->out->spec.extend))
		return;
	strbuf_adds(sb, "timer:(");
	put_word(sb, timers, ARRAY_SIZE(timers), s->timer);
	strbuf_addc(sb, ',');
	put_time(sb, s->timer_ms);
	strbuf_addc(sb, ',');
	strbuf_addu(sb, is_probing ? s->probes : s->retransmits);
	strbuf_addc(sb, ')');
}

static void put_uid(const struct ss_row *r, struct strbuf *sb)
{
	if (!r->out->spec.extend || !r->s->uid)
		return;
	strbuf_adds(sb, "uid:");
	strbuf_addu(sb, r->s->uid);
}

/* That of a unix socket stands in place of a port; what ss has here is that of its path. */
static void put_inode(const struct ss_row *r, struct strbuf *sb)
{
	if (!r->out->spec.extend || r->s->proto == PROTO_UNIX)
		return;
	strbuf_adds(sb, "ino:");
	strbuf_addu(sb, r->s->inode);
}

static void put_cookie(const struct ss_row *r, struct strbuf *sb)
{
	if (!r->out->spec.extend || !(r->s->has & SOCK_HAS_COOKIE))
		return;
	strbuf_adds(sb, "sk:");
	strbuf_addx(sb, r->s->cookie, 1);
}

/* The first 32, as ss has them. */
static void put_groups(const struct ss_row *r, struct strbuf *sb)
{
	if (!r->out->spec.extend || !(r->s->has & SOCK_HAS_NETLINK))
		return;
	strbuf_adds(sb, "groups=0x");
	strbuf_addx(sb, r->s->nl.groups[0], 8);
}

static void put_memory(const struct ss_row *r, struct strbuf *sb)
{
	if (r->out->spec.memory)
		(void)tcp_info_put_memory(sb, r->s);
}

static void put_tcp_info(const struct ss_row *r, struct strbuf *sb)
{
	if (r->out->spec.tcp_info)
		(void)tcp_info_put_tcp(sb, &r->out->spec, r->s);
}

/* What stands in the last column, as far as there is any. */
static void put_process(struct ss_row *r, struct strbuf *sb)
{
	static void (*const parts[])(const struct ss_row *r, struct strbuf *sb) = {
		put_users, put_no_owner, put_peers,  put_timer,  put_uid,
		put_inode, put_cookie,   put_groups, put_memory, put_tcp_info,
	};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		const size_t start = sb->len;

		parts[i](r, sb);
		if (sb->len != start)
			strbuf_addc(sb, ' ');
	}
}

static bool has_no_netid(const struct out_spec *spec)
{
	return spec->no_netid;
}

static bool has_no_state(const struct out_spec *spec)
{
	return spec->no_state;
}

static bool has_no_queues(const struct out_spec *spec)
{
	return spec->no_queues;
}

/* ss fits its columns to the terminal; these are wide enough for most of IPv4. */
static const struct column {
	const char *header;
	size_t width; /* at least */
	bool is_addr; /* right-aligned, and of one piece with the port behind it */
	void (*put)(struct ss_row *r, struct strbuf *sb);
	bool (*is_hidden)(const struct out_spec *spec); /* NULL: never */
} columns[] = {
	{ "Netid", 5, false, ss_put_netid, has_no_netid },
	{ "State", 10, false, put_state, has_no_state },
	{ "Recv-Q", 6, false, put_recv_q, has_no_queues },
	{ "Send-Q", 6, false, put_send_q, has_no_queues },
	{ "Local Address", 20, true, ss_put_local_addr, NULL },
	{ "Port", 5, false, ss_put_local_port, NULL },
	{ "Peer Address", 20, true, ss_put_peer_addr, NULL },
	{ "Port", 5, false, ss_put_peer_port, NULL },
	{ "Process", 0, false, put_process, NULL },
};

/* Ends a cell that was written from start on; between stands behind an address. */
static void end_cell(struct strbuf *sb, const struct column *column, size_t start,
		     char between)
{
	if (column->is_addr) {
		strbuf_pad_before(sb, start, column->width);
		strbuf_add_ascii(sb, between);
	} else {
		strbuf_pad(sb, start, column->width);
		strbuf_addc(sb, ' ');
	}
}

static void end_row(struct strbuf *sb)
{
	while (sb->len && sb->s[sb->len - 1] == ' ')
		sb->len--;
	strbuf_addc(sb, '\n');
}

static bool is_shown(const struct out *out, const struct column *column)
{
	return !column->is_hidden || !column->is_hidden(&out->spec);
}

static void ss_begin(struct out *out)
{
	struct strbuf *sb = &out->page.text;

	for (size_t i = 0; out->spec.header && i < ARRAY_SIZE(columns); i++) {
		const size_t start = sb->len;

		if (!is_shown(out, &columns[i]))
			continue;
		strbuf_adds(sb, columns[i].header);
		end_cell(sb, &columns[i], start, ':');
	}
	if (out->spec.header)
		end_row(sb);
}

static void ss_row(struct out *out, const struct sock *s,
		   const struct owner_index *holders)
{
	struct ss_row row = { .out = out, .s = s, .holders = holders };
	struct strbuf *sb = &out->page.text;

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		const size_t start = sb->len;

		if (!is_shown(out, &columns[i]))
			continue;
		columns[i].put(&row, sb);
		end_cell(sb, &columns[i], start, row.between);
	}
	end_row(sb);
}

static void ss_end(struct out *out, const struct query_gaps *gaps)
{
	(void)out;
	(void)gaps; /* a text listing's gaps are told on stderr */
}

const struct out_ops out_ss = {
	.name = "ss",
	.has_reasons = true,
	.wants = { .links = true, .process = { .comm = true } },
	.begin = ss_begin,
	.row = ss_row,
	.end = ss_end,
};
