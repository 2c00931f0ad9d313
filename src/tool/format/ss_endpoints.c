/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ss_endpoints.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "cell.h"
#include "columns.h"
#include "ethertypes.h"
#include "owner/owner_index.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* An unspecified address that also accepts IPv4 is "*". */
static void ss_put_addr(struct strbuf *sb, const struct row *r, const struct addr *a)
{
	const bool is_v6 = a->family == AF_INET6;

	if (cell_host(sb, r->spec, a))
		return;
	if (is_v6 && addr_is_any(a) && !r->s->v6only) {
		strbuf_addc(sb, '*');
		return;
	}
	strbuf_adds(sb, is_v6 ? "[" : "");
	cell_addr(sb, a);
	strbuf_adds(sb, is_v6 ? "]" : "");
}

static const char *put_inet_local(struct strbuf *sb, const struct row *r)
{
	ss_put_addr(sb, r, &r->s->local);
	if (r->s->has & SOCK_HAS_IFINDEX) {
		strbuf_addc(sb, '%');
		cell_link(sb, r->spec, r->s);
	}
	return ":";
}

static void put_inet_local_port(struct strbuf *sb, const struct row *r)
{
	cell_port(sb, r->spec, r->s->proto, r->s->local_port);
}

static const char *put_inet_peer(struct strbuf *sb, const struct row *r)
{
	ss_put_addr(sb, r, &r->s->peer);
	return ":";
}

static void put_inet_peer_port(struct strbuf *sb, const struct row *r)
{
	cell_port(sb, r->spec, r->s->proto, r->s->peer_port);
}

/* Escaped in a name: blanks, because programs split rows into fields; quotes and
 * parentheses, so that no name contains "users:(("; and an asterisk that is the whole
 * name. */
static const char *put_unix_local(struct strbuf *sb, const struct row *r)
{
	if (r->s->un.name_len)
		cell_unix_name(sb, r->s, r->s->un.name_len == 1 ? " *\"()" : " \"()");
	else
		strbuf_addc(sb, '*');
	return " ";
}

static const char *put_unix_peer(struct strbuf *sb, const struct row *r)
{
	(void)r;
	strbuf_addc(sb, '*');
	return " ";
}

static void put_unix_peer_port(struct strbuf *sb, const struct row *r)
{
	strbuf_addu(sb, r->s->peer_inode);
}

/* Other names depend on the same option as names of ports. */
static bool is_numeric(const struct row *r)
{
	return !r->spec->services;
}

static const char *ss_put_ethertype(struct strbuf *sb, const struct row *r)
{
	const unsigned int ethertype = r->s->packet.ethertype;
	const char *name = ethertype_of_ss(ethertype);

	if (name && (ethertype == ETH_P_ALL || !is_numeric(r))) {
		strbuf_adds(sb, name);
		return ":";
	}
	strbuf_addc(sb, '[');
	strbuf_addu(sb, ethertype);
	strbuf_addc(sb, ']');
	return ":";
}

static const char *put_nothing(struct strbuf *sb, const struct row *r)
{
	(void)r;
	(void)sb;
	return "*";
}

static const char *const netlink_names[] = {
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

static const char *put_netlink(struct strbuf *sb, const struct row *r)
{
	const uint8_t protocol = r->s->nl.protocol;
	const char *name =
		protocol < ARRAY_SIZE(netlink_names) ? netlink_names[protocol] : NULL;

	cell_word(sb, is_numeric(r) ? NULL : name, protocol);
	return ":";
}

/* The holder whose pid is the port id of the socket. A port id alone proves nothing,
 * since a program may choose any. */
static const struct process *process_of_portid(const struct row *r)
{
	const struct holder *h =
		r->holders ? owner_index_first(r->holders, r->s->inode) : NULL;

	for (; h; h = owner_index_next(r->holders, h))
		if (owner_index_process(r->holders, h)->pid == r->s->nl.portid)
			return owner_index_process(r->holders, h);
	return NULL;
}

static void put_portid(struct strbuf *sb, const struct row *r)
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

static const char *put_netlink_peer(struct strbuf *sb, const struct row *r)
{
	if (!(r->s->has & SOCK_HAS_PEER))
		return "*";
	strbuf_addu(sb, r->s->nl.peer_group);
	return ":";
}

static void put_netlink_peer_port(struct strbuf *sb, const struct row *r)
{
	strbuf_addu(sb, r->s->nl.peer_portid);
}

static const char *put_vsock_local(struct strbuf *sb, const struct row *r)
{
	cell_number(sb, r->s->vsock.local_cid);
	return ":";
}

static void put_vsock_local_port(struct strbuf *sb, const struct row *r)
{
	cell_number(sb, r->s->vsock.local_port);
}

static const char *put_vsock_peer(struct strbuf *sb, const struct row *r)
{
	cell_number(sb, r->s->vsock.peer_cid);
	return ":";
}

static void put_vsock_peer_port(struct strbuf *sb, const struct row *r)
{
	cell_number(sb, r->s->vsock.peer_port);
}

static const char *put_xdp(struct strbuf *sb, const struct row *r)
{
	if (!(r->s->has & SOCK_HAS_QUEUE))
		return "*";
	cell_link(sb, r->spec, r->s);
	return ":";
}

static void put_queue(struct strbuf *sb, const struct row *r)
{
	strbuf_addc(sb, 'q');
	strbuf_addu(sb, r->s->xdp.queue);
}

static const char *put_tipc_local(struct strbuf *sb, const struct row *r)
{
	strbuf_addu(sb, r->s->tipc.node);
	return ":";
}

static void put_tipc_local_port(struct strbuf *sb, const struct row *r)
{
	strbuf_addu(sb, r->s->tipc.ref);
}

static const char *put_tipc_peer(struct strbuf *sb, const struct row *r)
{
	if (!(r->s->has & SOCK_HAS_PEER))
		return "-";
	strbuf_addu(sb, r->s->tipc.peer_node);
	return ":";
}

static void put_tipc_peer_port(struct strbuf *sb, const struct row *r)
{
	strbuf_addu(sb, r->s->tipc.peer_ref);
}

/* addr returns what stands between the address and the port. The port is left out where
 * that is neither a colon nor a blank. */
struct end {
	const char *(*addr)(struct strbuf *sb, const struct row *r);
	cell_fn port;
};

#define INET_ENDS                                                                        \
	.local = { put_inet_local, put_inet_local_port },                                \
	.peer = { put_inet_peer, put_inet_peer_port }

static const struct kind {
	const char *netid[IP_MAX_];
	/* netid by socket type, where that is not NULL */
	const char *by_type[SOCK_SEQPACKET + 1];
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
		.local = { put_unix_local, cell_inode },
		.peer = { put_unix_peer, put_unix_peer_port },
	},
	[PROTO_MPTCP] = { .netid = { "mptcp", "mptcp" }, INET_ENDS },
	[PROTO_PACKET] = {
		.netid = { "p_dgr" },
		.by_type = { [SOCK_RAW] = "p_raw" },
		.local = { ss_put_ethertype, cell_interface },
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

void ss_put_netid(struct strbuf *sb, const struct row *r)
{
	const struct kind *kind = &kinds[r->s->proto];
	const char *netid = kind->netid[r->s->ip];

	if (r->s->type < ARRAY_SIZE(kind->by_type) && kind->by_type[r->s->type])
		netid = kind->by_type[r->s->type];
	strbuf_adds(sb, netid);
}

static void ss_put_end(struct strbuf *sb, const struct row *r, const struct end *end)
{
	enum { ADDR_WIDTH = 20, PORT_WIDTH = 5 };
	const size_t start = sb->len;
	const char *between = end->addr(sb, r);

	strbuf_pad_before(sb, start, ADDR_WIDTH);
	strbuf_adds(sb, between);

	const size_t port = sb->len;
	if (*between == ':' || *between == ' ')
		end->port(sb, r);
	strbuf_pad(sb, port, PORT_WIDTH);
}

void ss_put_local(struct strbuf *sb, const struct row *r)
{
	ss_put_end(sb, r, &kinds[r->s->proto].local);
}

void ss_put_peer(struct strbuf *sb, const struct row *r)
{
	ss_put_end(sb, r, &kinds[r->s->proto].peer);
}

int ss_protocol_of(uint8_t family, const char *at, size_t n, uint32_t *ret)
{
	if (family == AF_PACKET)
		return ethertype_from_ss(at, n, ret);
	for (uint32_t i = 0; i < ARRAY_SIZE(netlink_names); i++) {
		const char *name = netlink_names[i];

		if (name && strlen(name) == n && memcmp(name, at, n) == 0) {
			*ret = i;
			return 0;
		}
	}
	return -ENOENT;
}
