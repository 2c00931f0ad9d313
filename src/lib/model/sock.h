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

/* Bits that say which fields of a socket are valid. Fields that every source of sockets
 * gives have no bit. */
enum sock_has {
	SOCK_HAS_COOKIE = 1 << 0,
	/* The member send_q is valid. /proc/net has no send_q of listeners. */
	SOCK_HAS_SEND_Q = 1 << 1,
	SOCK_HAS_IFINDEX = 1 << 2,
	SOCK_HAS_RECV_Q = 1 << 3,
	SOCK_HAS_UID = 1 << 4,
	SOCK_HAS_TYPE = 1 << 5,
	/* The addresses, the ports and the timer of the socket are valid. */
	SOCK_HAS_INET = 1 << 6,
	/* The union member `un` is valid. The bits from SOCK_HAS_UNIX to SOCK_HAS_TIPC
	 * stand, in order, for the union members from `un` to `tipc`. */
	SOCK_HAS_UNIX = 1 << 7,
	SOCK_HAS_PACKET = 1 << 8,
	SOCK_HAS_NETLINK = 1 << 9,
	SOCK_HAS_VSOCK = 1 << 10,
	SOCK_HAS_XDP = 1 << 11,
	SOCK_HAS_TIPC = 1 << 12,
	/* The reference count of the unix socket is valid, which only /proc/net/unix
	 * shows. */
	SOCK_HAS_REFCNT = 1 << 13,
	/* The name of the unix socket is a path. */
	SOCK_HAS_PATH = 1 << 14,
	/* The name of the unix socket is abstract and starts with a NUL. */
	SOCK_HAS_ABSTRACT = 1 << 15,
	/* The netlink, vsock or TIPC socket has a peer. */
	SOCK_HAS_PEER = 1 << 16,
	/* The XDP socket is bound to a queue. */
	SOCK_HAS_QUEUE = 1 << 17,
	/* The kernel itself owns the socket; no process can hold a descriptor of the
	 * socket. */
	SOCK_IS_KERNELS = 1 << 18,
	/* The union member `sctp` is valid. SOCK_HAS_INET is set, too. */
	SOCK_HAS_SCTP = 1 << 19,
	/* The member peer_inode is valid. Sockets of families other than unix have a
	 * peer_inode only if the inodes of peers were requested. */
	SOCK_HAS_PEER_INODE = 1 << 20,
	/* The union member `tcp` is valid, because the facts of TCP connections were
	 * requested. SOCK_HAS_INET is set, too. */
	SOCK_HAS_TCP_INFO = 1 << 21,
	/* The member `memory` is valid, because memory use was requested. */
	SOCK_HAS_MEMORY = 1 << 22,
	/* The member v6only is valid. sock_diag reports v6only for listeners and UDP
	 * sockets. */
	SOCK_HAS_V6ONLY = 1 << 23,
	/* The member netns is valid: the socket is in another network namespace than the
	 * program, or several namespaces are listed. */
	SOCK_HAS_NETNS = 1 << 24,
	/* All bits SOCK_HAS_* that stand for a member of the union in struct sock. */
	SOCK_HAS_PARTS = SOCK_HAS_UNIX | SOCK_HAS_PACKET | SOCK_HAS_NETLINK |
			 SOCK_HAS_VSOCK | SOCK_HAS_XDP | SOCK_HAS_TIPC | SOCK_HAS_SCTP |
			 SOCK_HAS_TCP_INFO,
};

enum {
	/* maximum length of the name of a unix socket in bytes, the size of sun_path in
	 * linux/un.h */
	SOCK_NAME_MAX = 108,
	/* maximum number of addresses kept for each end of an SCTP association; few hosts
	 * have more */
	SOCK_ADDRS_MAX = 8,
	/* number of 32-bit words of a set of the multicast groups 1 to 512 */
	SOCK_GROUP_WORDS = 16,
};

/* The fields of a unix socket. The union member is called `un`, because gnu11 predefines
 * the name `unix` as a macro. */
struct sock_unix {
	/* length of the name in bytes; 0: the socket has no name */
	uint8_t name_len;
	/* name of the socket: any bytes, not NUL-terminated */
	char name[SOCK_NAME_MAX];
	uint32_t refcnt;
};

struct sock_packet {
	/* Ethernet protocol (ETH_P_*) in host order; 0: the socket receives nothing */
	uint16_t ethertype;
};

struct sock_netlink {
	/* netlink protocol: NETLINK_ROUTE and so on */
	uint8_t protocol;
	/* netlink port ID of the socket; 0: the port of the kernel, or the socket is not
	 * bound */
	uint32_t portid;
	/* netlink port ID of the peer; 0: the port of the kernel, or the socket has no
	 * peer */
	uint32_t peer_portid;
	uint32_t peer_group;
	/* multicast groups that the socket is in; group 1 is the lowest bit of the first
	 * word */
	uint32_t groups[SOCK_GROUP_WORDS];
};

struct sock_vsock {
	/* context ID and port of the local end; UINT32_MAX: any context or port */
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

/* The addresses of one end of an SCTP association: `count` is the number of addresses,
 * `all` has the first SOCK_ADDRS_MAX addresses. */
struct sock_addrs {
	uint32_t count;
	struct addr all[SOCK_ADDRS_MAX];
};

/* The addresses of an SCTP association or endpoint. An endpoint has no addresses of
 * peers. */
struct sock_sctp {
	struct sock_addrs locals, peers;
};

/* One socket. The members before `memory` are called the head, and are always set.
 * `memory` and each member of the union are set only if `has` marks them as valid;
 * otherwise they are not cleared, which saves time in listings of millions of sockets. */
struct sock {
	/* inode of the socket; 0: no process can hold the socket */
	uint64_t inode;
	/* inode of the peer socket; 0: the peer is closed, or waits in an accept queue */
	uint64_t peer_inode;
	/* number that the kernel gives to no other socket until the machine restarts;
	 * valid with SOCK_HAS_COOKIE */
	uint64_t cookie;
	/* mask of enum sock_has: which members of the socket are valid */
	uint32_t has;
	/* milliseconds until the timer of the connection expires */
	uint32_t timer_ms;
	/* recv_q, send_q: bytes in the receive and in the send queue. For a listener,
	 * recv_q is the number of connections that wait for accept(2), and send_q is the
	 * maximum number of such connections. */
	uint32_t recv_q, send_q;
	uint32_t uid;
	/* index of the interface that the socket is bound to; 0: no interface */
	uint32_t ifindex;
	/* inode of the network namespace (/proc/PID/ns/net), valid with SOCK_HAS_NETNS;
	 * if the inode cannot be read, 0 or the key of an entry of struct netns_table */
	uint32_t netns;
	/* local_port, peer_port: ports in host order; local_port of a raw socket is its
	 * protocol number */
	uint16_t local_port, peer_port;
	/* protocol of the socket, an enum proto */
	uint8_t proto;
	/* IP version of the socket's family, an enum ip: IP_V6 for an IPv6 socket even if
	 * its address is IPv4-mapped */
	uint8_t ip;
	/* state of the socket, an enum state or a number that sockstat does not know */
	uint8_t state;
	/* socket type, SOCK_STREAM and so on, or a number that sockstat does not know */
	uint8_t type;
	/* running timer of the connection, an enum timer or a number that sockstat does
	 * not know */
	uint8_t timer;
	/* 1: the IPv6 socket is limited to IPv6 (IPV6_V6ONLY); valid with
	 * SOCK_HAS_V6ONLY */
	uint8_t v6only;
	/* retransmits: number of unanswered retransmissions; probes: number of unanswered
	 * probes */
	uint8_t retransmits, probes;
	struct addr local, peer;
	/* memory use, valid with SOCK_HAS_MEMORY; the alignment pads the members before
	 * `memory` to whole 64-bit words */
	_Alignas(uint64_t) struct sock_memory memory;
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

/* Zeroes the head of the socket (the members before `memory`). The members behind the
 * head need no clearing, because a zeroed `has` marks them as invalid. */
static inline void sock_clear(struct sock *s)
{
	memset(s, 0, offsetof(struct sock, memory));
}

/* Returns the number of bytes from the start of the socket to the end of the last member
 * that `has` marks as valid. */
size_t sock_size(const struct sock *s);

/* Copies the socket `from` up to the last member that its `has` marks as valid. */
static inline void sock_copy(struct sock *to, const struct sock *from)
{
	memcpy(to, from, sock_size(from));
}

/* Returns the inode of the network namespace of a socket with SOCK_HAS_NETNS; 0: the
 * inode is not known. The kernel's inodes of namespaces are at least 0xe0000000. */
static inline uint32_t sock_netns(const struct sock *s)
{
	return s->netns >= UINT32_C(0xe0000000) ? s->netns : 0;
}

/* Adds an address to one end of an SCTP association. An address for which there is no
 * room is counted but not kept. */
void sock_addrs_add(struct sock_addrs *addrs, const struct addr *a);

/* Returns the number of addresses that addrs->all holds. */
static inline uint32_t sock_addrs_kept(const struct sock_addrs *addrs)
{
	return addrs->count < SOCK_ADDRS_MAX ? addrs->count : SOCK_ADDRS_MAX;
}

/* Returns the name of a socket type SOCK_*, or NULL if the type is unknown. */
const char *sock_type_name(unsigned int type);

/* Returns whether a netlink socket is in the multicast group number `group`, counted from
 * 1. */
static inline bool sock_is_in_group(const struct sock *s, unsigned int group)
{
	const unsigned int bit = group - 1;

	return bit / 32 < SOCK_GROUP_WORDS && s->nl.groups[bit / 32] >> bit % 32 & 1;
}

/* Sets the name of a unix socket from the n bytes of its sun_path at `name`. An abstract
 * name starts with a NUL. */
void sock_set_unix_name(struct sock *s, const char *name, size_t n);

#endif
