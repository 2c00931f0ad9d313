/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "out.h"

#include "cell.h"
#include "columns.h"
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

/* The words of ss for the states of SCTP associations; NULL: ss has the same word as for
 * the state of TCP. */
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

static void ss_put_state(struct strbuf *sb, const struct row *r)
{
	const uint8_t state = r->s->state;
	const char *word = state < STATE_MAX_ ? states[state] : NULL;

	if (r->s->proto == PROTO_SCTP && word && sctp_states[state])
		word = sctp_states[state];
	cell_word(sb, word, state);
}

/* Removes the blanks at the end of the buffer, so that no line of the output ends in
 * blanks. */
static void ss_trim(struct strbuf *sb)
{
	while (sb->len && sb->s[sb->len - 1] == ' ')
		sb->len--;
}

/* Appends a process that holds a socket and its descriptor. Quotes and parentheses in the
 * name of the process are escaped, so that no part of the name can be taken for another
 * owner. */
static void ss_put_holder(struct strbuf *sb, const struct row *r, const struct holder *h)
{
	const struct process *p = owner_index_process(r->holders, h);

	strbuf_adds(sb, "(\"");
	cell_text(sb, r->spec->query.wanted.executable ? p->executable : p->comm, "\"()");
	strbuf_adds(sb, "\",pid=");
	strbuf_addu(sb, p->pid);
	strbuf_adds(sb, ",fd=");
	cell_word(sb, h->held_by == HELD_BY_FD ? NULL : owner_index_means(h), h->fd);
	strbuf_addc(sb, ')');
}

/* Appends prefix, the holders of a socket and ")"; nothing if `first`, the first holder,
 * is NULL. `next` returns the holder that follows a given holder, as in owner_index.h. */
static void ss_put_holders(struct strbuf *sb, const struct row *r, const char *prefix,
			   const struct holder *first,
			   const struct holder *(*next)(const struct owner_index *h,
							const struct holder *holder))
{
	for (const struct holder *h = first; h; h = next(r->holders, h)) {
		strbuf_adds(sb, h == first ? prefix : ",");
		ss_put_holder(sb, r, h);
	}
	strbuf_adds(sb, first ? ")" : "");
}

static void ss_put_users(struct strbuf *sb, const struct row *r)
{
	if (r->holders)
		ss_put_holders(sb, r, "users:(",
			       owner_index_first(r->holders, r->s->inode),
			       owner_index_next);
}

/* Appends the reason why a socket has no owner; nothing if the socket has an owner. The
 * real ss shows neither such reasons nor the owners of peers. */
static void ss_put_no_owner(struct strbuf *sb, const struct row *r)
{
	if (!r->holders || owner_index_first(r->holders, r->s->inode))
		return;
	strbuf_adds(sb, "no-owner:");
	strbuf_adds(sb,
		    no_owner_reason_name(r->s, owner_index_no_owner_reason(r->holders)));
}

static void ss_put_peers(struct strbuf *sb, const struct row *r)
{
	if (r->holders)
		ss_put_holders(sb, r, "peers:(",
			       owner_index_first_of_all(r->holders, r->s->peer_inode),
			       owner_index_next_of_all);
}

static void ss_put_units(struct strbuf *sb, const struct row *r)
{
	(void)cell_prefixed(sb, "unit:", cell_units, r);
}

static void ss_put_containers(struct strbuf *sb, const struct row *r)
{
	(void)cell_prefixed(sb, "container:", cell_containers, r);
}

/* Appends a time, given in milliseconds, in the format of ss: "119min", "9min58sec",
 * "59sec" or "688ms". Like ss, shows 9688 milliseconds as "9.688ms", in seconds despite
 * the unit. */
static void ss_put_time(struct strbuf *sb, uint32_t time)
{
	/* From COARSE minutes on, a time is shown without seconds, and from COARSE
	 * seconds on, without milliseconds. */
	enum { COARSE = 10 };
	const uint32_t minutes = time / 60000;
	const uint32_t seconds = time / 1000 % 60;
	const uint32_t ms = time % 1000;

	if (minutes)
		strbuf_addf(sb, "%umin", minutes);
	if (minutes ? seconds && minutes < COARSE : seconds >= COARSE || (seconds && !ms))
		strbuf_addf(sb, "%usec", seconds);
	else if (!minutes && seconds)
		strbuf_addf(sb, "%u.%03ums", seconds, ms);
	else if (!minutes)
		strbuf_addf(sb, "%03ums", ms);
}

static void ss_put_timer(struct strbuf *sb, const struct row *r)
{
	const struct sock *s = r->s;
	const bool is_probing = s->timer == TIMER_KEEPALIVE || s->timer == TIMER_PROBE;

	if (s->timer == TIMER_OFF || !(r->spec->timers || r->spec->extend))
		return;
	strbuf_adds(sb, "timer:(");
	cell_word(sb, s->timer < TIMER_MAX_ ? timers[s->timer] : NULL, s->timer);
	strbuf_addc(sb, ',');
	ss_put_time(sb, s->timer_ms);
	strbuf_addf(sb, ",%u)", is_probing ? s->probes : s->retransmits);
}

static void ss_put_uid(struct strbuf *sb, const struct row *r)
{
	if (!r->s->uid)
		return;
	strbuf_adds(sb, "uid:");
	strbuf_addu(sb, r->s->uid);
}

/* Appends the inode of a socket; nothing for a unix socket, because the column of its
 * port already shows its inode. */
static void ss_put_inode(struct strbuf *sb, const struct row *r)
{
	if (r->s->proto == PROTO_UNIX)
		return;
	strbuf_adds(sb, "ino:");
	strbuf_addu(sb, r->s->inode);
}

static void ss_put_cookie(struct strbuf *sb, const struct row *r)
{
	if (!(r->s->has & SOCK_HAS_COOKIE))
		return;
	strbuf_adds(sb, "sk:");
	strbuf_addx(sb, r->s->cookie, 1);
}

/* Appends the multicast groups 1 to 32 of a netlink socket as a mask in hexadecimal, as
 * ss does. */
static void ss_put_groups(struct strbuf *sb, const struct row *r)
{
	if (!(r->s->has & SOCK_HAS_NETLINK))
		return;
	strbuf_adds(sb, "groups=0x");
	strbuf_addx(sb, r->s->nl.groups[0], 8);
}

/* Begins the second line of a socket, which holds memory and TCP info. ss writes a second
 * line for each socket over IP that sock_diag reports, even if the line stays empty; for
 * a UDP socket only if memory is shown. */
static void ss_put_break(struct strbuf *sb, const struct row *r)
{
	const uint32_t needs = SOCK_HAS_INET | SOCK_HAS_COOKIE;
	const struct sock_wants *wants = &r->spec->query.wants;

	if ((r->s->has & needs) != needs || !(wants->memory || wants->tcp_info) ||
	    (!wants->memory && r->s->proto == PROTO_UDP))
		return;
	ss_trim(sb);
	strbuf_adds(sb, "\n\t");
}

/* Appends the cell Process of ss: users, timer, inode and other parts, each followed by a
 * blank. */
static void ss_put_process(struct strbuf *sb, const struct row *r)
{
	static const struct column parts[] = {
		{ .put = ss_put_users, .shown = IF(query.owners) },
		{ .put = ss_put_no_owner, .shown = IF_BOTH(query.owners, query.reasons) },
		{ .put = ss_put_units, .shown = IF(units) },
		{ .put = ss_put_containers, .shown = IF(containers) },
		{ .put = ss_put_peers, .shown = IF(query.peers) },
		{ .put = ss_put_timer, .shown = ALWAYS },
		{ .put = ss_put_uid, .shown = IF(extend) },
		{ .put = ss_put_inode, .shown = IF(extend) },
		{ .put = ss_put_cookie, .shown = IF(extend) },
		{ .put = ss_put_groups, .shown = IF(extend) },
		{ .put = ss_put_break, .shown = IF(second_lines) },
		{ .put = tcp_info_put_memory, .shown = IF(query.wants.memory) },
		{ .put = tcp_info_put_tcp, .shown = IF(query.wants.tcp_info) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		const size_t start = sb->len;

		if (!column_condition_holds(&parts[i].shown, r->spec))
			continue;
		parts[i].put(sb, r);
		if (sb->len != start)
			strbuf_addc(sb, ' ');
	}
}

/* The real ss fits its columns to the terminal; the widths here are fixed, and fit most
 * IPv4 addresses. */
/* clang-format off */
static const struct column columns[] = {
	{ "Netid", 5, 0, ss_put_netid, IF_NOT(no_netid) },
	{ "State", 10, 0, ss_put_state, IF_NOT(no_state) },
	{ "Recv-Q", 6, 0, cell_recv_q, IF_NOT(no_queues) },
	{ "Send-Q", 6, 0, cell_send_q, IF_NOT(no_queues) },
	{ "       Local Address:Port", 26, 0, ss_put_local, ALWAYS },
	{ "        Peer Address:Port", 26, 0, ss_put_peer, ALWAYS },
	{ "Process", 0, 0, ss_put_process, ALWAYS },
};
/* clang-format on */

/* Appends one line: the cells of a socket, which may go on in a second line; if r is
 * NULL, the headers. No line has blanks at its end. */
static void ss_put_line(struct out *out, const struct row *r)
{
	struct strbuf *sb = &out->buffer.text;

	columns_put(sb, columns, out->columns[0], r);
	ss_trim(sb);
	strbuf_addc(sb, '\n');
}

static void ss_begin(struct out *out)
{
	out->columns[0] = columns_shown(columns, ARRAY_SIZE(columns), &out->spec);
	if (out->spec.header)
		ss_put_line(out, NULL);
}

static void ss_row(struct out *out, const struct sock *s,
		   const struct owner_index *holders)
{
	ss_put_line(out, &(struct row){ .spec = &out->spec, .s = s, .holders = holders });
}

static void ss_end(struct out *out, const struct query_gaps *gaps)
{
	(void)out;
	(void)gaps;
}

const struct out_ops out_ss = {
	.name = "ss",
	.has_reasons = true,
	.wants = { .links = true, .process = { .comm = true } },
	.begin = ss_begin,
	.row = ss_row,
	.end = ss_end,
};
