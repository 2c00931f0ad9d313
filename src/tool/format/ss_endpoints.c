/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ss_endpoints.h"

#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include "cell.h"
#include "ethertypes.h"
#include "out.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* The addresses: each returns what stands between it and the port, which is left out where
 * that is neither a colon nor a blank. */

/* "*" where IPv4 is meant, too. */
static void put_addr(const struct ss_row *r, struct strbuf *sb, const struct addr *a)
{
	const bool is_v6 = a->family == AF_INET6;

	if (cell_host(sb, &r->out->spec, a))
		return;
	if (is_v6 && addr_is_any(a) && !r->s->v6only) {
		strbuf_addc(sb, '*');
		return;
	}
	strbuf_adds(sb, is_v6 ? "[" : "");
	cell_addr(sb, a);
	strbuf_adds(sb, is_v6 ? "]" : "");
}

static char put_inet_local(const struct ss_row *r, struct strbuf *sb)
{
	put_addr(r, sb, &r->s->local);
	if (r->s->has & SOCK_HAS_IFINDEX) {
		strbuf_addc(sb, '%');
		cell_link(sb, &r->out->spec, r->s);
	}
	return ':';
}

static void put_inet_local_port(const struct ss_row *r, struct strbuf *sb)
{
	cell_port(sb, &r->out->spec, r->s->proto, r->s->local_port);
}

static char put_inet_peer(const struct ss_row *r, struct strbuf *sb)
{
	put_addr(r, sb, &r->s->peer);
	return ':';
}

static void put_inet_peer_port(const struct ss_row *r, struct strbuf *sb)
{
	cell_port(sb, &r->out->spec, r->s->proto, r->s->peer_port);
}

/* A blank in a name is escaped, since rows are read by their fields; quotes and parentheses, so that
 * "users:((" is never part of a name; and an asterisk that is the whole name. */
static char put_unix_local(const struct ss_row *r, struct strbuf *sb)
{
	if (r->s->un.name_len)
		cell_unix_name(sb, r->s, r->s->un.name_len == 1 ? " *\"()" : " \"()");
	else
		strbuf_addc(sb, '*');
	return ' ';
}

static void put_unix_local_port(const struct ss_row *r, struct strbuf *sb)
{
	strbuf_addu(sb, r->s->inode);
}

static char put_unix_peer(const struct ss_row *r, struct strbuf *sb)
{
	(void)r;
	strbuf_addc(sb, '*');
	return ' ';
}

static void put_unix_peer_port(const struct ss_row *r, struct strbuf *sb)
{
	strbuf_addu(sb, r->s->peer_inode);
}

/* Numbers are wanted where ports are. */
static bool is_numeric(const struct ss_row *r)
{
	return !r->out->spec.services;
}

static char put_ethertype(const struct ss_row *r, struct strbuf *sb)
{
	const unsigned int ethertype = r->s->packet.ethertype;
	const char *name = ethertype_of_ss(ethertype);

	if (name && (ethertype == ETH_P_ALL || !is_numeric(r))) {
		strbuf_adds(sb, name);
		return ':';
	}
	strbuf_addc(sb, '[');
	strbuf_addu(sb, ethertype);
	strbuf_addc(sb, ']');
	return ':';
}

static void put_link(const struct ss_row *r, struct strbuf *sb)
{
	cell_link(sb, &r->out->spec, r->s);
}

static char put_nothing(const struct ss_row *r, struct strbuf *sb)
{
	(void)r;
	(void)sb;
	return '*';
}

static char put_netlink(const struct ss_row *r, struct strbuf *sb)
{
	static const char *const names[] = {
		[NETLINK_ROUTE] = "rtnl",
		[NETLINK_UNUSED] = "unused",
		[NETLINK_USERSOCK] = "usersock",
		[NETLINK_FIREWALL] = "fw",
		[NETLINK_SOCK_DIAG] = "tcpdiag",
		[NETLINK_NFLOG] = "nflog",
		[NETLINK_XFRM] = "xfrm",
		[NETLINK_SELINUX] = "selinux",
		[NETLINK_ISCSI] = "iscsi",
		[NETLINK_AUDIT] = "audit",
		[NETLINK_FIB_LOOKUP] = "fiblookup",
		[NETLINK_CONNECTOR] = "connector",
		[NETLINK_NETFILTER] = "nft",
		[NETLINK_IP6_FW] = "ip6fw",
		[NETLINK_DNRTMSG] = "dec-rt",
		[NETLINK_KOBJECT_UEVENT] = "uevent",
		[NETLINK_GENERIC] = "genl",
		[NETLINK_SCSITRANSPORT] = "scsi-trans",
		[NETLINK_ECRYPTFS] = "ecryptfs",
		[NETLINK_RDMA] = "rdma",
		[NETLINK_CRYPTO] = "crypto",
	};
	const uint8_t protocol = r->s->nl.protocol;
	const char *name = protocol < ARRAY_SIZE(names) ? names[protocol] : NULL;

	if (name && !is_numeric(r))
		strbuf_adds(sb, name);
	else
		strbuf_addu(sb, protocol);
	return ':';
}

/* The process after whose pid the socket is called, if it is one that holds it: anybody may
 * take any number. */
static const struct process *process_of_portid(const struct ss_row *r)
{
	const struct holder *h =
		r->holders ? owner_index_first(r->holders, r->s->inode) : NULL;

	for (; h; h = owner_index_next(r->holders, h))
		if (owner_index_process(r->holders, h)->pid == r->s->nl.portid)
			return owner_index_process(r->holders, h);
	return NULL;
}

static void put_portid(const struct ss_row *r, struct strbuf *sb)
{
	const struct process *named = is_numeric(r) ? NULL : process_of_portid(r);

	if (r->s->has & SOCK_IS_KERNELS && !is_numeric(r)) {
		strbuf_adds(sb, "kernel");
		return;
	}
	if (named) {
		cell_text(sb, named->comm, " /:\"()");
		strbuf_addc(sb, '/');
	}
	strbuf_addu(sb, r->s->nl.portid);
}

static char put_netlink_peer(const struct ss_row *r, struct strbuf *sb)
{
	if (!(r->s->has & SOCK_HAS_PEER))
		return '*';
	strbuf_addu(sb, r->s->nl.peer_group);
	return ':';
}

static void put_netlink_peer_port(const struct ss_row *r, struct strbuf *sb)
{
	strbuf_addu(sb, r->s->nl.peer_portid);
}

static void put_unless_any(struct strbuf *sb, uint32_t number)
{
	if (number == UINT32_MAX)
		strbuf_addc(sb, '*');
	else
		strbuf_addu(sb, number);
}

static char put_vsock_local(const struct ss_row *r, struct strbuf *sb)
{
	put_unless_any(sb, r->s->vsock.local_cid);
	return ':';
}

static void put_vsock_local_port(const struct ss_row *r, struct strbuf *sb)
{
	put_unless_any(sb, r->s->vsock.local_port);
}

static char put_vsock_peer(const struct ss_row *r, struct strbuf *sb)
{
	put_unless_any(sb, r->s->vsock.peer_cid);
	return ':';
}

static void put_vsock_peer_port(const struct ss_row *r, struct strbuf *sb)
{
	put_unless_any(sb, r->s->vsock.peer_port);
}

static char put_xdp(const struct ss_row *r, struct strbuf *sb)
{
	if (!(r->s->has & SOCK_HAS_QUEUE))
		return '*';
	cell_link(sb, &r->out->spec, r->s);
	return ':';
}

static void put_queue(const struct ss_row *r, struct strbuf *sb)
{
	strbuf_addc(sb, 'q');
	strbuf_addu(sb, r->s->xdp.queue);
}

static char put_tipc_local(const struct ss_row *r, struct strbuf *sb)
{
	strbuf_addu(sb, r->s->tipc.node);
	return ':';
}

static void put_tipc_local_port(const struct ss_row *r, struct strbuf *sb)
{
	strbuf_addu(sb, r->s->tipc.ref);
}

static char put_tipc_peer(const struct ss_row *r, struct strbuf *sb)
{
	if (!(r->s->has & SOCK_HAS_PEER))
		return '-';
	strbuf_addu(sb, r->s->tipc.peer_node);
	return ':';
}

static void put_tipc_peer_port(const struct ss_row *r, struct strbuf *sb)
{
	strbuf_addu(sb, r->s->tipc.peer_ref);
}

struct end {
	char (*addr)(const struct ss_row *r, struct strbuf *sb);
	void (*port)(const struct ss_row *r, struct strbuf *sb);
};

#define INET_ENDS                                                                        \
	.local = { put_inet_local, put_inet_local_port },                                \
	.peer = { put_inet_peer, put_inet_peer_port }

static const struct kind {
	const char *netid[IP_MAX_];
	const char *by_type[SOCK_SEQPACKET + 1]; /* in its place */
	struct end local, peer;
} kinds[] = {
	[PROTO_TCP] = { .netid = { "tcp", "tcp" }, INET_ENDS },
	[PROTO_UDP] = { .netid = { "udp", "udp" }, INET_ENDS },
	[PROTO_UDPLITE] = { .netid = { "udpl", "udpl" }, INET_ENDS },
	[PROTO_SCTP] = { .netid = { "sctp", "sctp" }, INET_ENDS },
	[PROTO_RAW] = { .netid = { "raw", "raw" }, INET_ENDS },
	[PROTO_ICMP] = { .netid = { "icmp", "icmp6" }, INET_ENDS },
	[PROTO_UNIX] = {
		.netid = { "u_dgr" },
		.by_type = { [SOCK_STREAM] = "u_str", [SOCK_SEQPACKET] = "u_seq" },
		.local = { put_unix_local, put_unix_local_port },
		.peer = { put_unix_peer, put_unix_peer_port },
	},
	[PROTO_MPTCP] = { .netid = { "mptcp", "mptcp" }, INET_ENDS },
	[PROTO_PACKET] = {
		.netid = { "p_dgr" },
		.by_type = { [SOCK_RAW] = "p_raw" },
		.local = { put_ethertype, put_link },
		.peer = { put_nothing, NULL },
	},
	[PROTO_NETLINK] = {
		.netid = { "nl" },
		.local = { put_netlink, put_portid },
		.peer = { put_netlink_peer, put_netlink_peer_port },
	},
	[PROTO_VSOCK] = {
		.netid = { "???" },
		.by_type = { [SOCK_STREAM] = "v_str", [SOCK_DGRAM] = "v_dgr",
			     [SOCK_SEQPACKET] = "v_seq" },
		.local = { put_vsock_local, put_vsock_local_port },
		.peer = { put_vsock_peer, put_vsock_peer_port },
	},
	[PROTO_XDP] = {
		.netid = { "xdp" },
		.local = { put_xdp, put_queue },
		.peer = { put_nothing, NULL },
	},
	[PROTO_TIPC] = {
		.netid = { "???" },
		.by_type = { [SOCK_STREAM] = "ti_st", [SOCK_DGRAM] = "ti_dg",
			     [SOCK_RDM] = "ti_rd", [SOCK_SEQPACKET] = "ti_sq" },
		.local = { put_tipc_local, put_tipc_local_port },
		.peer = { put_tipc_peer, put_tipc_peer_port },
	},
};
_Static_assert(ARRAY_SIZE(kinds) == PROTO_MAX_, "a protocol lacks its row");

void ss_put_netid(struct ss_row *r, struct strbuf *sb)
{
	const struct kind *kind = &kinds[r->s->proto];
	const char *netid = kind->netid[r->s->ip];

	if (r->s->type < ARRAY_SIZE(kind->by_type) && kind->by_type[r->s->type])
		netid = kind->by_type[r->s->type];
	strbuf_adds(sb, netid);
}

static void put_port(const struct ss_row *r, struct strbuf *sb, const struct end *end)
{
	if (r->between == ':' || r->between == ' ')
		end->port(r, sb);
}

void ss_put_local_addr(struct ss_row *r, struct strbuf *sb)
{
	r->between = kinds[r->s->proto].local.addr(r, sb);
}

void ss_put_local_port(struct ss_row *r, struct strbuf *sb)
{
	put_port(r, sb, &kinds[r->s->proto].local);
}

void ss_put_peer_addr(struct ss_row *r, struct strbuf *sb)
{
	r->between = kinds[r->s->proto].peer.addr(r, sb);
}

void ss_put_peer_port(struct ss_row *r, struct strbuf *sb)
{
	put_port(r, sb, &kinds[r->s->proto].peer);
}
