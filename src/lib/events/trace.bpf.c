/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BPF programs on tracepoints of the kernel's TCP, which write records to a ring buffer.
 * Without TRACE_ALL only the indispensable program is compiled. */
#include "trace.h"

#include <stdbool.h>

#include "kernel/bpf_types.h"

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>

enum { AF_INET = 2, AF_INET6 = 10, IPPROTO_TCP = 6 };
enum {
	STATE_ESTABLISHED = 1,
	STATE_SYN_SENT = 2,
	STATE_SYN_RECV = 3,
	STATE_CLOSE = 7,
	STATE_LISTEN = 10,
};
enum { PF_KTHREAD = 0x00200000, LEVELS_MAX = 32 };
enum { RING_SIZE = 8 << 20 };

/* Structs of the kernel, with only the members that the programs read. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct in6_addr {
	__u8 bytes[TRACE_ADDR];
};

typedef struct {
	__s64 counter;
} atomic64_t;

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	unsigned long skc_flags;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
	int sk_err;
};

struct inet_sock {
	__be16 inet_sport;
};

struct tcp_sock {
	__u64 bytes_received;
	__u64 bytes_sent;
	__u64 bytes_retrans;
	__u32 srtt_us;
	__u32 total_retrans;
	__u32 total_rto_time;
};

struct net_device {
	possible_net_t nd_net;
};

struct sk_buff {
	struct net_device *dev;
	__u16 transport_header;
	__u16 network_header;
	unsigned char *head;
};

struct pid_namespace {
	struct ns_common ns;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct task_struct {
	unsigned int flags;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	char comm[TRACE_COMM];
};

enum sock_flags { SOCK_DONE = 1 };
#pragma clang attribute pop

/* Offsets in IPv4 and IPv6 headers, in bytes. */
enum {
	IP4_SOURCE = 12,
	IP4_DESTINATION = 16,
	IP6_SOURCE = 8,
	IP6_DESTINATION = 24,
};

const char license_of_program[] SEC("license") = "GPL";

/* The inodes of the caller's namespaces, set before the program is loaded. */
const volatile __u32 our_netns = 0;
const volatile __u32 our_pidns = 0;

uint64_t lost = 0;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RING_SIZE);
} ring SEC(".maps");

/* Records the running process. It caused the event only if the event happens in a system
 * call; the reader knows for which events that holds. A thread is recorded as its
 * process. */
static __always_inline void put_process(struct trace *t)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);

	if (BPF_CORE_READ(task, flags) & PF_KTHREAD)
		return;
	const void *pid = BPF_CORE_READ(leader, thread_pid);
	const __u32 level = BPF_CORE_READ((const struct pid *)pid, level);

	for (__u32 i = 0; i <= level && i < LEVELS_MAX; i++) {
		const struct upid *at =
			(const void *)(pid + bpf_core_field_offset(struct pid, numbers) +
				       i * bpf_core_type_size(struct upid));

		if (BPF_CORE_READ(at, ns, ns.inum) != our_pidns)
			continue;
		t->pid = BPF_CORE_READ(at, nr);
		bpf_core_read(t->comm, sizeof(t->comm), &leader->comm);
		return;
	}
}

static __always_inline void put_ends(struct trace *t, const struct sock *sk)
{
	const struct sock_common *c = &sk->__sk_common;

	t->family = BPF_CORE_READ(c, skc_family);
	if (t->family == AF_INET6) {
		bpf_core_read(t->local, sizeof(t->local), &c->skc_v6_rcv_saddr);
		bpf_core_read(t->peer, sizeof(t->peer), &c->skc_v6_daddr);
	} else {
		bpf_core_read(t->local, sizeof(__be32), &c->skc_rcv_saddr);
		bpf_core_read(t->peer, sizeof(__be32), &c->skc_daddr);
	}
	t->local_port =
		bpf_ntohs(BPF_CORE_READ((const struct inet_sock *)sk, inet_sport));
	t->peer_port = bpf_ntohs(BPF_CORE_READ(c, skc_dport));
}

/* Records how many segments the socket has retransmitted since it was made. At
 * tcp_retransmit_skb the number already includes that segment. */
static __always_inline void put_retransmits(struct trace *t, const struct sock *sk)
{
	t->retransmits = BPF_CORE_READ((const struct tcp_sock *)sk, total_retrans);
}

/* Records the byte counts. The kernel counts a received FIN as one byte. */
static __always_inline void put_bytes(struct trace *t, const struct sock *sk)
{
	const struct tcp_sock *tp = (const void *)sk;
	const __u64 received = BPF_CORE_READ(tp, bytes_received);
	const bool has_fin = BPF_CORE_READ(sk, __sk_common.skc_flags) >>
				     bpf_core_enum_value(enum sock_flags, SOCK_DONE) &
			     1;

	t->sent = BPF_CORE_READ(tp, bytes_sent) - BPF_CORE_READ(tp, bytes_retrans);
	t->received = received - (has_fin && received);
}

/* Returns the duration of a server's handshake. The server's socket comes into being at
 * its end; the request before that has no tracepoint. The kernel keeps the time from the
 * first SYN-ACK to the ACK: as the first round trip sample (srtt_us, in eighths), or, if
 * it resent the SYN-ACK and cannot tell which one was answered, as total_rto_time
 * (milliseconds, Linux 6.7). With a SYN cookie it keeps nothing, and the result is 0. */
static __always_inline __u32 find_handshake(const struct sock *sk)
{
	const struct tcp_sock *tp = (const void *)sk;

	if (!BPF_CORE_READ(tp, total_retrans))
		return BPF_CORE_READ(tp, srtt_us) >> 3;
	if (bpf_core_field_exists(tp->total_rto_time))
		return BPF_CORE_READ(tp, total_rto_time) * 1000;
	return 0;
}

/* Reserves a record and sets the members that all records have; NULL: the ring is
 * full. */
static __always_inline struct trace *reserve_record(enum trace_kind kind)
{
	struct trace *t = bpf_ringbuf_reserve(&ring, sizeof(*t), 0);

	if (!t) {
		__sync_fetch_and_add(&lost, 1);
		return NULL;
	}
	__builtin_memset(t, 0, sizeof(*t));
	t->ns = bpf_ktime_get_ns();
	t->kind = kind;
	return t;
}

static __always_inline bool is_ours(const struct sock *sk)
{
	return BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum) == our_netns;
}

SEC("tp_btf/inet_sock_set_state")
int set_state(__u64 *ctx)
{
	struct sock *sk = (void *)ctx[0];
	const int old_state = (int)ctx[1];
	const int state = (int)ctx[2];

	if (!is_ours(sk) || BPF_CORE_READ(sk, sk_protocol) != IPPROTO_TCP)
		return 0;
	/* A socket from a listener is reported once it is established. */
	if (old_state == state || (old_state == STATE_LISTEN && state == STATE_SYN_RECV))
		return 0;

	const __u64 cookie = bpf_get_socket_cookie(sk);
	struct trace *t = reserve_record(TRACE_STATE);
	if (!t)
		return 0;
	t->cookie = cookie;
	t->old_state = old_state;
	t->state = state;
	t->error = BPF_CORE_READ(sk, sk_err);
	put_ends(t, sk);
	put_retransmits(t, sk);
	/* inet_sport may be the port of an earlier, failed attempt to connect. */
	if (state == STATE_SYN_SENT)
		t->local_port = BPF_CORE_READ(sk, __sk_common.skc_num);
	if (state == STATE_CLOSE)
		put_bytes(t, sk);
	if (state == STATE_ESTABLISHED) {
		if (old_state == STATE_SYN_RECV)
			t->handshake_us = find_handshake(sk);
	} else {
		put_process(t);
	}
	bpf_ringbuf_submit(t, 0);
	return 0;
}

#ifdef TRACE_ALL

static __always_inline void put_sock(struct trace *t, const struct sock *sk)
{
	t->cookie = BPF_CORE_READ(sk, __sk_common.skc_cookie.counter);
	t->state = BPF_CORE_READ(sk, __sk_common.skc_state);
	t->old_state = t->state;
	put_retransmits(t, sk);
}

/* Writes a record that has only a socket's data. */
static __always_inline int submit_sock(const struct sock *sk, __u32 kind)
{
	if (!is_ours(sk))
		return 0;
	struct trace *t = reserve_record(kind);
	if (!t)
		return 0;
	put_sock(t, sk);
	put_ends(t, sk);
	bpf_ringbuf_submit(t, 0);
	return 0;
}

SEC("tp_btf/tcp_retransmit_skb")
int retransmit(__u64 *ctx)
{
	return submit_sock((void *)ctx[0], TRACE_RETRANSMIT);
}

SEC("tp_btf/tcp_receive_reset")
int receive_reset(__u64 *ctx)
{
	return submit_sock((void *)ctx[0], TRACE_RESET_RECEIVED);
}

/* Records addresses and ports of a reset: those of the packet that it answers, swapped. */
static __always_inline void put_answer(struct trace *t, const struct sk_buff *skb)
{
	const unsigned char *head = BPF_CORE_READ(skb, head);
	const unsigned char *ip = head + BPF_CORE_READ(skb, network_header);
	const unsigned char *tcp = head + BPF_CORE_READ(skb, transport_header);
	__be16 ports[2] = { 0 };
	__u8 version = 0;

	bpf_probe_read_kernel(&version, sizeof(version), ip);
	if (version >> 4 == 6) {
		t->family = AF_INET6;
		bpf_probe_read_kernel(t->peer, sizeof(t->peer), ip + IP6_SOURCE);
		bpf_probe_read_kernel(t->local, sizeof(t->local), ip + IP6_DESTINATION);
	} else {
		t->family = AF_INET;
		bpf_probe_read_kernel(t->peer, sizeof(__be32), ip + IP4_SOURCE);
		bpf_probe_read_kernel(t->local, sizeof(__be32), ip + IP4_DESTINATION);
	}
	bpf_probe_read_kernel(ports, sizeof(ports), tcp);
	t->peer_port = bpf_ntohs(ports[0]);
	t->local_port = bpf_ntohs(ports[1]);
}

/* Either argument may be NULL: the socket if no socket has the port, the packet if a
 * program aborts a connection. Some verifiers consider them non-NULL and drop the test,
 * so they are read as numbers. */
SEC("tp_btf/tcp_send_reset")
int send_reset(__u64 *ctx)
{
	__u64 args[2] = { 0 };

	bpf_probe_read_kernel(args, sizeof(args), ctx);
	const struct sock *sk = (const void *)args[0];
	const struct sk_buff *skb = (const void *)args[1];

	if (!sk && !skb)
		return 0;
	if (sk ? !is_ours(sk) : BPF_CORE_READ(skb, dev, nd_net.net, ns.inum) != our_netns)
		return 0;
	struct trace *t = reserve_record(TRACE_RESET_SENT);
	if (!t)
		return 0;
	/* A listener is not reset itself. */
	if (sk && BPF_CORE_READ(sk, __sk_common.skc_state) != STATE_LISTEN)
		put_sock(t, sk);
	if (skb)
		put_answer(t, skb);
	else
		put_ends(t, sk);
	bpf_ringbuf_submit(t, 0);
	return 0;
}

#endif
