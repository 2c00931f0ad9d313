/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netstat_columns.h"

#include "cell.h"
#include "ethertypes.h"
#include "model/netlink.h"
#include "netstat_facts.h"
#include "netstat_owners.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

static void put_addr(const struct netstat_row *r, const struct addr *a)
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

static void put_port(const struct netstat_row *r, uint16_t port)
{
	cell_port(&r->out->page.text, &r->out->spec, r->s->proto, port);
}

static void put_local(const struct netstat_row *r)
{
	put_addr(r, &r->s->local);
	strbuf_addc(&r->out->page.text, ':');
	put_port(r, r->s->local_port);
}

static void put_peer(const struct netstat_row *r)
{
	put_addr(r, &r->s->peer);
	strbuf_addc(&r->out->page.text, ':');
	put_port(r, r->s->peer_port);
}

static void put_proto(const struct netstat_row *r)
{
	strbuf_adds(&r->out->page.text, proto_desc(r->s->proto)->label[r->s->ip]);
}

static void put_recv_q(const struct netstat_row *r)
{
	strbuf_addu_right(&r->out->page.text, r->s->recv_q, 6);
}

static void put_send_q(const struct netstat_row *r)
{
	strbuf_addu_right(&r->out->page.text, r->s->send_q, 6);
}

/* A word, or where there is none the number. */
static void put_word(const struct netstat_row *r, const char *word, uint64_t number)
{
	if (word)
		strbuf_adds(&r->out->page.text, word);
	else
		strbuf_addu(&r->out->page.text, number);
}

/* What there is of a number only where the source gave it. */
static void put_given(const struct netstat_row *r, uint32_t needs, uint64_t number)
{
	if ((r->s->has & needs) == needs)
		strbuf_addu(&r->out->page.text, number);
	else
		strbuf_addc(&r->out->page.text, '-');
}

/* How netstat writes states, where not by name. */
static const struct {
	bool is_number;
	bool has_close; /* CLOSE is a state; else a socket without a peer is in none */
} state_styles[PROTO_MAX_] = {
	[PROTO_TCP] = { .has_close = true },   [PROTO_SCTP] = { .has_close = true },
	[PROTO_RAW] = { .is_number = true },   [PROTO_MPTCP] = { .has_close = true },
	[PROTO_VSOCK] = { .has_close = true },
};

static void put_state(const struct netstat_row *r)
{
	const uint8_t proto = r->s->proto;

	if (state_styles[proto].is_number)
		put_word(r, NULL, r->s->state);
	else if (r->s->state != STATE_CLOSE || state_styles[proto].has_close)
		put_word(r, proto_state_name(proto, r->s->state), r->s->state);
}

static void put_type(const struct netstat_row *r)
{
	if (r->s->has & SOCK_HAS_TYPE)
		put_word(r, sock_type_name(r->s->type), r->s->type);
	else
		strbuf_addc(&r->out->page.text, '-');
}

static void put_refcnt(const struct netstat_row *r)
{
	put_given(r, SOCK_HAS_REFCNT, r->s->un.refcnt);
}

static void put_flags(const struct netstat_row *r)
{
	strbuf_adds(&r->out->page.text, r->s->state == STATE_LISTEN ? "[ ACC ]" : "[ ]");
}

/* The words are those of struct socket's states: what waits for accept() has no inode. */
static void put_unix_state(const struct netstat_row *r)
{
	static const struct {
		uint8_t state;
		const char *name[2]; /* without an inode, with one */
	} words[] = {
		{ STATE_ESTABLISHED, { "CONNECTING", "CONNECTED" } },
		{ STATE_CLOSE, { "DISCONNECTING", "" } },
		{ STATE_LISTEN, { "LISTENING", "LISTENING" } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (words[i].state != r->s->state)
			continue;
		strbuf_adds(&r->out->page.text, words[i].name[r->s->inode != 0]);
		return;
	}
	put_word(r, state_name(r->s->state), r->s->state);
}

static void put_path(const struct netstat_row *r)
{
	cell_unix_name(&r->out->page.text, r->s, NULL);
}

static void put_ethertype(const struct netstat_row *r)
{
	struct strbuf *sb = &r->out->page.text;
	const uint16_t ethertype = r->s->packet.ethertype;
	const char *name = ethertype_of_netstat(ethertype);

	if (name || !ethertype) {
		strbuf_adds(sb, name ? name : "-");
		return;
	}
	strbuf_adds(sb, "0x");
	strbuf_addx(sb, ethertype, 4);
}

static void put_interface(const struct netstat_row *r)
{
	cell_link(&r->out->page.text, &r->out->spec, r->s);
}

static void put_nl_protocol(const struct netstat_row *r)
{
	put_word(r, netlink_protocol_name(r->s->nl.protocol), r->s->nl.protocol);
}

static void put_portid(const struct netstat_row *r)
{
	if (r->s->has & SOCK_IS_KERNELS)
		strbuf_adds(&r->out->page.text, "kernel");
	else
		strbuf_addu(&r->out->page.text, r->s->nl.portid);
}

static void put_groups(const struct netstat_row *r)
{
	bool is_first = true;

	for (unsigned int group = 1; group <= SOCK_GROUP_WORDS * 32; group++) {
		if (!sock_is_in_group(r->s, group))
			continue;
		if (!is_first)
			strbuf_addc(&r->out->page.text, ',');
		put_word(r, netlink_group_name(r->s->nl.protocol, group), group);
		is_first = false;
	}
	if (is_first)
		strbuf_addc(&r->out->page.text, '-');
}

/* An address of two numbers, '*' for what is any or not there. */
static void put_numbers(const struct netstat_row *r, bool is_there, uint32_t first,
			uint32_t second)
{
	struct strbuf *sb = &r->out->page.text;

	if (is_there && first != UINT32_MAX)
		strbuf_addu(sb, first);
	else
		strbuf_addc(sb, '*');
	strbuf_addc(sb, ':');
	if (is_there && second != UINT32_MAX)
		strbuf_addu(sb, second);
	else
		strbuf_addc(sb, '*');
}

static void put_vsock_local(const struct netstat_row *r)
{
	put_numbers(r, true, r->s->vsock.local_cid, r->s->vsock.local_port);
}

static void put_vsock_peer(const struct netstat_row *r)
{
	put_numbers(r, r->s->has & SOCK_HAS_PEER, r->s->vsock.peer_cid,
		    r->s->vsock.peer_port);
}

static void put_queue(const struct netstat_row *r)
{
	put_given(r, SOCK_HAS_QUEUE, r->s->xdp.queue);
}

static void put_tipc_local(const struct netstat_row *r)
{
	put_numbers(r, true, r->s->tipc.node, r->s->tipc.ref);
}

static void put_tipc_peer(const struct netstat_row *r)
{
	put_numbers(r, r->s->has & SOCK_HAS_PEER, r->s->tipc.peer_node,
		    r->s->tipc.peer_ref);
}

static void put_user(const struct netstat_row *r)
{
	struct strbuf *sb = &r->out->page.text;

	if (r->s->has & SOCK_HAS_UID)
		cell_user(sb, &r->out->spec, r->s->uid, 0);
	else
		strbuf_addc(sb, '-');
}

static void put_inode(const struct netstat_row *r)
{
	strbuf_addu(&r->out->page.text, r->s->inode);
}

static void put_timer(const struct netstat_row *r)
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
	strbuf_addu_padded(sb, hundredths % 100, 2);
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

static bool with_timers(const struct out_spec *spec)
{
	return spec->timers;
}

/* The widths are netstat's; of the header's text too, blanks included, where the column's
 * own differs. */
#define QUEUES                                                                           \
	{ "Recv-Q", 6, always, put_recv_q },                                             \
	{                                                                                \
		"Send-Q", 6, always, put_send_q                                          \
	}
#define ADDRESSES                                                                        \
	{ "Local Address          ", 23, always, put_local },                            \
	{                                                                                \
		"Foreign Address        ", 23, always, put_peer                          \
	}
#define TYPE                                                                             \
	{                                                                                \
		"Type      ", 10, always, put_type                                       \
	}
#define STATE                                                                            \
	{                                                                                \
		"State      ", 11, always, put_state                                     \
	}
#define USER                                                                             \
	{                                                                                \
		"User      ", 10, with_extend, put_user                                  \
	}
#define INODE                                                                            \
	{                                                                                \
		"Inode     ", 10, with_extend, put_inode                                 \
	}
#define TIMER                                                                            \
	{                                                                                \
		"Timer", 0, with_timers, put_timer                                       \
	}
#define PROTO(text)                                                                      \
	{                                                                                \
		text, sizeof(text) - 1, always, put_proto                                \
	}

static const struct netstat_column inet_columns[] = {
	PROTO("Proto"), QUEUES,         ADDRESSES,        STATE,
	USER,           INODE,          NETSTAT_OWNERS,   NETSTAT_PEERS,
	TIMER,          NETSTAT_MEMORY, NETSTAT_TCP_INFO,
};

static const struct netstat_column mptcp_columns[] = {
	PROTO("Proto "), QUEUES,         ADDRESSES,     STATE, USER,
	INODE,           NETSTAT_OWNERS, NETSTAT_PEERS, TIMER, NETSTAT_MEMORY,
};

/* Nothing is added to these by -e and -o, as in netstat. */
static const struct netstat_column unix_columns[] = {
	PROTO("Proto"),
	{ "RefCnt", 6, always, put_refcnt },
	{ "Flags      ", 11, always, put_flags },
	TYPE,
	{ "State        ", 13, always, put_unix_state },
	{ "I-Node  ", 8, always, put_inode },
	NETSTAT_OWNERS,
	NETSTAT_PEERS,
	NETSTAT_MEMORY,
	{ "Path", 0, always, put_path },
};

static const struct netstat_column packet_columns[] = {
	PROTO("Proto "),
	QUEUES,
	TYPE,
	{ "Protocol  ", 10, always, put_ethertype },
	{ "Interface", 9, always, put_interface },
	USER,
	INODE,
	NETSTAT_OWNERS,
	NETSTAT_MEMORY,
};

static const struct netstat_column netlink_columns[] = {
	PROTO("Proto  "),
	QUEUES,
	{ "Protocol      ", 14, always, put_nl_protocol },
	{ "Port ID   ", 10, always, put_portid },
	INODE,
	NETSTAT_OWNERS,
	NETSTAT_MEMORY,
	{ "Groups", 0, always, put_groups },
};

static const struct netstat_column vsock_columns[] = {
	PROTO("Proto"),
	TYPE,
	{ "Local Address          ", 23, always, put_vsock_local },
	{ "Foreign Address        ", 23, always, put_vsock_peer },
	STATE,
	INODE,
	NETSTAT_OWNERS,
};

static const struct netstat_column xdp_columns[] = {
	PROTO("Proto"),
	QUEUES,
	{ "Interface", 9, always, put_interface },
	{ "Queue", 5, always, put_queue },
	USER,
	INODE,
	NETSTAT_OWNERS,
	NETSTAT_MEMORY,
};

static const struct netstat_column tipc_columns[] = {
	PROTO("Proto"),
	QUEUES,
	TYPE,
	{ "Local Address          ", 23, always, put_tipc_local },
	{ "Foreign Address        ", 23, always, put_tipc_peer },
	STATE,
	USER,
	INODE,
	NETSTAT_OWNERS,
};

#define COLUMNS(columns) (columns), ARRAY_SIZE(columns)

/* In the order of enum proto. */
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
