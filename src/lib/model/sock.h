/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The record of one socket: flat, fixed in size, independent of its source and its
 * output. */
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
	/* /proc/net has no send_q of listeners. */
	SOCK_HAS_SEND_Q = 1 << 1,
	SOCK_HAS_IFINDEX = 1 << 2,
	SOCK_HAS_RECV_Q = 1 << 3,
	SOCK_HAS_UID = 1 << 4,
	SOCK_HAS_TYPE = 1 << 5,
	/* addresses, ports, timer */
	SOCK_HAS_INET = 1 << 6,
	/* SOCK_HAS_UNIX to SOCK_HAS_TIPC name the valid member of the union. */
	SOCK_HAS_UNIX = 1 << 7,
	SOCK_HAS_PACKET = 1 << 8,
	SOCK_HAS_NETLINK = 1 << 9,
	SOCK_HAS_VSOCK = 1 << 10,
	SOCK_HAS_XDP = 1 << 11,
	SOCK_HAS_TIPC = 1 << 12,
	/* sock_diag does not report the reference count of a unix socket. */
	SOCK_HAS_REFCNT = 1 << 13,
	/* The name of a unix socket is a path. */
	SOCK_HAS_PATH = 1 << 14,
	/* The name of a unix socket is abstract and starts with a NUL. */
	SOCK_HAS_ABSTRACT = 1 << 15,
	/* A netlink, vsock or TIPC socket has a peer. */
	SOCK_HAS_PEER = 1 << 16,
	/* An XDP socket is bound to a queue. */
	SOCK_HAS_QUEUE = 1 << 17,
	/* The kernel owns the socket: no process can hold it. */
	SOCK_IS_KERNELS = 1 << 18,
	/* The union member sctp is valid, beside SOCK_HAS_INET. */
	SOCK_HAS_SCTP = 1 << 19,
	/* Families other than unix have peer_inode only where it was requested. */
	SOCK_HAS_PEER_INODE = 1 << 20,
	/* The union member tcp is valid, beside SOCK_HAS_INET; only where requested. */
	SOCK_HAS_TCP_INFO = 1 << 21,
	SOCK_HAS_MEMORY = 1 << 22, /* only where requested */
	/* sock_diag reports v6only for listeners and UDP. */
	SOCK_HAS_V6ONLY = 1 << 23,
	/* The socket is in another network namespace. */
	SOCK_HAS_NETNS = 1 << 24,
	/* All bits that name a member of the union. */
	SOCK_HAS_PARTS = SOCK_HAS_UNIX | SOCK_HAS_PACKET | SOCK_HAS_NETLINK |
			 SOCK_HAS_VSOCK | SOCK_HAS_XDP | SOCK_HAS_TIPC | SOCK_HAS_SCTP |
			 SOCK_HAS_TCP_INFO,
};

enum {
	/* size of sun_path in linux/un.h */
	SOCK_NAME_MAX = 108,
	/* addresses kept for each end of an SCTP association; few hosts have more */
	SOCK_ADDRS_MAX = 8,
	/* words of a set of the multicast groups 1 to 512 of a netlink protocol */
	SOCK_GROUP_WORDS = 16,
};

/* The name `unix` is not usable: gnu11 predefines it as a macro. */
struct sock_unix {
	uint8_t name_len; /* 0: no name */
	/* any bytes, not NUL-terminated */
	char name[SOCK_NAME_MAX];
	uint32_t refcnt;
};

struct sock_packet {
	/* host order; 0: the socket receives nothing */
	uint16_t ethertype;
};

struct sock_netlink {
	uint8_t protocol; /* NETLINK_* */
	/* 0: the port of the kernel, or the socket is not bound */
	uint32_t portid;
	/* 0: the port of the kernel, or the socket has no peer */
	uint32_t peer_portid;
	uint32_t peer_group;
	/* multicast groups; group 1 is the lowest bit of the first word */
	uint32_t groups[SOCK_GROUP_WORDS];
};

struct sock_vsock {
	/* UINT32_MAX: any context or port */
	uint32_t local_cid, local_port;
	uint32_t peer_cid, peer_port;
};

struct sock_xdp {
	uint32_t queue;
};

struct sock_tipc {
	uint32_t node, ref;
	uint32_t peer_node, peer_ref;
};

/* The addresses of one end of an SCTP association: how many there are, and the first. */
struct sock_addrs {
	uint32_t count;
	struct addr all[SOCK_ADDRS_MAX];
};

/* An SCTP endpoint has no peers. */
struct sock_sctp {
	struct sock_addrs locals, peers;
};

/* The members before `memory` are the head. Of the others only those that `has` names are
 * valid: the rest is neither cleared nor copied, because listings hold millions of
 * sockets. */
struct sock {
	/* 0: no process can hold the socket */
	uint64_t inode;
	/* 0: the peer is closed, or in an accept queue */
	uint64_t peer_inode;
	union {
		/* valid with SOCK_HAS_COOKIE */
		uint64_t cookie;
		/* Valid with SOCK_HAS_NETNS: the inode of /proc/PID/ns/net, or 0 if it
		 * may not be read. /proc/PID/net, the source of such sockets, has no
		 * cookies. */
		uint64_t netns;
	};
	/* SOCK_HAS_* */
	uint32_t has;
	/* until the timer expires */
	uint32_t timer_ms;
	/* Bytes in the queues. Of a listener: the connections that wait for accept(2),
	 * and the limit of its backlog. */
	uint32_t recv_q, send_q;
	uint32_t uid;
	/* interface that the socket is bound to; 0: none */
	uint32_t ifindex;
	/* host order; the local port of a raw socket is its protocol number */
	uint16_t local_port, peer_port;
	/* enum proto */
	uint8_t proto;
	/* enum ip: the family of the socket, even if its address is IPv4-mapped */
	uint8_t ip;
	/* enum state, or an unknown number */
	uint8_t state;
	/* SOCK_STREAM and so on, or an unknown number */
	uint8_t type;
	/* enum timer, or an unknown number */
	uint8_t timer;
	/* valid with SOCK_HAS_V6ONLY: 1 if an IPv6 socket takes no IPv4 */
	uint8_t v6only;
	/* unanswered retransmissions and probes */
	uint8_t retransmits, probes;
	struct addr local, peer;
	/* valid with SOCK_HAS_MEMORY */
	struct sock_memory memory;
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

/* Zeroes the members before `memory`. The others need no clearing, because `has` marks
 * them as invalid. */
static inline void sock_clear(struct sock *s)
{
	memset(s, 0, offsetof(struct sock, memory));
}

/* Returns the bytes from the start of the record to the end of its valid part. */
size_t sock_size(const struct sock *s);

/* Copies the valid part of a record. */
static inline void sock_copy(struct sock *to, const struct sock *from)
{
	memcpy(to, from, sock_size(from));
}

/* Adds an address to one end of an association. The address is counted even if there is
 * no room to keep it. */
void sock_addrs_add(struct sock_addrs *addrs, const struct addr *a);

/* Returns the number of addresses in `all`. */
static inline uint32_t sock_addrs_kept(const struct sock_addrs *addrs)
{
	return addrs->count < SOCK_ADDRS_MAX ? addrs->count : SOCK_ADDRS_MAX;
}

/* Returns the name of a SOCK_* type, or NULL if it is unknown. */
const char *sock_type_name(unsigned int type);

/* Returns whether a netlink socket is in a multicast group, counted from 1. */
static inline bool sock_is_in_group(const struct sock *s, unsigned int group)
{
	const unsigned int bit = group - 1;

	return bit / 32 < SOCK_GROUP_WORDS && s->nl.groups[bit / 32] >> bit % 32 & 1;
}

/* Sets the name of a unix socket from the n bytes of its sun_path. An abstract name
 * starts with a NUL. */
void sock_set_unix_name(struct sock *s, const char *name, size_t n);

#endif
