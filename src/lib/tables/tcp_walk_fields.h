/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of tcp_walk.bpf.c that copies the fields of a socket, like inet_sk_diag_fill() and
 * its neighbours in the kernel. */
#ifndef TABLES_TCP_WALK_FIELDS_H
#define TABLES_TCP_WALK_FIELDS_H

#include "kernel_socks.h"
#include "tcp_walk.h"

static __always_inline void fill_addresses(struct tcp_walk_row *row,
					   const struct tcp_sock *s)
{
	if (row->family == AF_INET6) {
		const struct in6_addr *local = &s->COMMON.skc_v6_rcv_saddr;
		const struct in6_addr *peer = &s->COMMON.skc_v6_daddr;

#pragma unroll
		for (int i = 0; i < 4; i++) {
			row->local[i] = local->in6_u.u6_addr32[i];
			row->peer[i] = peer->in6_u.u6_addr32[i];
		}
		return;
	}
	row->local[0] = s->COMMON.skc_rcv_saddr;
	row->peer[0] = s->COMMON.skc_daddr;
}

static __always_inline __u32 inode_of(const struct tcp_sock *s)
{
	if (bpf_core_field_exists(s->SOCK.sk_ino))
		return s->SOCK.sk_ino;
	const void *file = s->SOCK.sk_socket;

	return file ? CAST(file, struct socket_alloc)->vfs_inode.i_ino : 0;
}

/* Since Linux 6.17, which has sk_ino, a socket without a descriptor keeps its user; for
 * older kernels it is root's (sock_i_uid()). */
static __always_inline __u32 uid_of(const struct tcp_sock *s)
{
	if (!bpf_core_field_exists(s->SOCK.sk_ino) && !s->SOCK.sk_socket)
		return 0;
	return s->SOCK.sk_uid.val;
}

static __always_inline void fill_queues(struct tcp_walk_row *row,
					const struct tcp_sock *s)
{
	if (row->state == TCP_LISTEN) {
		row->recv_q = s->SOCK.sk_ack_backlog;
		row->send_q = s->SOCK.sk_max_ack_backlog;
		row->v6only = BPF_CORE_READ_BITFIELD(s, COMMON.skc_ipv6only);
		return;
	}
	const __s32 waiting = s->rcv_nxt - s->copied_seq;

	row->recv_q = waiting < 0 ? 0 : waiting;
	row->send_q = s->write_seq - s->snd_una;
}

/* Sets the timer of the row and returns when it expires, in jiffies, like
 * inet_sk_diag_fill() in the kernel. */
static __always_inline __u64 fill_timer(struct tcp_walk_row *row,
					const struct tcp_sock *s)
{
	const struct inet_connection_sock *conn = &s->inet_conn;
	const __u8 pending = conn->icsk_pending;

	if (pending == ICSK_TIME_RETRANS || pending == ICSK_TIME_LOSS_PROBE ||
	    pending == ICSK_TIME_REO_TIMEOUT || pending == ICSK_TIME_PROBE0) {
		const bool is_probe = pending == ICSK_TIME_PROBE0;

		row->timer = is_probe ? PROBE : RETRANSMIT;
		row->retransmits =
			is_probe ? conn->icsk_probes_out : conn->icsk_retransmits;
		return bpf_core_field_exists(conn->icsk_timeout)
			       ? conn->icsk_timeout
			       : conn->icsk_retransmit_timer.expires;
	}
	if (!s->SOCK.sk_timer.entry.pprev)
		return 0;
	row->timer = KEEPALIVE;
	row->retransmits = conn->icsk_probes_out;
	return s->SOCK.sk_timer.expires;
}

/* Copies the fields of the socket at an address into a row. jiffies: the present time. */
static __always_inline void copy_fields(struct tcp_walk_row *row, __u64 at, __u64 jiffies)
{
	const struct tcp_sock *s = CAST(at, struct tcp_sock);
	__u64 expires = 0;

	row->cookie = s->COMMON.skc_cookie.counter;
	row->hash = s->COMMON.skc_hash;
	row->local_port = s->COMMON.skc_num;
	row->peer_port = s->COMMON.skc_dport;
	row->family = s->COMMON.skc_family;
	row->ifindex = s->COMMON.skc_bound_dev_if;
	row->state = s->COMMON.skc_state;
	row->v6only = 0;
	row->timer = 0;
	row->retransmits = 0;
	fill_addresses(row, s);
	if (row->state == TCP_TIME_WAIT || row->state == TCP_NEW_SYN_RECV) {
		row->inode = row->uid = row->recv_q = row->send_q = 0;
		if (row->state == TCP_TIME_WAIT) {
			const struct inet_timewait_sock *w =
				CAST(at, struct inet_timewait_sock);

			row->timer = TIME_WAIT;
			row->state = w->tw_substate;
			expires = w->tw_timer.expires;
		} else {
			const struct request_sock *q = CAST(at, struct request_sock);

			row->timer = RETRANSMIT;
			row->state = TCP_SYN_RECV;
			row->retransmits = q->num_retrans;
			expires = q->rsk_timer.expires;
		}
	} else {
		row->inode = inode_of(s);
		row->uid = uid_of(s);
		fill_queues(row, s);
		expires = fill_timer(row, s);
	}
	const __s64 left = expires - jiffies;

	row->expires = row->timer && left > 0 ? left : 0;
}

#endif
