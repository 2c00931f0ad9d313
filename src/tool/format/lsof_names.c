/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "cell.h"
#include "ethertypes.h"
#include "lsof_rows.h"
#include "model/netlink.h"
#include "text/strbuf.h"
#include "util/cleanup.h"

/* Appends a number with `digits` upper-case hexadecimal digits, as in /proc/net. */
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
		cell_addr_bracketed(sb, &plain);
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

/* Appends an IP address as hexadecimal words of 32 bits in the byte order of the machine,
 * a colon and the port in hexadecimal, as in /proc/net. */
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

/* Appends the local and the peer address of a ping socket, in the notation of
 * /proc/net/icmp. */
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

/* Appends "type=", the text `before` and the name of the type of a socket. `before` is
 * "SOCK_" for the address families for which lsof shows this prefix, else empty. */
static void put_socket_type(struct strbuf *sb, const struct sock *s, const char *before)
{
	const char *name = sock_type_name(s->type);

	strbuf_adds(sb, "type=");
	strbuf_adds(sb, name ? before : "");
	cell_word(sb, name, s->type);
}

/* Appends the name of a unix socket and its type. A blank and a ">" in the name are
 * escaped, so that the name cannot imitate the text that lsof shows behind the name, such
 * as the peer "->INO=". */
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

	/* lsof calls the netlink protocol NETLINK_SOCK_DIAG by its older name,
	 * "inet_diag". */
	if (r->s->nl.protocol == NETLINK_SOCK_DIAG)
		name = "inet_diag";
	if (!name)
		strbuf_addf(sb, "unknown protocol: %u", r->s->nl.protocol);
	for (; name && *name; name++)
		strbuf_add_ascii(sb, (char)toupper((unsigned char)*name));
}

/* Appends the numbers of the ends of a vsock or TIPC socket and its type. This form is
 * chosen here, because the real lsof shows no names of vsock, TIPC and XDP sockets. */
static void put_numbers_name(struct strbuf *sb, const struct row *r)
{
	cell_numbers(sb, r->s, false);
	if (r->s->has & SOCK_HAS_PEER) {
		strbuf_adds(sb, "->");
		cell_numbers(sb, r->s, true);
	}
	strbuf_addc(sb, ' ');
	put_socket_type(sb, r->s, "");
}

static void put_xdp_name(struct strbuf *sb, const struct row *r)
{
	cell_link(sb, r->spec, r->s);
	strbuf_addc(sb, ':');
	cell_word(sb, r->s->has & SOCK_HAS_QUEUE ? NULL : "*", r->s->xdp.queue);
}

static void lsof_put_ethertype(struct strbuf *sb, const struct row *r)
{
	cell_word(sb, ethertype_of_lsof(r->s->packet.ethertype), r->s->packet.ethertype);
}

/* The words of lsof for states of unix sockets; NULL: lsof uses the word of
 * proto_state_name. */
static const char *const unix_states[STATE_MAX_] = {
	[STATE_ESTABLISHED] = "CONNECTED",
	[STATE_CLOSE] = "UNCONNECTED",
};
static const char *const other_states[STATE_MAX_] = { NULL };

/* How lsof shows the sockets of one protocol. */
static const struct kind {
	/* The cell TYPE of lsof for each IP version. */
	const char *type[IP_MAX_];
	/* The cell NODE of lsof that all sockets of the protocol have; NULL: the cell
	 * NODE depends on the socket. */
	const char *protocol;
	/* The function that appends the cell NODE of a socket if `protocol` is NULL. If
	 * put_protocol is NULL, too, the cell NODE shows the inode. */
	cell_fn put_protocol;
	/* The cell DEVICE of lsof for sockets whose cell NODE is the inode; NULL: the
	 * cell is empty. */
	const char *device;
	cell_fn put_name;
	/* The words of lsof for each state (NULL: lsof uses the word of
	 * proto_state_name); if the array itself is NULL, lsof shows no states of sockets
	 * of this protocol. */
	const char *const *states;
	bool has_queues;
} kinds[] = {
/* clang-format off */
#define INET(name, words) \
	{ .type = { "IPv4", "IPv6" }, .protocol = (name), .put_name = put_inet_name, \
	  .states = (words), .has_queues = true }
	[PROTO_TCP] = INET("TCP", other_states),
	[PROTO_UDP] = INET("UDP", NULL),
	[PROTO_UDPLITE] = INET("UDPLITE", NULL),
	[PROTO_SCTP] = INET("SCTP", other_states),
	[PROTO_RAW] = { .type = { "raw", "raw6" }, .put_name = put_raw_name },
	[PROTO_ICMP] = { .type = { "icmp", "icmp6" }, .put_name = put_ping_name },
	/* lsof shows the kernel's address of a unix socket as DEVICE. Here 0 is shown,
	 * because the kernel does not disclose the address. */
	[PROTO_UNIX] = { .type = { "unix" }, .device = "0x0000000000000000",
			 .put_name = put_unix_name, .states = unix_states },
	[PROTO_MPTCP] = INET("MPTCP", other_states),
	[PROTO_PACKET] = { .type = { "pack" }, .put_protocol = lsof_put_ethertype,
			   .put_name = put_packet_name },
	[PROTO_NETLINK] = { .type = { "netlink" }, .put_name = put_netlink_name },
	[PROTO_VSOCK] = { .type = { "vsock" }, .put_name = put_numbers_name,
			  .states = other_states },
	[PROTO_XDP] = { .type = { "xdp" }, .put_name = put_xdp_name },
	[PROTO_TIPC] = { .type = { "tipc" }, .put_name = put_numbers_name,
			 .states = other_states },
	/* clang-format on */
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
