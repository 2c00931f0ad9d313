/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The protocols that are listed. */
#ifndef MODEL_PROTO_H
#define MODEL_PROTO_H

#include <stdint.h>

#include "state.h"

/* In the order in which they are listed. */
enum proto {
	PROTO_TCP,
	PROTO_UDP,
	PROTO_UDPLITE,
	PROTO_SCTP, /* its endpoints, and its associations */
	PROTO_RAW,
	PROTO_ICMP, /* ping sockets, of ICMP and ICMPv6 */
	PROTO_UNIX,
	PROTO_MPTCP,
	PROTO_PACKET,
	PROTO_NETLINK,
	PROTO_VSOCK,
	PROTO_XDP,
	PROTO_TIPC,
	PROTO_MAX_,
};

/* Address families, as an index and as a bit. */
enum ip { IP_V4, IP_V6, IP_MAX_ };
#define IP_ALL ((1U << IP_MAX_) - 1)

/* A protocol over an address family, as a number and as a bit of a set. What runs over
 * neither has the pair of IP_V4 alone. */
#define PAIR(proto, ip)     ((proto)*IP_MAX_ + (ip))
#define PAIR_MAX_           PAIR(PROTO_MAX_, 0)
#define PAIR_BIT(proto, ip) (UINT32_C(1) << PAIR(proto, ip))

/* Which sockets a listing is about, as netstat divides them. */
enum which { WHICH_CONNECTED, WHICH_LISTENING, WHICH_ALL, WHICH_MAX_ };

struct proto_desc {
	const char *name;
	const char *label[IP_MAX_]; /* netstat's Proto column; NULL: no such pair */
	const char *family; /* its address family; NULL: that of the pair */
	const char *proc_net[IP_MAX_]; /* the file below /proc; NULL: none */
	const char *services; /* what the services database calls it; NULL: no ports */
	uint16_t ipproto; /* IPPROTO_*; 0 where there are none */
	uint32_t states[WHICH_MAX_]; /* masks of STATE_BIT */
	const char *closed; /* what STATE_CLOSE means for it, for JSON */
	const char *const *state_names; /* STATE_MAX_ of them; NULL: those of TCP */
};

_Static_assert(PAIR_MAX_ <= 32, "more pairs than bits");

const struct proto_desc *proto_desc(enum proto proto);

/* netstat's Proto column for one of the PAIR_MAX_ pairs, NULL for one that is none. */
const char *pair_label(unsigned int pair);

/* The pairs of a protocol, as a set. */
uint32_t proto_pairs(enum proto proto);

/* What a state is called for that protocol, NULL for what a later kernel may add. */
const char *proto_state_name(enum proto proto, unsigned int state);

/* The states that the n bytes at text spell in its words or those of state_bits. */
uint32_t proto_state_bits(enum proto proto, const char *text, size_t n);

/* AF_INET or AF_INET6. */
uint8_t ip_af(enum ip ip);

#endif
