/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The protocols of sockets, and for each its names, files and states. */
#ifndef MODEL_PROTO_H
#define MODEL_PROTO_H

#include <stdint.h>

#include "state.h"

/* The protocols in the order of a listing. PROTO_SCTP has endpoints and associations;
 * PROTO_ICMP has the ping sockets of ICMP and ICMPv6. */
/* clang-format off */
enum proto {
	PROTO_TCP, PROTO_UDP, PROTO_UDPLITE, PROTO_SCTP, PROTO_RAW, PROTO_ICMP,
	PROTO_UNIX, PROTO_MPTCP, PROTO_PACKET, PROTO_NETLINK, PROTO_VSOCK, PROTO_XDP,
	PROTO_TIPC, PROTO_MAX_,
};
/* clang-format on */

/* The IP version, as an index and as a bit. */
enum ip { IP_V4, IP_V6, IP_MAX_ };
#define IP_ALL ((1U << IP_MAX_) - 1)

/* A pair is a protocol over an IP version, as a number and as a bit of a set. A protocol
 * that does not run over IP has only the pair with IP_V4. */
#define PAIR(proto, ip)     ((proto)*IP_MAX_ + (ip))
#define PAIR_MAX_           PAIR(PROTO_MAX_, 0)
#define PAIR_BIT(proto, ip) (UINT32_C(1) << PAIR(proto, ip))

/* Which sockets a listing shows, as netstat divides them. */
enum which { WHICH_CONNECTED, WHICH_LISTENING, WHICH_ALL, WHICH_MAX_ };

struct proto_desc {
	const char *name;
	/* netstat's Proto column; NULL: the protocol has no such pair */
	const char *label[IP_MAX_];
	/* name of the address family; NULL: it is that of the IP version */
	const char *family;
	/* file of the sockets below /proc; NULL: none */
	const char *proc_net[IP_MAX_];
	/* name of the protocol in services(5); NULL: it has no ports */
	const char *services;
	/* IPPROTO_*; 0: none */
	uint16_t ipproto;
	/* masks of STATE_BIT: the states that each kind of listing shows */
	uint32_t states[WHICH_MAX_];
	/* word for STATE_CLOSE in JSON */
	const char *closed;
	/* STATE_MAX_ names of states; NULL: the names of TCP states */
	const char *const *state_names;
};

_Static_assert(PAIR_MAX_ <= 32, "more pairs than bits");

const struct proto_desc *proto_desc(enum proto proto);

/* Returns netstat's Proto column for a pair below PAIR_MAX_, or NULL if its protocol has
 * no such pair. */
const char *pair_label(unsigned int pair);

/* Returns the set of pairs of a protocol. */
uint32_t proto_pairs(enum proto proto);

/* Returns the name of a state for that protocol, or NULL for an unknown state. */
const char *proto_state_name(enum proto proto, unsigned int state);

/* Returns the states, as a mask of STATE_BIT, that the n bytes at text name by the
 * protocol's names or by those of state_bits(). 0: none. */
uint32_t proto_state_bits(enum proto proto, const char *text, size_t n);

/* Returns the address family of an IP version: AF_INET or AF_INET6. */
uint8_t ip_af(enum ip ip);

#endif
