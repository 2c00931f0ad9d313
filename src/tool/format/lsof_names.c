/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lsof_names.h"

#include <ctype.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "cell.h"
#include "columns.h"
#include "ethertypes.h"
#include "model/netlink.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* Appends so many upper-case hexadecimal digits, as in /proc/net and lsof. */
static void lsof_put_hex(struct strbuf *sb, uint32_t number, int digits)
{
	static const char digit[] = "0123456789ABCDEF";

	for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
		strbuf_add_ascii(sb, digit[number >> shift & 15]);
}

static void put_inet_end(struct strbuf *sb, const struct row *r, const struct addr *a,
			 uint16_t port)
{
	const struct addr plain = addr_unmap(a);

	if (addr_is_any(&plain)) {
		strbuf_addc(sb, '*');
	} else if (!cell_host(sb, r->spec, a)) {
		const bool is_v6 = plain.family == AF_INET6;

		strbuf_adds(sb, is_v6 ? "[" : "");
		cell_addr(sb, &plain);
		strbuf_adds(sb, is_v6 ? "]" : "");
	}
	strbuf_addc(sb, ':');
	cell_port(sb, r->spec, r->s->proto, port);
}

static void put_inet_name(struct strbuf *sb, const struct row *r)
{
	const struct addr peer = addr_unmap(&r->s->peer);

	put_inet_end(sb, r, &r->s->local, r->s->local_port);
	if (addr_is_any(&peer) && !r->s->peer_port)
		return;
	strbuf_adds(sb, "->");
	put_inet_end(sb, r, &r->s->peer, r->s->peer_port);
}

/* The address in words of 32 bits of this machine's byte order. */
static void put_hex_end(struct strbuf *sb, const struct addr *a, uint16_t port)
{
	const size_t words = a->family == AF_INET6 ? 4 : 1;

	for (size_t i = 0; i < words; i++) {
		uint32_t word = 0;

		memcpy(&word, a->bytes + i * sizeof(word), sizeof(word));
		lsof_put_hex(sb, word, 8);
	}
	strbuf_addc(sb, ':');
	lsof_put_hex(sb, port, 4);
}

/* The addresses in the notation of /proc/net/icmp. */
static void put_ping_name(struct strbuf *sb, const struct row *r)
{
	put_hex_end(sb, &r->s->local, r->s->local_port);
	strbuf_adds(sb, "->");
	put_hex_end(sb, &r->s->peer, r->s->peer_port);
}

static void put_raw_name(struct strbuf *sb, const struct row *r)
{
	put_ping_name(sb, r);
	strbuf_adds(sb, " st=");
	lsof_put_hex(sb, r->s->state, 2);
}

/* The type of the socket; before is "SOCK_" where lsof has it. */
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

/* A blank and a ">" in a name are escaped, so that no name can forge what stands behind
 * it, for example the other end "->INO=". */
static void put_unix_name(struct strbuf *sb, const struct row *r)
{
	if (r->s->un.name_len) {
		cell_unix_name(sb, r->s, " >");
		strbuf_addc(sb, ' ');
	}
	put_socket_type(sb, r->s, "");
}

static void put_packet_name(struct strbuf *sb, const struct row *r)
{
	put_socket_type(sb, r->s, "SOCK_");
}

static void put_netlink_name(struct strbuf *sb, const struct row *r)
{
	const char *name = netlink_protocol_name(r->s->nl.protocol);

	/* lsof uses the older name of NETLINK_SOCK_DIAG */
	if (r->s->nl.protocol == NETLINK_SOCK_DIAG)
		name = "inet_diag";
	if (!name) {
		strbuf_adds(sb, "unknown protocol: ");
		strbuf_addu(sb, r->s->nl.protocol);
	}
	for (; name && *name; name++)
		strbuf_add_ascii(sb, (char)toupper((unsigned char)*name));
}

/* The real lsof has no names for sockets of the families below. */
static void put_vsock_name(struct strbuf *sb, const struct row *r)
{
	cell_pair(sb, true, r->s->vsock.local_cid, r->s->vsock.local_port);
	if (r->s->has & SOCK_HAS_PEER) {
		strbuf_adds(sb, "->");
		cell_pair(sb, true, r->s->vsock.peer_cid, r->s->vsock.peer_port);
	}
	strbuf_addc(sb, ' ');
	put_socket_type(sb, r->s, "");
}

static void put_xdp_name(struct strbuf *sb, const struct row *r)
{
	cell_link(sb, r->spec, r->s);
	strbuf_addc(sb, ':');
	if (r->s->has & SOCK_HAS_QUEUE)
		strbuf_addu(sb, r->s->xdp.queue);
	else
		strbuf_addc(sb, '*');
}

static void put_tipc_name(struct strbuf *sb, const struct row *r)
{
	cell_pair(sb, true, r->s->tipc.node, r->s->tipc.ref);
	if (r->s->has & SOCK_HAS_PEER) {
		strbuf_adds(sb, "->");
		cell_pair(sb, true, r->s->tipc.peer_node, r->s->tipc.peer_ref);
	}
	strbuf_addc(sb, ' ');
	put_socket_type(sb, r->s, "");
}

static void lsof_put_ethertype(struct strbuf *sb, const struct row *r)
{
	cell_word(sb, ethertype_of_lsof(r->s->packet.ethertype), r->s->packet.ethertype);
}

/* Unix sockets have their own words for these states. */
static const char *const unix_states[STATE_MAX_] = {
	[STATE_ESTABLISHED] = "CONNECTED",
	[STATE_CLOSE] = "UNCONNECTED",
};
static const char *const other_states[STATE_MAX_] = { NULL };

static const struct kind {
	const char *type[IP_MAX_];
	/* a constant, or the cell put_protocol; both NULL: none */
	const char *protocol;
	cell_fn put_protocol;
	/* DEVICE of a socket without a protocol; NULL: empty */
	const char *device;
	cell_fn put_name;
	/* words in place of those of the model; NULL: no state is shown */
	const char *const *states;
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
		/* the kernel does not disclose the address of its socket */
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
		.put_protocol = lsof_put_ethertype,
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

void lsof_put_type(struct strbuf *sb, const struct row *r)
{
	strbuf_adds(sb, kinds[r->s->proto].type[r->s->ip]);
}

void lsof_put_device(struct strbuf *sb, const struct row *r)
{
	const struct kind *kind = &kinds[r->s->proto];

	if (kind->protocol || kind->put_protocol)
		strbuf_addu(sb, r->s->inode);
	else if (kind->device)
		strbuf_adds(sb, kind->device);
}

void lsof_put_offset(struct strbuf *sb, const struct row *r)
{
	(void)r;
	strbuf_adds(sb, "0t0");
}

void lsof_put_protocol(struct strbuf *sb, const struct row *r)
{
	const struct kind *kind = &kinds[r->s->proto];

	if (kind->protocol)
		strbuf_adds(sb, kind->protocol);
	else if (kind->put_protocol)
		kind->put_protocol(sb, r);
}

void lsof_put_name(struct strbuf *sb, const struct row *r)
{
	kinds[r->s->proto].put_name(sb, r);
}

void lsof_put_state(struct strbuf *sb, const struct row *r)
{
	const char *const *states = kinds[r->s->proto].states;
	const uint8_t state = r->s->state;

	if (states)
		cell_word(sb,
			  state < STATE_MAX_ && states[state]
				  ? states[state]
				  : proto_state_name(r->s->proto, state),
			  state);
}

bool lsof_has_queues(const struct sock *s)
{
	return kinds[s->proto].has_queues;
}
