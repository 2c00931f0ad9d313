/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One socket: flat, fixed in size, with no notion of how it was found or will be shown. */
#ifndef MODEL_SOCK_H
#define MODEL_SOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "addr.h"
#include "memory.h"
#include "proto.h"
#include "tcp.h"

/* Which fields the source gave, beyond those that every source gives. */
enum sock_has {
	SOCK_HAS_COOKIE = 1 << 0,
	SOCK_HAS_SEND_Q = 1 << 1, /* /proc/net does not tell a listener's */
	SOCK_HAS_IFINDEX = 1 << 2,
	SOCK_HAS_RECV_Q = 1 << 3,
	SOCK_HAS_UID = 1 << 4,
	SOCK_HAS_TYPE = 1 << 5,
	SOCK_HAS_INET = 1 << 6, /* addresses, ports, timer */
	/* which part of the union there is */
	SOCK_HAS_UNIX = 1 << 7,
	SOCK_HAS_PACKET = 1 << 8,
	SOCK_HAS_NETLINK = 1 << 9,
	SOCK_HAS_VSOCK = 1 << 10,
	SOCK_HAS_XDP = 1 << 11,
	SOCK_HAS_TIPC = 1 << 12,
	/* and what of it */
	SOCK_HAS_REFCNT = 1 << 13, /* of a unix socket: sock_diag does not tell it */
	SOCK_HAS_PATH = 1 << 14, /* its name is a path, */
	SOCK_HAS_ABSTRACT = 1 << 15, /* or abstract: a NUL comes first */
	SOCK_HAS_PEER = 1 << 16, /* of a netlink, vsock or TIPC socket */
	SOCK_HAS_QUEUE = 1 << 17, /* an XDP socket is bound */
	SOCK_IS_KERNELS = 1 << 18, /* the kernel's own: no process can hold it */
	SOCK_HAS_SCTP = 1 << 19, /* a part of the union, beside addresses and ports */
	SOCK_HAS_PEER_INODE = 1 << 20, /* of others than unix ones, where asked for */
	SOCK_HAS_TCP_INFO = 1 << 21, /* a part of the union, where asked for */
	SOCK_HAS_MEMORY = 1 << 22, /* where asked for */
	SOCK_HAS_V6ONLY = 1 << 23, /* sock_diag tells it of listeners and UDP sockets */
	SOCK_HAS_NETNS = 1 << 24, /* it is in another network namespace */
	/* those that say which part of the union there is */
	SOCK_HAS_PARTS = SOCK_HAS_UNIX | SOCK_HAS_PACKET | SOCK_HAS_NETLINK |
			 SOCK_HAS_VSOCK | SOCK_HAS_XDP | SOCK_HAS_TIPC | SOCK_HAS_SCTP |
			 SOCK_HAS_TCP_INFO,
};

enum {
	SOCK_NAME_MAX = 108, /* sun_path of linux/un.h */
	SOCK_ADDRS_MAX = 8, /* of each end of an SCTP association: few hosts have more */
	SOCK_GROUP_WORDS = 16, /* groups 1 to 512; a family of generic netlink has few */
};

/* `unix` itself is a macro of gnu11. */
struct sock_unix {
	uint8_t name_len; /* 0: no name */
	char name[SOCK_NAME_MAX]; /* any bytes; no NUL ends it */
	uint32_t refcnt;
};

struct sock_packet {
	uint16_t ethertype; /* host order; 0: it receives nothing */
};

struct sock_netlink {
	uint8_t protocol; /* NETLINK_* */
	uint32_t portid; /* 0: the kernel's, or not bound */
	uint32_t peer_portid; /* 0: the kernel, or none */
	uint32_t peer_group;
	uint32_t groups[SOCK_GROUP_WORDS]; /* group 1 is the lowest bit of the first */
};

struct sock_vsock {
	uint32_t local_cid, local_port; /* UINT32_MAX: any */
	uint32_t peer_cid, peer_port;
};

struct sock_xdp {
	uint32_t queue;
};

struct sock_tipc {
	uint32_t node, ref;
	uint32_t peer_node, peer_ref;
};

/* The addresses of one end: those that there is room for, and how many there are. */
struct sock_addrs {
	uint32_t count;
	struct addr all[SOCK_ADDRS_MAX];
};

struct sock_sctp {
	struct sock_addrs locals;
	struct sock_addrs peers; /* of an endpoint, none */
};

/* All before the union is its head. Of the union no more is there than the part that `has`
 * names: what a socket of millions has no use for is neither cleared nor copied. */
struct sock {
	uint64_t inode; /* 0: no process can hold it */
	uint64_t peer_inode; /* of its far end; 0: gone, or in an accept queue */
	union {
		uint64_t cookie; /* with SOCK_HAS_COOKIE */
		/* with SOCK_HAS_NETNS, for /proc/PID/net tells no cookie: the inode of
		 * /proc/PID/ns/net; 0: it may not be read */
		uint64_t netns;
	};
	uint32_t has; /* SOCK_HAS_* */
	uint32_t timer_ms; /* until it expires */
	uint32_t recv_q; /* bytes; of a listener, connections that wait for accept() */
	uint32_t send_q; /* bytes; of a listener, how many may wait */
	uint32_t uid;
	uint32_t ifindex; /* the interface it is bound to */
	uint16_t
		local_port; /* host order; of a raw socket, the protocol that it speaks */
	uint16_t peer_port;
	uint8_t proto; /* enum proto */
	uint8_t ip; /* enum ip: the family of the socket, not of a mapped address */
	uint8_t state; /* enum state, or what a later kernel says */
	uint8_t type; /* SOCK_STREAM and so on, or what a later kernel says */
	uint8_t timer; /* enum timer, or what a later kernel says */
	uint8_t v6only; /* 1: an IPv6 socket that takes no IPv4, where the source told */
	uint8_t retransmits;
	uint8_t probes;
	struct addr local;
	struct addr peer;
	struct sock_memory memory; /* as a part, if it is there */
	union {
		struct sock_unix un;
		struct sock_packet packet;
		struct sock_netlink nl;
		struct sock_vsock vsock;
		struct sock_xdp xdp;
		struct sock_tipc tipc;
		struct sock_sctp sctp;
		struct sock_tcp tcp;
	};
};

/* A head of zeros but for the memory, and no part. */
static inline void sock_clear(struct sock *s)
{
	memset(s, 0, offsetof(struct sock, memory));
}

/* Bytes from its beginning to the end of its part. */
size_t sock_size(const struct sock *s);

/* As an assignment, but for what is not there. */
static inline void sock_copy(struct sock *to, const struct sock *from)
{
	memcpy(to, from, sock_size(from));
}

/* Adds one to the addresses of an end. */
void sock_addrs_add(struct sock_addrs *addrs, const struct addr *a);

/* How many of them were kept. */
static inline uint32_t sock_addrs_kept(const struct sock_addrs *addrs)
{
	return addrs->count < SOCK_ADDRS_MAX ? addrs->count : SOCK_ADDRS_MAX;
}

/* NULL for a type that is not known here. */
const char *sock_type_name(unsigned int type);

/* Whether a bit of a netlink socket's groups is set; group counts from 1. */
static inline bool sock_is_in_group(const struct sock *s, unsigned int group)
{
	const unsigned int bit = group - 1;

	return bit / 32 < SOCK_GROUP_WORDS && s->nl.groups[bit / 32] >> bit % 32 & 1;
}

/* Names a unix socket by the n bytes of its sun_path; an abstract name begins with a NUL. */
void sock_set_unix_name(struct sock *s, const char *name, size_t n);

#endif
