/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proto.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/cleanup.h"

/* A datagram socket without a peer is in state CLOSE, one with a peer is ESTABLISHED. */
#define DATAGRAM_STATES                                                                  \
	{                                                                                \
		[WHICH_CONNECTED] = STATE_BIT(STATE_ESTABLISHED),                        \
		[WHICH_LISTENING] = STATE_BIT(STATE_CLOSE), [WHICH_ALL] = STATE_ALL,     \
	}

static const struct proto_desc protos[] = {
	[PROTO_TCP] = {
		.name = "tcp",
		.label = { "tcp", "tcp6" },
		.proc_net = { "net/tcp", "net/tcp6" },
		.ipproto = IPPROTO_TCP,
		.states = {
			[WHICH_CONNECTED] = STATE_ALL & ~(STATE_BIT(STATE_LISTEN) |
							  STATE_BIT(STATE_CLOSE) |
							  STATE_BIT(STATE_BOUND_INACTIVE)),
			[WHICH_LISTENING] = STATE_BIT(STATE_LISTEN),
			[WHICH_ALL] = STATE_ALL,
		},
		.closed = "CLOSE",
	},
	[PROTO_UDP] = {
		.name = "udp",
		.label = { "udp", "udp6" },
		.proc_net = { "net/udp", "net/udp6" },
		.ipproto = IPPROTO_UDP,
		.states = DATAGRAM_STATES,
		.closed = "UNCONN",
	},
	[PROTO_UDPLITE] = {
		.name = "udplite",
		.label = { "udpl", "udpl6" },
		.proc_net = { "net/udplite", "net/udplite6" },
		.ipproto = IPPROTO_UDPLITE,
		.states = DATAGRAM_STATES,
		.closed = "UNCONN",
	},
};
_Static_assert(ARRAY_SIZE(protos) == PROTO_MAX_, "a protocol lacks its row");

const struct proto_desc *proto_desc(enum proto proto)
{
	return &protos[proto];
}

const char *pair_label(unsigned int pair)
{
	return protos[pair / IP_MAX_].label[pair % IP_MAX_];
}

uint8_t ip_af(enum ip ip)
{
	return ip == IP_V4 ? AF_INET : AF_INET6;
}
