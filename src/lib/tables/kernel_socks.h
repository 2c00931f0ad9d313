/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structures of the kernel's TCP sockets, with the members that tcp_walk.bpf.c reads, and how
 * it reads them. The offsets are found in the BTF of the running kernel when the program is
 * loaded. */
#ifndef TABLES_KERNEL_SOCKS_H
#define TABLES_KERNEL_SOCKS_H

#include "kernel/bpf_types.h"

#include <stdbool.h>

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>

/* Values of enum in net/tcp_states.h and net/inet_connection_sock.h in the kernel, and of
 * sys/socket.h. */
enum { TCP_SYN_RECV = 3, TCP_TIME_WAIT = 6, TCP_LISTEN = 10, TCP_NEW_SYN_RECV = 12 };
enum {
	ICSK_TIME_RETRANS = 1,
	ICSK_TIME_PROBE0 = 3,
	ICSK_TIME_LOSS_PROBE = 5,
	ICSK_TIME_REO_TIMEOUT = 6,
};
enum { AF_INET6 = 10 };

/* Timers as sock_diag numbers them; see enum timer of model/state.h. */
enum { RETRANSMIT = 1, KEEPALIVE, TIME_WAIT, PROBE };

/* Added by the kernel to the number of the bucket that ends a chain of listeners. */
#define LISTENING_NULLS_BASE (1U << 29)

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct hlist_nulls_node {
	struct hlist_nulls_node *next;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct timer_list {
	struct hlist_node entry;
	unsigned long expires;
};

struct inet_hashinfo {
	void *ehash;
	unsigned int ehash_mask, lhash2_mask;
	void *lhash2;
};

struct inet_listen_hashbucket {
	struct {
		void *first;
	} nulls_head;
};

struct inet_timewait_death_row {
	struct inet_hashinfo *hashinfo;
};

struct netns_ipv4 {
	struct inet_timewait_death_row tcp_death_row;
};

struct net {
	struct netns_ipv4 ipv4;
};

typedef struct {
	struct net *net;
} possible_net_t;

typedef struct {
	__s64 counter;
} atomic64_t;

typedef struct {
	__u32 val;
} kuid_t;

struct in6_addr {
	union {
		__u32 u6_addr32[4];
	} in6_u;
};

struct sock_common {
	__u32 skc_daddr, skc_rcv_saddr;
	__u32 skc_hash;
	__u16 skc_dport, skc_num;
	__u16 skc_family;
	volatile __u8 skc_state;
	__u8 skc_ipv6only : 1;
	int skc_bound_dev_if;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
	struct hlist_nulls_node skc_nulls_node;
};

struct sock {
	struct sock_common __sk_common;
	void *sk_socket;
	struct timer_list sk_timer;
	kuid_t sk_uid;
	__u32 sk_ack_backlog, sk_max_ack_backlog;
	/* Linux 6.17 and later. */
	unsigned long sk_ino;
};

struct inet_sock {
	struct sock sk;
};

struct inet_connection_sock {
	struct inet_sock icsk_inet;
	struct timer_list icsk_retransmit_timer;
	/* Linux before 6.18; since then the expiry of icsk_retransmit_timer. */
	unsigned long icsk_timeout;
	__u8 icsk_retransmits, icsk_pending, icsk_probes_out;
};

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	__u32 copied_seq, rcv_nxt, write_seq, snd_una;
};

struct inet_timewait_sock {
	struct sock_common __tw_common;
	volatile __u8 tw_substate;
	struct timer_list tw_timer;
};

struct request_sock {
	struct sock_common __req_common;
	__u8 num_retrans;
	struct timer_list rsk_timer;
};

struct inode {
	unsigned long i_ino;
};

struct socket_alloc {
	struct inode vfs_inode;
};

struct nsproxy {
	struct net *net_ns;
};

struct task_struct {
	struct nsproxy *nsproxy;
};
#pragma clang attribute pop

extern void *bpf_rdonly_cast(const void *at, __u32 type) __ksym;

/* Reads through the pointer that CAST returns never fault: they read 0 from memory that
 * is not there. */
#define CAST(at, type)                                                                   \
	((type *)bpf_rdonly_cast((void *)(at), bpf_core_type_id_kernel(type)))
#define COMMON     inet_conn.icsk_inet.sk.__sk_common
#define SOCK       inet_conn.icsk_inet.sk
#define OFFSET(of) bpf_core_field_offset(struct tcp_sock, of)
/* Returns the 64-bit word at an address, as a number with which the verifier permits to
 * calculate. A pointer member, read by its name, would be a pointer without arithmetic.
 * The member skc_cookie serves as a word. */
#define WORD(at)                                                                         \
	((__u64)CAST((__u64)(at)-OFFSET(COMMON.skc_cookie), struct tcp_sock)             \
		 ->COMMON.skc_cookie.counter)
#define NEXT OFFSET(COMMON.skc_nulls_node)

#endif
