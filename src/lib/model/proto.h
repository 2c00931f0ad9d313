/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The protocols of sockets, and the names, files and states of each protocol. */
#ifndef MODEL_PROTO_H
#define MODEL_PROTO_H

#include <stdint.h>

#include "state.h"

/* The protocols of sockets, in the order of a listing. PROTO_SCTP has endpoints and
 * associations; PROTO_ICMP has the ping sockets of ICMP and ICMPv6. */
/* clang-format off */
enum proto {
	PROTO_TCP, PROTO_UDP, PROTO_UDPLITE, PROTO_SCTP, PROTO_RAW, PROTO_ICMP,
	PROTO_UNIX, PROTO_MPTCP, PROTO_PACKET, PROTO_NETLINK, PROTO_VSOCK, PROTO_XDP,
	PROTO_TIPC, PROTO_MAX_,
};
/* clang-format on */

/* IP versions. The bit of a version in a mask is 1 << version; IP_ALL has both bits. */
enum ip { IP_V4, IP_V6, IP_MAX_ };
#define IP_ALL ((1U << IP_MAX_) - 1)

/* A pair is a protocol over an IP version: PAIR() is its number, PAIR_BIT() its bit in a
 * mask. A protocol that does not run over IP has only the pair with IP_V4. */
#define PAIR(proto, ip)     ((proto)*IP_MAX_ + (ip))
#define PAIR_MAX_           PAIR(PROTO_MAX_, 0)
#define PAIR_BIT(proto, ip) (UINT32_C(1) << PAIR(proto, ip))

/* Which sockets a listing shows, by the classes of netstat (no option, -l, -a). */
enum which { WHICH_CONNECTED, WHICH_LISTENING, WHICH_ALL, WHICH_MAX_ };

struct proto_desc {
	const char *name;
	/* text for the protocol over each IP version in netstat's Proto column; NULL: the
	 * protocol does not run over this version */
	const char *label[IP_MAX_];
	/* name of the address family; NULL: "inet" or "inet6", by the IP version */
	const char *family;
	/* by IP version, the path below /proc of the file that lists the sockets of the
	 * protocol; NULL: there is no such file */
	const char *proc_net[IP_MAX_];
	/* name of the protocol in services(5); NULL: the protocol has no services */
	const char *services;
	/* number of the protocol, IPPROTO_*; 0: the protocol does not run over IP, or has
	 * no number */
	uint16_t ipproto;
	/* states that a listing of each class (enum which) shows, as masks of
	 * STATE_BIT */
	uint32_t states[WHICH_MAX_];
	/* name of STATE_CLOSE in JSON output */
	const char *closed;
	/* names that the protocol gives to its states, indexed by enum state; NULL: the
	 * names of TCP states */
	const char *const *state_names;
};

_Static_assert(PAIR_MAX_ <= 32, "more pairs than bits");

const struct proto_desc *proto_desc(enum proto proto);

/* Returns the text for a pair of protocol and IP version in netstat's Proto column; NULL:
 * the protocol does not have this version. The pair must be below PAIR_MAX_. */
const char *pair_label(unsigned int pair);

/* Returns the pairs of protocol and IP version of a protocol, as a mask of PAIR_BIT. */
uint32_t proto_pairs(enum proto proto);

/* Returns the name that a protocol gives to a state, or NULL if the number `state` is
 * unknown. */
const char *proto_state_name(enum proto proto, unsigned int state);

/* Returns the states of a protocol that the n bytes at `text` name, as a mask of
 * STATE_BIT; 0: the bytes name no state. For a state to which the protocol gives
 * netstat's name, the names that state_bits() knows are valid, too. */
uint32_t proto_state_bits(enum proto proto, const char *text, size_t n);

/* Returns the address family of an IP version: AF_INET or AF_INET6. */
uint8_t ip_af(enum ip ip);

#endif
