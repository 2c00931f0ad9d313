/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The protocols that are listed. */
#ifndef MODEL_PROTO_H
#define MODEL_PROTO_H

#include <stdint.h>

#include "state.h"

enum proto { PROTO_TCP, PROTO_UDP, PROTO_UDPLITE, PROTO_MAX_ };

/* Address families, as an index and as a bit. */
enum ip { IP_V4, IP_V6, IP_MAX_ };

/* A protocol over an address family, as a number and as a bit of a set. */
#define PAIR(proto, ip)     ((proto)*IP_MAX_ + (ip))
#define PAIR_MAX_           PAIR(PROTO_MAX_, 0)
#define PAIR_BIT(proto, ip) (UINT32_C(1) << PAIR(proto, ip))

/* Which sockets a listing is about, as netstat divides them. */
enum which { WHICH_CONNECTED, WHICH_LISTENING, WHICH_ALL, WHICH_MAX_ };

struct proto_desc {
	const char *name; /* also that of the services database */
	const char *label[IP_MAX_]; /* netstat's Proto column */
	const char *proc_net[IP_MAX_]; /* the file below /proc/net */
	uint8_t ipproto; /* IPPROTO_* */
	uint32_t states[WHICH_MAX_]; /* masks of STATE_BIT */
	const char *closed; /* what STATE_CLOSE means for it, for JSON */
};

const struct proto_desc *proto_desc(enum proto proto);

/* netstat's Proto column for one of the PAIR_MAX_ pairs. */
const char *pair_label(unsigned int pair);

/* AF_INET or AF_INET6. */
uint8_t ip_af(enum ip ip);

#endif
