/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets of every family, with hostile names. */
#ifndef TESTS_KINDS_H
#define TESTS_KINDS_H

#include "sockets.h"

enum { KINDS_MAX = 32 };

struct kinds {
	struct sock all[KINDS_MAX];
	size_t count;
};

static inline struct sock *kinds_add(struct kinds *k, const struct sock *s)
{
	assert_true(k->count < KINDS_MAX);
	k->all[k->count] = *s;
	k->all[k->count].inode = 10 + k->count;
	return &k->all[k->count++];
}

static inline void kinds_add_unix(struct kinds *k, uint8_t type, uint8_t state,
				  const char *name, size_t n, uint64_t peer)
{
	const struct sock s = {
		.has = SOCK_HAS_UNIX | SOCK_HAS_TYPE | (peer ? SOCK_HAS_PEER_INODE : 0),
		.proto = PROTO_UNIX,
		.type = type,
		.state = state,
		.peer_inode = peer,
		.un.name_len = (uint8_t)n,
	};

	memcpy(kinds_add(k, &s)->un.name, name, n);
}

static inline void kinds_add_packet(struct kinds *k, uint8_t type, uint16_t ethertype,
				    uint32_t ifindex)
{
	const struct sock s = {
		.has = SOCK_HAS_PACKET | SOCK_HAS_TYPE | (ifindex ? SOCK_HAS_IFINDEX : 0),
		.proto = PROTO_PACKET,
		.type = type,
		.state = STATE_CLOSE,
		.ifindex = ifindex,
		.packet.ethertype = ethertype,
	};

	kinds_add(k, &s);
}

static inline void kinds_add_netlink(struct kinds *k, uint32_t has, uint8_t protocol,
				     uint32_t portid, uint32_t group, uint32_t peer)
{
	const struct sock s = {
		.has = SOCK_HAS_NETLINK | has,
		.proto = PROTO_NETLINK,
		.type = SOCK_RAW,
		.state = STATE_CLOSE,
		.nl = { .protocol = protocol,
			.portid = portid,
			.peer_group = group,
			.peer_portid = peer,
			.groups = { 0x80000011, 1 } },
	};

	kinds_add(k, &s);
}

static inline void kinds_add_pair(struct kinds *k, enum proto proto, uint32_t has,
				  uint8_t type, uint8_t state, const uint32_t numbers[4])
{
	struct sock s = {
		.has = SOCK_HAS_TYPE | has,
		.proto = (uint8_t)proto,
		.type = type,
		.state = state,
	};

	if (proto == PROTO_VSOCK)
		s.vsock = (struct sock_vsock){ numbers[0], numbers[1], numbers[2],
					       numbers[3] };
	else
		s.tipc = (struct sock_tipc){ numbers[0], numbers[1], numbers[2],
					     numbers[3] };
	kinds_add(k, &s);
}

/* The sockets are in the order of the expected rows of the tests. */
static inline struct kinds kinds_make(void)
{
	static const uint32_t any[] = { UINT32_MAX, 1234, UINT32_MAX, UINT32_MAX };
	static const uint32_t both[] = { 2, 3, 4, 5 };
	const struct sock inet[] = {
		sockets_make(PROTO_RAW, "127.0.0.1", 89, "0.0.0.0", 0, STATE_CLOSE),
		sockets_make(PROTO_RAW, "::1", 58, "fe80::2", 0, STATE_ESTABLISHED),
		sockets_make(PROTO_ICMP, "1.2.3.4", 77, "0.0.0.0", 0, STATE_CLOSE),
		sockets_make(PROTO_ICMP, "::1", 77, "::", 0, STATE_CLOSE),
		sockets_make(PROTO_MPTCP, "::1", 7, "::1", 8, STATE_CLOSE_WAIT),
	};
	struct sock xdp = { .has = SOCK_HAS_XDP | SOCK_HAS_TYPE,
			    .proto = PROTO_XDP,
			    .type = SOCK_RAW,
			    .state = STATE_CLOSE };
	struct kinds k = { .count = 0 };

	for (size_t i = 0; i < ARRAY_SIZE(inet); i++)
		kinds_add(&k, &inet[i]);
	kinds_add_unix(&k, SOCK_STREAM, STATE_LISTEN, "/a b\n", 5, 0);
	kinds_add_unix(&k, SOCK_DGRAM, STATE_CLOSE, "\0x\0\x1b", 4, 0);
	kinds_add_unix(&k, SOCK_SEQPACKET, STATE_ESTABLISHED, "", 0, 4294967296);
	kinds_add_unix(&k, 99, 14, "", 0, 0);
	kinds_add_packet(&k, SOCK_RAW, 0x806, 1);
	kinds_add_packet(&k, SOCK_DGRAM, 3, 0);
	kinds_add_packet(&k, SOCK_PACKET, 0x1234, 2);
	kinds_add_packet(&k, 99, 0x88cc, 3);
	kinds_add_netlink(&k, 0, 0, 9, 0, 0);
	kinds_add_netlink(&k, SOCK_HAS_PEER, 4, UINT32_MAX, 3, 7);
	kinds_add_netlink(&k, SOCK_IS_KERNELS, 15, 0, 0, 0);
	kinds_add_netlink(&k, 0, 200, 0, 0, 0);
	kinds_add_pair(&k, PROTO_VSOCK, SOCK_HAS_VSOCK, SOCK_STREAM, STATE_LISTEN, any);
	kinds_add_pair(&k, PROTO_VSOCK, SOCK_HAS_VSOCK | SOCK_HAS_PEER, SOCK_SEQPACKET,
		       STATE_ESTABLISHED, both);
	kinds_add(&k, &xdp);
	xdp.has |= SOCK_HAS_IFINDEX | SOCK_HAS_QUEUE;
	xdp.ifindex = 2;
	xdp.xdp.queue = 6;
	kinds_add(&k, &xdp);
	kinds_add_pair(&k, PROTO_TIPC, SOCK_HAS_TIPC, SOCK_RDM, STATE_CLOSE, both);
	kinds_add_pair(&k, PROTO_TIPC, SOCK_HAS_TIPC | SOCK_HAS_PEER, 99, STATE_SYN_SENT,
		       both);
	return k;
}

#endif
