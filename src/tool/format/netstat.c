/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cell.h"
#include "columns.h"
#include "ethertypes.h"
#include "folded_owners.h"
#include "model/netlink.h"
#include "netstat_exact.h"
#include "netstat_sections.h"
#include "owner/owner_index.h"
#include "query/query.h"
#include "tcp_info_text.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

static void netstat_put_local(struct strbuf *sb, const struct row *r)
{
	netstat_put_end(sb, r, &r->s->local, r->s->local_port);
}

static void netstat_put_peer(struct strbuf *sb, const struct row *r)
{
	netstat_put_end(sb, r, &r->s->peer, r->s->peer_port);
}

static void netstat_put_proto(struct strbuf *sb, const struct row *r)
{
	strbuf_adds(sb, proto_desc(r->s->proto)->label[r->s->ip]);
}

/* Appends the length of the receive queue, right-aligned in 6 columns. The style
 * COLUMN_RIGHT is not used here, because it appends the digits first and then moves them
 * in the buffer, which is slower. */
static void netstat_put_recv_q(struct strbuf *sb, const struct row *r)
{
	strbuf_addu_right(sb, r->s->recv_q, 6);
}

static void netstat_put_send_q(struct strbuf *sb, const struct row *r)
{
	/* The real netstat does not know the limit of the accept queue of a listening
	 * socket and shows 0. */
	const bool has_limit = r->s->proto == PROTO_TCP && r->s->state == STATE_LISTEN;

	strbuf_addu_right(sb, r->spec->is_exact && has_limit ? 0 : r->s->send_q, 6);
}

/* How netstat shows the states of sockets, by protocol. is_number: the states are shown
 * as numbers, not as words. has_close: the state CLOSE is shown; for most protocols it is
 * left out, because it only means that the socket has no peer. */
static const struct {
	bool is_number;
	bool has_close;
} netstat_states[PROTO_MAX_] = {
	[PROTO_TCP] = { .has_close = true },   [PROTO_SCTP] = { .has_close = true },
	[PROTO_RAW] = { .is_number = true },   [PROTO_MPTCP] = { .has_close = true },
	[PROTO_VSOCK] = { .has_close = true },
};

static void netstat_put_state(struct strbuf *sb, const struct row *r)
{
	const uint8_t proto = r->s->proto;

	if (netstat_states[proto].is_number)
		strbuf_addu(sb, r->s->state);
	else if (r->s->state != STATE_CLOSE || netstat_states[proto].has_close)
		cell_word(sb, proto_state_name(proto, r->s->state), r->s->state);
}

static void netstat_put_type(struct strbuf *sb, const struct row *r)
{
	if (r->s->has & SOCK_HAS_TYPE)
		cell_word(sb, sock_type_name(r->s->type), r->s->type);
}

static void netstat_put_refcnt(struct strbuf *sb, const struct row *r)
{
	if (r->s->has & SOCK_HAS_REFCNT)
		strbuf_addu(sb, r->s->un.refcnt);
}

static void netstat_put_flags(struct strbuf *sb, const struct row *r)
{
	strbuf_adds(sb, r->s->state == STATE_LISTEN ? "[ ACC ]" : "[ ]");
}

/* Appends the state of a unix socket in the words of the kernel's enum socket_state
 * (linux/net.h). A connection that waits for accept(2) has no inode yet, and its state is
 * shown as CONNECTING. */
static void netstat_put_unix_state(struct strbuf *sb, const struct row *r)
{
	static const struct {
		uint8_t state;
		/* name[0]: the word for a socket without an inode; name[1]: the word for
		 * a socket with an inode. */
		const char *name[2];
	} words[] = {
		{ STATE_ESTABLISHED, { "CONNECTING", "CONNECTED" } },
		{ STATE_CLOSE, { "DISCONNECTING", "" } },
		{ STATE_LISTEN, { "LISTENING", "LISTENING" } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (words[i].state != r->s->state)
			continue;
		strbuf_adds(sb, words[i].name[r->s->inode != 0]);
		return;
	}
	cell_word(sb, state_name(r->s->state), r->s->state);
}

static void netstat_put_path(struct strbuf *sb, const struct row *r)
{
	if (r->spec->is_exact)
		netstat_put_exact_path(sb, r->s);
	else
		cell_unix_name(sb, r->s, NULL);
}

static void netstat_put_ethertype(struct strbuf *sb, const struct row *r)
{
	const uint16_t ethertype = r->s->packet.ethertype;
	const char *name = ethertype_of_netstat(ethertype);

	if (name) {
		strbuf_adds(sb, name);
	} else if (ethertype) {
		strbuf_adds(sb, "0x");
		strbuf_addx(sb, ethertype, 4);
	}
}

static void netstat_put_nl_protocol(struct strbuf *sb, const struct row *r)
{
	cell_word(sb, netlink_protocol_name(r->s->nl.protocol), r->s->nl.protocol);
}

static void netstat_put_portid(struct strbuf *sb, const struct row *r)
{
	cell_word(sb, r->s->has & SOCK_IS_KERNELS ? "kernel" : NULL, r->s->nl.portid);
}

static void netstat_put_groups(struct strbuf *sb, const struct row *r)
{
	const size_t start = sb->len;

	for (unsigned int group = 1; group <= SOCK_GROUP_WORDS * 32; group++) {
		if (!sock_is_in_group(r->s, group))
			continue;
		strbuf_adds(sb, sb->len == start ? "" : ",");
		cell_word(sb, netlink_group_name(r->s->nl.protocol, group), group);
	}
}

static void netstat_put_local_numbers(struct strbuf *sb, const struct row *r)
{
	cell_numbers(sb, r->s, false);
}

static void netstat_put_peer_numbers(struct strbuf *sb, const struct row *r)
{
	cell_numbers(sb, r->s, true);
}

static void netstat_put_queue(struct strbuf *sb, const struct row *r)
{
	if (r->s->has & SOCK_HAS_QUEUE)
		strbuf_addu(sb, r->s->xdp.queue);
}

static void netstat_put_user(struct strbuf *sb, const struct row *r)
{
	const uint32_t most = INT32_MAX;

	/* The real netstat reads the number of a user as a signed number, and shows a
	 * number above INT32_MAX as negative. */
	if (r->spec->is_exact && r->s->has & SOCK_HAS_UID && r->s->uid > most &&
	    !cell_user_name(sb, r->spec, r->s->uid))
		strbuf_addf(sb, "-%u", (unsigned int)-r->s->uid);
	else if (r->s->has & SOCK_HAS_UID)
		cell_user(sb, r->spec, r->s->uid, 0);
}

/* Appends the processes that hold a socket. If screen.folds is set, processes that have
 * one name are shown together. */
static void put_owners(struct strbuf *sb, const struct row *r, const struct holder *first,
		       const struct holder *(*next)(const struct owner_index *h,
						    const struct holder *holder))
{
	const bool executables = r->spec->query.wanted.executable;

	if (r->spec->screen.folds)
		cell_folded_owners(sb, r->holders, first, next, executables,
				   r->spec->screen.locale);
	else
		cell_owners(sb, r->holders, first, next, executables);
}

static void netstat_put_owners(struct strbuf *sb, const struct row *r)
{
	const struct holder *first = owner_index_first(r->holders, r->s->inode);

	if (r->spec->is_exact) {
		netstat_put_exact_owner(sb, r->holders, first);
		return;
	}
	put_owners(sb, r, first, owner_index_next);
	if (!first)
		cell_no_owner(sb, r->spec, r->s, r->holders);
}

static void netstat_put_peers(struct strbuf *sb, const struct row *r)
{
	put_owners(sb, r, owner_index_first_of_all(r->holders, r->s->peer_inode),
		   owner_index_next_of_all);
}

static void netstat_put_timer(struct strbuf *sb, const struct row *r)
{
	cell_word(sb, timer_name(r->s->timer), r->s->timer);
	strbuf_adds(sb, " (");
	strbuf_addu_point(sb, r->s->timer_ms / 10, 2, 0);
	strbuf_addf(sb, "/%u/%u)", r->s->retransmits, r->s->probes);
}

/* The columns that several sections of the layout netstat share. A column that the real
 * netstat has, too, is as wide as in the real netstat. */
/* clang-format off */
#define PROTO(width) { "Proto", width, 0, netstat_put_proto, ALWAYS }
#define QUEUES \
	{ "Recv-Q", 6, COLUMN_NUMBER, netstat_put_recv_q, ALWAYS }, \
	{ "Send-Q", 6, COLUMN_NUMBER, netstat_put_send_q, ALWAYS }
#define ADDRESSES \
	{ "Local Address", NETSTAT_ADDRESS, COLUMN_ADDRESS, netstat_put_local, ALWAYS }, \
	{ "Foreign Address", NETSTAT_ADDRESS, COLUMN_ADDRESS, netstat_put_peer, ALWAYS }
#define NUMBERS \
	{ "Local Address", 23, COLUMN_ADDRESS, netstat_put_local_numbers, ALWAYS }, \
	{ "Foreign Address", 23, COLUMN_ADDRESS, netstat_put_peer_numbers, ALWAYS }
#define TYPE      { "Type", 10, COLUMN_DASH, netstat_put_type, ALWAYS }
#define STATE     { "State", 11, COLUMN_STATE, netstat_put_state, ALWAYS }
#define INTERFACE { "Interface", 9, COLUMN_NAME, cell_interface, ALWAYS }
#define USER      { "User", 10, COLUMN_DASH | COLUMN_NAME, netstat_put_user, IF(extend) }
#define INODE     { "Inode", 10, COLUMN_NUMBER, cell_inode, IF(extend) }
#define TIMER     { "Timer", 0, COLUMN_TEXT, netstat_put_timer, IF(timers) }
#define MEMORY \
	{ "Memory", 50, COLUMN_DASH | COLUMN_TEXT, tcp_info_put_memory, IF(query.wants.memory) }
#define TCP_INFO \
	{ "TCP info", 0, COLUMN_DASH | COLUMN_TEXT, tcp_info_put_tcp, IF(query.wants.tcp_info) }
#define NETNS     { "Netns", 15, COLUMN_DASH | COLUMN_NAME, cell_netns, IF(has_netns) }
#define OWNERS \
	{ "PID/Program name", NETSTAT_OWNER_MAX + 1, COLUMN_OWNERS, netstat_put_owners, \
	  IF_BUT(query.owners, query.wanted.executable) }, \
	{ "PID/Executable", 20, COLUMN_OWNERS, netstat_put_owners, \
	  IF_BOTH(query.owners, query.wanted.executable) }
#define LABELS \
	{ "Unit", 20, COLUMN_DASH | COLUMN_NAME, cell_units, IF(units) }, \
	{ "Container", 20, COLUMN_DASH | COLUMN_NAME, cell_containers, IF(containers) }
#define PEERS \
	{ "Peer PID/Program name", 25, COLUMN_DASH | COLUMN_OWNERS, netstat_put_peers, \
	  IF_BUT(query.peers, query.wanted.executable) }, \
	{ "Peer PID/Executable", 25, COLUMN_DASH | COLUMN_OWNERS, netstat_put_peers, \
	  IF_BOTH(query.peers, query.wanted.executable) }

static const struct column inet_columns[] = {
	PROTO(5), QUEUES, ADDRESSES, STATE,
	USER, INODE, NETNS, OWNERS, LABELS, PEERS, TIMER, MEMORY, TCP_INFO,
};

static const struct column mptcp_columns[] = {
	PROTO(6), QUEUES, ADDRESSES, STATE,
	USER, INODE, NETNS, OWNERS, LABELS, PEERS, TIMER, MEMORY,
};

/* As in the real netstat, -e and -o add no columns for unix sockets. */
static const struct column unix_columns[] = {
	PROTO(5),
	{ "RefCnt", 6, COLUMN_DASH | COLUMN_NUMBER, netstat_put_refcnt, ALWAYS },
	{ "Flags", 11, 0, netstat_put_flags, ALWAYS },
	TYPE,
	{ "State", 13, COLUMN_STATE, netstat_put_unix_state, ALWAYS },
	{ "I-Node", 8, COLUMN_NUMBER, cell_inode, ALWAYS },
	NETNS, OWNERS, LABELS, PEERS, MEMORY,
	{ "Path", 0, COLUMN_PATH, netstat_put_path, ALWAYS },
};

static const struct column packet_columns[] = {
	PROTO(6), QUEUES, TYPE,
	{ "Protocol", 10, COLUMN_DASH, netstat_put_ethertype, ALWAYS },
	INTERFACE, USER, INODE, NETNS, OWNERS, LABELS, MEMORY,
};

static const struct column netlink_columns[] = {
	PROTO(7), QUEUES,
	{ "Protocol", 14, 0, netstat_put_nl_protocol, ALWAYS },
	{ "Port ID", 10, 0, netstat_put_portid, ALWAYS },
	INODE, NETNS, OWNERS, LABELS, MEMORY,
	{ "Groups", 0, COLUMN_DASH | COLUMN_TEXT, netstat_put_groups, ALWAYS },
};

static const struct column vsock_columns[] = {
	PROTO(5), TYPE, NUMBERS, STATE, INODE, NETNS, OWNERS, LABELS,
};

static const struct column xdp_columns[] = {
	PROTO(5), QUEUES, INTERFACE,
	{ "Queue", 5, COLUMN_DASH, netstat_put_queue, ALWAYS },
	USER, INODE, NETNS, OWNERS, LABELS, MEMORY,
};

static const struct column tipc_columns[] = {
	PROTO(5), QUEUES, TYPE, NUMBERS, STATE, USER, INODE, NETNS, OWNERS, LABELS,
};
/* clang-format on */

#define COLUMNS(columns) (columns), ARRAY_SIZE(columns)

const struct netstat_section netstat_sections[] = {
	{ "Internet connections", PROTO_TCP, PROTO_ICMP, true, COLUMNS(inet_columns) },
	{ "UNIX domain sockets", PROTO_UNIX, PROTO_UNIX, true, COLUMNS(unix_columns) },
	{ "MPTCP connections", PROTO_MPTCP, PROTO_MPTCP, false, COLUMNS(mptcp_columns) },
	{ "packet sockets", PROTO_PACKET, PROTO_PACKET, false, COLUMNS(packet_columns) },
	{ "netlink sockets", PROTO_NETLINK, PROTO_NETLINK, false,
	  COLUMNS(netlink_columns) },
	{ "vsock connections", PROTO_VSOCK, PROTO_VSOCK, false, COLUMNS(vsock_columns) },
	{ "XDP sockets", PROTO_XDP, PROTO_XDP, false, COLUMNS(xdp_columns) },
	{ "TIPC sockets", PROTO_TIPC, PROTO_TIPC, false, COLUMNS(tipc_columns) },
};
const size_t netstat_sections_count = ARRAY_SIZE(netstat_sections);
_Static_assert(ARRAY_SIZE(netstat_sections) <= OUT_SECTIONS_MAX, "no room for a section");

const char *const netstat_titles[WHICH_MAX_] = {
	[WHICH_CONNECTED] = "(w/o servers)",
	[WHICH_LISTENING] = "(only servers)",
	[WHICH_ALL] = "(servers and established)",
};

static uint32_t pairs_of(const struct netstat_section *section)
{
	uint32_t pairs = 0;

	for (enum proto proto = section->first; proto <= section->last; proto++)
		pairs |= proto_pairs(proto);
	return pairs;
}

/* Appends the title and the column headers of section i, a group of protocols that are
 * listed in the same columns, unless this listing already has the title. */
static void put_section(struct out *out, size_t i)
{
	const struct netstat_section *section = &netstat_sections[i];
	struct strbuf *sb = &out->buffer.text;

	if (out->sections & UINT32_C(1) << i)
		return;
	out->sections |= UINT32_C(1) << i;
	out->columns[i] = columns_shown(section->columns, section->count, &out->spec);
	if (!out->spec.header)
		return;

	strbuf_addf(sb, "Active %s %s\n", section->what, netstat_titles[out->spec.title]);
	columns_put(sb, section->columns, out->columns[i], NULL);
	strbuf_addc(sb, '\n');
}

/* Appends the titles of the empty sections of the layout netstat that come before section
 * i. A section gets a title if the user asked for one of its protocols; a section that
 * the real netstat lacks only if the kernel can also list its sockets. If only some
 * sockets are selected (is_selective), no empty section gets a title. */
static void put_sections_before(struct out *out, size_t i)
{
	const uint32_t absent = out->gaps ? out->gaps->absent : 0;

	for (size_t k = 0; !out->spec.is_selective && k < i; k++) {
		const struct netstat_section *section = &netstat_sections[k];
		const uint32_t unlisted = section->is_netstats ? 0 : absent;

		if (out->spec.query.pairs & ~unlisted & pairs_of(section))
			put_section(out, k);
	}
}

size_t netstat_section_of(enum proto proto)
{
	size_t i = 0;

	while (i + 1 < ARRAY_SIZE(netstat_sections) && netstat_sections[i].last < proto)
		i++;
	return i;
}

static void netstat_begin(struct out *out)
{
	out->sections = 0;
	put_sections_before(out, 1);
}

static void netstat_row(struct out *out, const struct sock *s,
			const struct owner_index *holders)
{
	const struct row row = { .spec = &out->spec, .s = s, .holders = holders };
	const size_t at = netstat_section_of(s->proto);
	struct strbuf *sb = &out->buffer.text;

	if (!(out->sections & UINT32_C(1) << at)) {
		put_sections_before(out, at);
		put_section(out, at);
	}
	columns_put(sb, netstat_sections[at].columns, out->columns[at], &row);
	strbuf_addc(sb, '\n');
}

/* Ends a listing with the titles of empty sections, which depend on the families that the
 * kernel cannot list. Everything else that could not be read is reported on stderr. */
static void netstat_end(struct out *out, const struct query_gaps *gaps)
{
	out->gaps = gaps;
	put_sections_before(out, ARRAY_SIZE(netstat_sections));
}

const struct out_ops out_netstat = {
	.name = "netstat",
	.has_reasons = true,
	.wants = { .refcnt = true, .links = true },
	.begin = netstat_begin,
	.row = netstat_row,
	.end = netstat_end,
};
