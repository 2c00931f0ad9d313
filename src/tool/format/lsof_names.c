/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lsof_names.h"

#include <ctype.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "cell.h"
#include "ethertypes.h"
#include "model/netlink.h"
#include "out.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* In at least so many digits, upper case as lsof has them from /proc/net. */
static void put_hex(struct strbuf *sb, uint32_t number, int digits)
{
	static const char digit[] = "0123456789ABCDEF";

	for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
		strbuf_add_ascii(sb, digit[number >> shift & 15]);
}

static void put_inet_end(const struct out *out, struct strbuf *sb, const struct sock *s,
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

static void put_inet_name(const struct out *out, struct strbuf *sb, const struct sock *s)
{
	const struct addr peer = addr_unmap(&s->peer);

	put_inet_end(out, sb, s, &s->local, s->local_port);
	if (addr_is_any(&peer) && !s->peer_port)
		return;
	strbuf_adds(sb, "->");
	put_inet_end(out, sb, s, &s->peer, s->peer_port);
}

/* Its words of 32 bits as this machine has them. */
static void put_hex_end(struct strbuf *sb, const struct addr *a, uint16_t port)
{
	const size_t words = a->family == AF_INET6 ? 4 : 1;

	for (size_t i = 0; i < words; i++) {
		uint32_t word = 0;

		memcpy(&word, a->bytes + i * sizeof(word), sizeof(word));
		put_hex(sb, word, 8);
	}
	strbuf_addc(sb, ':');
	put_hex(sb, port, 4);
}

/* The hexadecimal numbers of /proc/net/icmp. */
static void put_ping_name(const struct out *out, struct strbuf *sb, const struct sock *s)
{
	(void)out;
	put_hex_end(sb, &s->local, s->local_port);
	strbuf_adds(sb, "->");
	put_hex_end(sb, &s->peer, s->peer_port);
}

static void put_raw_name(const struct out *out, struct strbuf *sb, const struct sock *s)
{
	put_ping_name(out, sb, s);
	strbuf_adds(sb, " st=");
	put_hex(sb, s->state, 2);
}

/* As what it was made; before is "SOCK_" where lsof has that. */
static void put_socket_type(struct strbuf *sb, const struct sock *s, const char *before)
{
	const char *name = sock_type_name(s->type);

	strbuf_adds(sb, "type=");
	if (name) {
		strbuf_adds(sb, before);
		strbuf_adds(sb, name);
	} else {
		strbuf_addu(sb, s->type);
	}
}

/* A blank and a ">" in a name are escaped: they could forge what stands behind it, the other end
 * "->INO=" among it. */
static void put_unix_name(const struct out *out, struct strbuf *sb, const struct sock *s)
{
	(void)out;
	if (s->un.name_len) {
		cell_unix_name(sb, s, " >");
		strbuf_addc(sb, ' ');
	}
	put_socket_type(sb, s, "");
}

static void put_packet_name(const struct out *out, struct strbuf *sb,
			    const struct sock *s)
{
	(void)out;
	put_socket_type(sb, s, "SOCK_");
}

static void put_netlink_name(const struct out *out, struct strbuf *sb,
			     const struct sock *s)
{
	const char *name = netlink_protocol_name(s->nl.protocol);

	(void)out;
	/* its older name, for the first of what it tells of now */
	if (s->nl.protocol == NETLINK_SOCK_DIAG)
		name = "inet_diag";
	if (!name) {
		strbuf_adds(sb, "unknown protocol: ");
		strbuf_addu(sb, s->nl.protocol);
	}
	for (; name && *name; name++)
		strbuf_add_ascii(sb, (char)toupper((unsigned char)*name));
}

/* lsof knows no more of what follows than that they are sockets. */

/* An address of two numbers, '*' for what is any. */
static void put_numbers(struct strbuf *sb, uint32_t first, uint32_t second)
{
	if (first == UINT32_MAX)
		strbuf_addc(sb, '*');
	else
		strbuf_addu(sb, first);
	strbuf_addc(sb, ':');
	if (second == UINT32_MAX)
		strbuf_addc(sb, '*');
	else
		strbuf_addu(sb, second);
}

static void put_vsock_name(const struct out *out, struct strbuf *sb, const struct sock *s)
{
	(void)out;
	put_numbers(sb, s->vsock.local_cid, s->vsock.local_port);
	if (s->has & SOCK_HAS_PEER) {
		strbuf_adds(sb, "->");
		put_numbers(sb, s->vsock.peer_cid, s->vsock.peer_port);
	}
	strbuf_addc(sb, ' ');
	put_socket_type(sb, s, "");
}

static void put_xdp_name(const struct out *out, struct strbuf *sb, const struct sock *s)
{
	cell_link(sb, &out->spec, s);
	strbuf_addc(sb, ':');
	if (s->has & SOCK_HAS_QUEUE)
		strbuf_addu(sb, s->xdp.queue);
	else
		strbuf_addc(sb, '*');
}

static void put_tipc_name(const struct out *out, struct strbuf *sb, const struct sock *s)
{
	(void)out;
	put_numbers(sb, s->tipc.node, s->tipc.ref);
	if (s->has & SOCK_HAS_PEER) {
		strbuf_adds(sb, "->");
		put_numbers(sb, s->tipc.peer_node, s->tipc.peer_ref);
	}
	strbuf_addc(sb, ' ');
	put_socket_type(sb, s, "");
}

static void put_ethertype(struct strbuf *sb, const struct sock *s)
{
	const char *name = ethertype_of_lsof(s->packet.ethertype);

	if (name)
		strbuf_adds(sb, name);
	else
		strbuf_addu(sb, s->packet.ethertype);
}

/* Those of a socket that a process holds; the rest are as elsewhere. */
static const char *const unix_states[STATE_MAX_] = {
	[STATE_ESTABLISHED] = "CONNECTED",
	[STATE_CLOSE] = "UNCONNECTED",
};
static const char *const other_states[STATE_MAX_] = { NULL };

static const struct kind {
	const char *type[IP_MAX_];
	const char *protocol; /* NULL: none, or what put_protocol makes */
	void (*put_protocol)(struct strbuf *sb, const struct sock *s);
	const char *device; /* where there is no protocol; NULL: none */
	void (*put_name)(const struct out *out, struct strbuf *sb, const struct sock *s);
	const char *const *states; /* NULL: of no interest */
	bool has_queues;
} kinds[] = {
	[PROTO_TCP] = {
		.type = { "IPv4", "IPv6" },
		.protocol = "TCP",
		.put_name = put_inet_name,
		.states = other_states,
		.has_queues = true,
	},
	[PROTO_UDP] = {
		.type = { "IPv4", "IPv6" },
		.protocol = "UDP",
		.put_name = put_inet_name,
		.has_queues = true,
	},
	[PROTO_UDPLITE] = {
		.type = { "IPv4", "IPv6" },
		.protocol = "UDPLITE",
		.put_name = put_inet_name,
		.has_queues = true,
	},
	[PROTO_SCTP] = {
		.type = { "IPv4", "IPv6" },
		.protocol = "SCTP",
		.put_name = put_inet_name,
		.states = other_states,
		.has_queues = true,
	},
	[PROTO_RAW] = { .type = { "raw", "raw6" }, .put_name = put_raw_name },
	[PROTO_ICMP] = { .type = { "icmp", "icmp6" }, .put_name = put_ping_name },
	[PROTO_UNIX] = {
		.type = { "unix" },
		/* the address of the kernel's, which it keeps to itself */
		.device = "0x0000000000000000",
		.put_name = put_unix_name,
		.states = unix_states,
	},
	[PROTO_MPTCP] = {
		.type = { "IPv4", "IPv6" },
		.protocol = "MPTCP",
		.put_name = put_inet_name,
		.states = other_states,
		.has_queues = true,
	},
	[PROTO_PACKET] = {
		.type = { "pack" },
		.put_protocol = put_ethertype,
		.put_name = put_packet_name,
	},
	[PROTO_NETLINK] = { .type = { "netlink" }, .put_name = put_netlink_name },
	[PROTO_VSOCK] = {
		.type = { "vsock" },
		.put_name = put_vsock_name,
		.states = other_states,
	},
	[PROTO_XDP] = { .type = { "xdp" }, .put_name = put_xdp_name },
	[PROTO_TIPC] = {
		.type = { "tipc" },
		.put_name = put_tipc_name,
		.states = other_states,
	},
};
_Static_assert(ARRAY_SIZE(kinds) == PROTO_MAX_, "a protocol lacks its row");

const char *lsof_type(const struct sock *s)
{
	return kinds[s->proto].type[s->ip];
}

bool lsof_put_device(struct strbuf *sb, const struct sock *s)
{
	const struct kind *kind = &kinds[s->proto];

	if (kind->protocol || kind->put_protocol)
		strbuf_addu(sb, s->inode);
	else if (kind->device)
		strbuf_adds(sb, kind->device);
	else
		return false;
	return true;
}

bool lsof_put_protocol(struct strbuf *sb, const struct sock *s)
{
	const struct kind *kind = &kinds[s->proto];

	if (kind->protocol)
		strbuf_adds(sb, kind->protocol);
	else if (kind->put_protocol)
		kind->put_protocol(sb, s);
	else
		return false;
	return true;
}

void lsof_put_name(const struct out *out, struct strbuf *sb, const struct sock *s)
{
	kinds[s->proto].put_name(out, sb, s);
}

bool lsof_put_state(struct strbuf *sb, const struct sock *s)
{
	const char *const *states = kinds[s->proto].states;
	const char *name = proto_state_name(s->proto, s->state);

	if (!states)
		return false;
	if (s->state < STATE_MAX_ && states[s->state])
		name = states[s->state];
	if (name)
		strbuf_adds(sb, name);
	else
		strbuf_addu(sb, s->state);
	return true;
}

bool lsof_has_queues(const struct sock *s)
{
	return kinds[s->proto].has_queues;
}
