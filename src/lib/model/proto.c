/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proto.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "util/cleanup.h"

/* clang-format off */
/* Initializes the member `states` of struct proto_desc: the states that a listing of
 * connected, of listening and of all sockets shows. */
#define STATES(connected, listening)                                                     \
	.states = { [WHICH_CONNECTED] = (connected), [WHICH_LISTENING] = (listening),    \
		    [WHICH_ALL] = STATE_ALL }

#define LISTEN    STATE_BIT(STATE_LISTEN)
#define CLOSE     STATE_BIT(STATE_CLOSE)

/* For the row of a datagram protocol: a socket without a peer is in state CLOSE, a socket
 * with a peer is ESTABLISHED. */
#define DATAGRAM  .closed = "UNCONN", STATES(STATE_BIT(STATE_ESTABLISHED), CLOSE)
/* For the row of a stream protocol: a socket that is not connected and does not listen is
 * shown only in a listing of all sockets. */
#define STREAM    .closed = "CLOSE", \
	STATES(STATE_ALL & ~(LISTEN | CLOSE | STATE_BIT(STATE_BOUND_INACTIVE)), LISTEN)
/* For the row of a protocol that neither listens nor connects: its sockets are shown in
 * every listing. */
#define STATELESS .closed = "UNCONN", STATES(STATE_ALL, STATE_ALL)

/* The states of an SCTP association (RFC 9260, section 4), each at the number of the
 * closest TCP state. An SCTP endpoint is in state CLOSE, LISTEN or, in older kernels,
 * CLOSING. */
static const char *const sctp_state_names[STATE_MAX_] = {
	[STATE_ESTABLISHED] = "ESTABLISHED",       [STATE_SYN_SENT] = "COOKIE_WAIT",
	[STATE_SYN_RECV] = "COOKIE_ECHOED",        [STATE_FIN_WAIT1] = "SHUTDOWN_PENDING",
	[STATE_FIN_WAIT2] = "SHUTDOWN_SENT",       [STATE_CLOSE] = "CLOSE",
	[STATE_CLOSE_WAIT] = "SHUTDOWN_RECEIVED",  [STATE_LAST_ACK] = "SHUTDOWN_ACK_SENT",
	[STATE_LISTEN] = "LISTEN",                 [STATE_CLOSING] = "CLOSING",
};

static const struct proto_desc protos[] = {
	[PROTO_TCP] = { .name = "tcp", .label = { "tcp", "tcp6" }, .services = "tcp",
		.proc_net = { "net/tcp", "net/tcp6" }, .ipproto = IPPROTO_TCP, STREAM },
	[PROTO_UDP] = { .name = "udp", .label = { "udp", "udp6" }, .services = "udp",
		.proc_net = { "net/udp", "net/udp6" }, .ipproto = IPPROTO_UDP, DATAGRAM },
	[PROTO_UDPLITE] = { .name = "udplite", .label = { "udpl", "udpl6" },
		.services = "udplite", .proc_net = { "net/udplite", "net/udplite6" },
		.ipproto = IPPROTO_UDPLITE, DATAGRAM },
	/* /proc/net/sctp/eps lists the SCTP endpoints of both IP versions;
	 * /proc/net/sctp/assocs lists SCTP associations. */
	[PROTO_SCTP] = { .name = "sctp", .label = { "sctp", "sctp6" }, .services = "sctp",
		.proc_net = { "net/sctp/eps", "net/sctp/eps" }, .ipproto = IPPROTO_SCTP,
		.state_names = sctp_state_names, STREAM },
	[PROTO_RAW] = { .name = "raw", .label = { "raw", "raw6" },
		.proc_net = { "net/raw", "net/raw6" }, .ipproto = IPPROTO_RAW, DATAGRAM },
	[PROTO_ICMP] = { .name = "icmp", .label = { "icmp", "icmp6" },
		.proc_net = { "net/icmp", "net/icmp6" }, .ipproto = IPPROTO_ICMP,
		DATAGRAM },
	/* As in netstat, a unix socket without a name or peer counts as connected. */
	[PROTO_UNIX] = { .name = "unix", .label = { "unix" }, .family = "unix",
		.proc_net = { "net/unix" }, .closed = "UNCONN",
		STATES(STATE_ALL & ~LISTEN, LISTEN) },
	[PROTO_MPTCP] = { .name = "mptcp", .label = { "mptcp", "mptcp6" },
		.services = "tcp", .ipproto = IPPROTO_MPTCP, STREAM },
	[PROTO_PACKET] = { .name = "packet", .label = { "packet" }, .family = "link",
		.proc_net = { "net/packet" }, STATELESS },
	[PROTO_NETLINK] = { .name = "netlink", .label = { "netlink" },
		.family = "netlink", .proc_net = { "net/netlink" }, STATELESS },
	[PROTO_VSOCK] = { .name = "vsock", .label = { "vsock" }, .family = "vsock",
		STREAM },
	[PROTO_XDP] = { .name = "xdp", .label = { "xdp" }, .family = "xdp", STATELESS },
	[PROTO_TIPC] = { .name = "tipc", .label = { "tipc" }, .family = "tipc",
		.closed = "UNCONN",
		STATES(STATE_ALL & ~(LISTEN | CLOSE), LISTEN | CLOSE) },
};
/* clang-format on */
_Static_assert(ARRAY_SIZE(protos) == PROTO_MAX_, "a protocol lacks its row");

const struct proto_desc *proto_desc(enum proto proto)
{
	return &protos[proto];
}

const char *pair_label(unsigned int pair)
{
	return protos[pair / IP_MAX_].label[pair % IP_MAX_];
}

uint32_t proto_pairs(enum proto proto)
{
	uint32_t pairs = 0;

	for (enum ip ip = 0; ip < IP_MAX_; ip++)
		if (protos[proto].label[ip])
			pairs |= PAIR_BIT(proto, ip);
	return pairs;
}

const char *proto_state_name(enum proto proto, unsigned int state)
{
	const char *const *names = protos[proto].state_names;

	if (!names)
		return state_name(state);
	return state < STATE_MAX_ ? names[state] : NULL;
}

uint32_t proto_state_bits(enum proto proto, const char *text, size_t n)
{
	const uint32_t spelt = state_bits(text, n);
	uint32_t bits = 0;

	for (unsigned int state = 0; state < STATE_MAX_; state++) {
		const char *name = proto_state_name(proto, state);

		/* A text that spells the protocol's own name of a state names this state.
		 * Another spelling that netstat, ss or lsof has for the state counts only
		 * if the protocol calls the state by netstat's name. */
		if (name &&
		    (state_is_spelling(text, n, name) ||
		     (spelt & STATE_BIT(state) && strcmp(name, state_name(state)) == 0)))
			bits |= STATE_BIT(state);
	}
	return bits;
}

uint8_t ip_af(enum ip ip)
{
	return ip == IP_V4 ? AF_INET : AF_INET6;
}
