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

enum { ADDR_WIDTH = 20, PORT_WIDTH = 5 };

/* Right-aligns the address that begins at offset `start`, and appends `between`, the text
 * between address and port. Returns the offset at which the port begins. */
static size_t ss_end_addr(struct strbuf *sb, size_t start, const char *between)
{
	strbuf_pad_before(sb, start, ADDR_WIDTH);
	strbuf_adds(sb, between);
	return sb->len;
}

/* Appends an IP address; "*" for the IPv6 wildcard address of a socket that also accepts
 * IPv4. */
static void ss_put_addr(struct strbuf *sb, const struct row *r, const struct addr *a)
{
	if (cell_host(sb, r->spec, a))
		return;
	if (a->family == AF_INET6 && addr_is_any(a) && !r->s->v6only)
		strbuf_addc(sb, '*');
	else
		cell_addr_bracketed(sb, a);
}

static size_t put_inet(struct strbuf *sb, const struct row *r, bool is_peer)
{
	const struct sock *s = r->s;
	const size_t start = sb->len;

	ss_put_addr(sb, r, is_peer ? &s->peer : &s->local);
	if (!is_peer && s->has & SOCK_HAS_IFINDEX) {
		strbuf_addc(sb, '%');
		cell_link(sb, r->spec, s);
	}
	const size_t port = ss_end_addr(sb, start, ":");
	cell_port(sb, r->spec, s->proto, is_peer ? s->peer_port : s->local_port);
	return port;
}

/* Appends the name of a unix socket and its inode; for the peer, "*" and the inode. In
 * the name, blanks are escaped, because programs split lines at blanks, and quotes and
 * parentheses, because the name could imitate "users:((". A name that is only an asterisk
 * is escaped, too. Returns the offset at which the inode begins. */
static size_t put_unix(struct strbuf *sb, const struct row *r, bool is_peer)
{
	const struct sock *s = r->s;
	const size_t start = sb->len;

	if (!is_peer && s->un.name_len)
		cell_unix_name(sb, s, s->un.name_len == 1 ? " *\"()" : " \"()");
	else
		strbuf_addc(sb, '*');
	const size_t port = ss_end_addr(sb, start, " ");
	strbuf_addu(sb, is_peer ? s->peer_inode : s->inode);
	return port;
}

/* Returns whether netlink protocols, port ids and ethertypes are shown as numbers, not as
 * names; the option for numeric ports decides this. */
static bool is_numeric(const struct row *r)
{
	return !r->spec->services;
}

static size_t put_packet(struct strbuf *sb, const struct row *r, bool is_peer)
{
	const unsigned int ethertype = r->s->packet.ethertype;
	const char *name = ethertype_of_ss(ethertype);
	const size_t start = sb->len;

	if (is_peer)
		return ss_end_addr(sb, start, "*");
	if (name && (ethertype == ETH_P_ALL || !is_numeric(r)))
		strbuf_adds(sb, name);
	else
		strbuf_addf(sb, "[%u]", ethertype);
	const size_t port = ss_end_addr(sb, start, ":");
	cell_interface(sb, r);
	return port;
}

/* The names that ss has for netlink protocols. */
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

/* Returns the process whose pid is the port id of a netlink socket, if this process holds
 * the socket; NULL: no holder of the socket has this pid. The port id alone does not
 * prove the owner, because a program may choose any number. */
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

static size_t put_netlink(struct strbuf *sb, const struct row *r, bool is_peer)
{
	const struct sock_netlink *nl = &r->s->nl;
	const bool is_named = nl->protocol < ARRAY_SIZE(netlink_names) && !is_numeric(r);
	const size_t start = sb->len;

	if (is_peer && !(r->s->has & SOCK_HAS_PEER))
		return ss_end_addr(sb, start, "*");
	if (is_peer)
		strbuf_addu(sb, nl->peer_group);
	else
		cell_word(sb, is_named ? netlink_names[nl->protocol] : NULL,
			  nl->protocol);
	const size_t port = ss_end_addr(sb, start, ":");
	if (is_peer)
		strbuf_addu(sb, nl->peer_portid);
	else
		put_portid(sb, r);
	return port;
}

static size_t put_vsock(struct strbuf *sb, const struct row *r, bool is_peer)
{
	const struct sock_vsock *v = &r->s->vsock;
	const size_t start = sb->len;

	cell_number(sb, is_peer ? v->peer_cid : v->local_cid);
	const size_t port = ss_end_addr(sb, start, ":");
	cell_number(sb, is_peer ? v->peer_port : v->local_port);
	return port;
}

static size_t put_xdp(struct strbuf *sb, const struct row *r, bool is_peer)
{
	const size_t start = sb->len;

	if (is_peer || !(r->s->has & SOCK_HAS_QUEUE))
		return ss_end_addr(sb, start, "*");
	cell_interface(sb, r);
	const size_t port = ss_end_addr(sb, start, ":");
	strbuf_addf(sb, "q%u", r->s->xdp.queue);
	return port;
}

static size_t put_tipc(struct strbuf *sb, const struct row *r, bool is_peer)
{
	const struct sock_tipc *t = &r->s->tipc;
	const size_t start = sb->len;

	if (is_peer && !(r->s->has & SOCK_HAS_PEER))
		return ss_end_addr(sb, start, "-");
	strbuf_addu(sb, is_peer ? t->peer_node : t->node);
	const size_t port = ss_end_addr(sb, start, ":");
	strbuf_addu(sb, is_peer ? t->peer_ref : t->ref);
	return port;
}

/* How ss shows the sockets of one protocol. */
static const struct kind {
	/* The cell Netid of ss for each IP version. */
	const char *netid[IP_MAX_];
	/* The cell Netid of ss for each socket type; NULL: the cell Netid is the word in
	 * the member netid. */
	const char *by_type[SOCK_SEQPACKET + 1];
	/* The function that appends the local address and port of a socket, or the peer's
	 * address and port if is_peer is set, and returns the offset at which the port
	 * begins. */
	size_t (*put)(struct strbuf *sb, const struct row *r, bool is_peer);
} kinds[] = {
	/* clang-format off */
	[PROTO_TCP] = { .netid = { "tcp", "tcp" }, .put = put_inet },
	[PROTO_UDP] = { .netid = { "udp", "udp" }, .put = put_inet },
	[PROTO_UDPLITE] = { .netid = { "udpl", "udpl" }, .put = put_inet },
	[PROTO_SCTP] = { .netid = { "sctp", "sctp" }, .put = put_inet },
	[PROTO_RAW] = { .netid = { "raw", "raw" }, .put = put_inet },
	[PROTO_ICMP] = { .netid = { "icmp", "icmp6" }, .put = put_inet },
	[PROTO_UNIX] = { .netid = { "u_dgr" }, .put = put_unix, .by_type = {
		[SOCK_STREAM] = "u_str", [SOCK_SEQPACKET] = "u_seq" } },
	[PROTO_MPTCP] = { .netid = { "mptcp", "mptcp" }, .put = put_inet },
	[PROTO_PACKET] = { .netid = { "p_dgr" }, .put = put_packet, .by_type = {
		[SOCK_RAW] = "p_raw" } },
	[PROTO_NETLINK] = { .netid = { "nl" }, .put = put_netlink },
	[PROTO_VSOCK] = { .netid = { "???" }, .put = put_vsock, .by_type = {
		[SOCK_STREAM] = "v_str", [SOCK_DGRAM] = "v_dgr",
		[SOCK_SEQPACKET] = "v_seq" } },
	[PROTO_XDP] = { .netid = { "xdp" }, .put = put_xdp },
	[PROTO_TIPC] = { .netid = { "???" }, .put = put_tipc, .by_type = {
		[SOCK_STREAM] = "ti_st", [SOCK_DGRAM] = "ti_dg", [SOCK_RDM] = "ti_rd",
		[SOCK_SEQPACKET] = "ti_sq" } },
	/* clang-format on */
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

static void ss_put_end(struct strbuf *sb, const struct row *r, bool is_peer)
{
	strbuf_pad(sb, kinds[r->s->proto].put(sb, r, is_peer), PORT_WIDTH);
}

void ss_put_local(struct strbuf *sb, const struct row *r)
{
	ss_put_end(sb, r, false);
}

void ss_put_peer(struct strbuf *sb, const struct row *r)
{
	ss_put_end(sb, r, true);
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
