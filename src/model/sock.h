/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One socket: flat, fixed in size, with no notion of how it was found or will be shown. */
#ifndef MODEL_SOCK_H
#define MODEL_SOCK_H

#include <stdint.h>

#include "addr.h"
#include "proto.h"

/* Which fields the source gave, beyond those that every source gives. */
enum sock_has {
	SOCK_HAS_COOKIE = 1 << 0,
	SOCK_HAS_SEND_Q = 1 << 1, /* /proc/net does not tell a listener's */
	SOCK_HAS_IFINDEX = 1 << 2,
};

struct sock {
	uint8_t has; /* SOCK_HAS_* */
	uint8_t proto; /* enum proto */
	uint8_t ip; /* enum ip: the family of the socket, not of a mapped address */
	uint8_t state; /* enum state, or what a later kernel says */
	uint8_t timer; /* enum timer, or what a later kernel says */
	uint8_t v6only; /* 1: an IPv6 socket that takes no IPv4, where the source told */
	uint8_t retransmits;
	uint8_t probes;
	uint16_t local_port; /* host order */
	uint16_t peer_port;
	struct addr local;
	struct addr peer;
	uint32_t timer_ms; /* until it expires */
	uint32_t recv_q; /* bytes; of a listener, connections that wait for accept() */
	uint32_t send_q; /* bytes; of a listener, how many may wait */
	uint32_t uid;
	uint32_t ifindex; /* the interface it is bound to */
	uint64_t inode; /* 0: no process can hold it */
	uint64_t cookie;
};

#endif
