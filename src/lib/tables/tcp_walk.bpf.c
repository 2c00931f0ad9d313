/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that reads the kernel's hash tables of TCP sockets. Its reader runs it with
 * BPF_PROG_TEST_RUN for one range of buckets after the other; the program answers in
 * struct tcp_walk_slot.
 *
 * The program takes no lock of the kernel. It runs in an RCU read section, in which the
 * memory of a TCP socket may be freed but serves only another TCP socket of the same kind
 * (SLAB_TYPESAFE_BY_RCU). A group of buckets is read in three steps:
 *
 * 1. collect(): follows all chains and notes each socket and its pointer to the next.
 *    Each chain must end with the number of its own bucket.
 * 2. fill(): copies the fields of each socket of the own network namespace.
 * 3. verify(): reads the first pointer of each chain, the pointer of each socket to the
 *    next, and what identifies a socket, again. All must be what they were.
 *
 * If so, there was a moment between steps 1 and 2 at which each chain consisted of just
 * the sockets that were noted, and none of them was replaced by another one while its
 * fields were copied. Otherwise the group is read again. As in sock_diag, which does not
 * lock the socket either, the fields of a row may be of moments that are a few
 * microseconds apart. */
#include "tcp_walk.h"

#include "kernel_socks.h"
#include "tcp_walk_fields.h"

const char license_of_program[] SEC("license") = "GPL";

struct bpf_raw_tracepoint_args {
	__u64 args[0];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, TCP_WALK_SLOTS);
	__type(key, __u32);
	__type(value, struct tcp_walk_slot);
} tcp_walk_slots SEC(".maps");

#define GROUP_MASK (TCP_WALK_GROUP - 1)
#define NODES_MASK (TCP_WALK_NODES - 1)
#define ROWS_MASK  (TCP_WALK_ROWS - 1)

enum {
	/* Number of heads that are tested, and of sockets that are touched, at once. */
	AT_ONCE = 8,
	/* Number of sockets whose fields are fetched into the cache before they are
	 * copied. */
	AHEAD = 16,
	/* More calls of a function by bpf_loop than the function ever needs. */
	MANY = 1 << 20,
};

struct walk {
	struct tcp_walk_slot *slot;
	/* Address of the first bucket. */
	__u64 table;
};

static __always_inline __u32 bucket_size(const struct tcp_walk_slot *slot)
{
	return slot->table == TCP_WALK_LISTENERS
		       ? bpf_core_type_size(struct inet_listen_hashbucket)
		       : sizeof(__u64);
}

/* Returns the address of the pointer to the first socket of a bucket. */
static __always_inline __u64 head_of(const struct walk *walk, __u32 bucket)
{
	const __u64 offset =
		walk->slot->table == TCP_WALK_LISTENERS
			? bpf_core_field_offset(struct inet_listen_hashbucket, nulls_head)
			: 0;

	return walk->table + (__u64)bucket * bucket_size(walk->slot) + offset;
}

/* Returns the word that ends the chain of a bucket. */
static __always_inline __u64 end_of(const struct tcp_walk_slot *slot, __u32 bucket)
{
	const __u64 base = slot->table == TCP_WALK_LISTENERS ? LISTENING_NULLS_BASE : 0;

	return (bucket + base) << 1 | 1;
}

static long read_head(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;

	slot->heads[i & GROUP_MASK] = WORD(head_of(walk, slot->next + i));
	return 0;
}

/* Notes which of AT_ONCE chains are not empty. There is no branch on a head, because the
 * processor would have to wait for it. */
static long note_chains(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;
	const __u64 *h = &slot->heads[i * AT_ONCE & (TCP_WALK_GROUP - AT_ONCE)];
	__u32 len = slot->chains;

	if (h[0] & h[1] & h[2] & h[3] & h[4] & h[5] & h[6] & h[7] & 1)
		return 0;
#pragma unroll
	for (__u32 k = 0; k < AT_ONCE; k++) {
		__u32 is_used = ~h[k] & 1;

		barrier_var(is_used);
		slot->first[len & GROUP_MASK] = h[k];
		slot->first_bucket[len & GROUP_MASK] = slot->next + i * AT_ONCE + k;
		len += is_used;
	}
	slot->chains = len;
	return 0;
}

static long copy_first(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;

	slot->level[0][i & GROUP_MASK] = slot->first[i & GROUP_MASK];
	slot->level_bucket[0][i & GROUP_MASK] = slot->first_bucket[i & GROUP_MASK];
	return 0;
}

/* Fetches AT_ONCE sockets of the level into the cache. Past the end of the level, words
 * of an earlier level are taken for addresses, which does no harm. */
static long touch_nodes(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;
	const __u64 *at =
		&slot->level[slot->side & 1][i * AT_ONCE & (TCP_WALK_GROUP - AT_ONCE)];

#pragma unroll
	for (__u32 k = 0; k < AT_ONCE; k++)
		*(volatile __u64 *)&CAST(at[k] - NEXT, struct tcp_sock)
			 ->COMMON.skc_cookie.counter;
#pragma unroll
	for (__u32 k = 0; k < AT_ONCE; k++)
		*(volatile __u32 *)&CAST(at[k] - NEXT, struct tcp_sock)->COMMON.skc_hash;
	return 0;
}

/* Notes socket number i of the level, and puts the next socket of its chain into the next
 * level. */
static long note_node(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;
	const __u32 side = slot->side & 1;
	const __u64 at = slot->level[side][i & GROUP_MASK];
	const __u32 bucket = slot->level_bucket[side][i & GROUP_MASK];
	const __u64 sock = at - NEXT;
	const __u64 next = WORD(at);
	struct tcp_walk_node *node = &slot->nodes[slot->nodes_len++ & NODES_MASK];
	__u64 is_own =
		(__u64)CAST(sock, struct tcp_sock)->COMMON.skc_net.net == slot->net;
	__u64 is_end = next & 1;
	__u64 is_wrong = next != end_of(slot, bucket);

	barrier_var(is_own);
	barrier_var(is_end);
	barrier_var(is_wrong);
	node->sock = sock;
	node->next = next;
	slot->own[slot->own_len & NODES_MASK] = sock;
	slot->own_len += is_own;
	slot->level[side ^ 1][slot->level_len & GROUP_MASK] = next;
	slot->level_bucket[side ^ 1][slot->level_len & GROUP_MASK] = bucket;
	slot->level_len += is_end ^ 1;
	slot->changes += is_end & is_wrong;
	return 0;
}

static long read_level(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;
	const __u32 len = slot->level_len;

	(void)i;
	if (!len)
		return 1;
	if (slot->nodes_len + len > TCP_WALK_NODES) {
		slot->result = TCP_WALK_CROWDED;
		return 1;
	}
	slot->level_len = 0;
	bpf_loop((len + AT_ONCE - 1) / AT_ONCE, touch_nodes, walk, 0);
	bpf_loop(len, note_node, walk, 0);
	slot->side ^= 1;
	return 0;
}

/* Step 1: notes the sockets of the next slot->heads_len buckets. */
__attribute__((noinline)) int collect(struct tcp_walk_slot *slot, __u64 table)
{
	if (!slot)
		return 0;
	struct walk walk = { slot, table };
	const __u32 buckets = slot->heads_len & (2 * TCP_WALK_GROUP - 1);
	__u32 bytes = buckets * sizeof(__u64);

	slot->chains = slot->nodes_len = slot->own_len = slot->side = 0;
	slot->changes = 0;
	/* Chains are tested AT_ONCE at a time: those past the last bucket are empty. */
#pragma unroll
	for (__u32 k = 0; k < AT_ONCE; k++)
		slot->heads[(buckets + k) & GROUP_MASK] = 1;
	barrier_var(bytes);
	if (slot->table == TCP_WALK_LISTENERS) {
		bpf_loop(buckets, read_head, &walk, 0);
	} else if (bytes > sizeof(slot->heads) ||
		   bpf_probe_read_kernel(slot->heads, bytes,
					 (void *)head_of(&walk, slot->next))) {
		slot->result = TCP_WALK_FAULT;
		return 0;
	}
	bpf_loop((buckets + AT_ONCE - 1) / AT_ONCE, note_chains, &walk, 0);
	slot->level_len = slot->chains;
	bpf_loop(slot->chains, copy_first, &walk, 0);
	bpf_loop(TCP_WALK_NODES + 1, read_level, &walk, 0);
	return 0;
}

/* Fetches the fields of a socket into the cache, without waiting for them. */
static long touch_fields(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;
	const struct tcp_sock *s =
		CAST(slot->own[(slot->at + i) & NODES_MASK], struct tcp_sock);
	const __u8 state = s->COMMON.skc_state;

	if (state == TCP_TIME_WAIT || state == TCP_NEW_SYN_RECV)
		return 0;
	*(volatile unsigned long *)&s->SOCK.sk_timer.expires;
	*(volatile __u32 *)&s->SOCK.sk_uid.val;
	if (bpf_core_field_exists(s->SOCK.sk_ino))
		*(volatile __u32 *)&s->SOCK.sk_ino;
	*(volatile __u32 *)&s->inet_conn.icsk_retransmit_timer.expires;
	*(volatile __u8 *)&s->inet_conn.icsk_pending;
	*(volatile __u32 *)&s->copied_seq;
	*(volatile __u32 *)&s->rcv_nxt;
	*(volatile __u32 *)&s->write_seq;
	return 0;
}

static long fill_row(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;
	const __u32 own = slot->at + i;

	copy_fields(&slot->rows[(slot->rows_len + own) & ROWS_MASK],
		    slot->own[own & NODES_MASK], slot->jiffies);
	return 0;
}

static long fill_some(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;
	const __u32 left = slot->own_len - slot->at;
	const __u32 count = left < AHEAD ? left : AHEAD;

	(void)i;
	bpf_loop(count, touch_fields, walk, 0);
	bpf_loop(count, fill_row, walk, 0);
	slot->at += AHEAD;
	return 0;
}

/* Step 2: copies the fields of the noted sockets into the rows. */
__attribute__((noinline)) int fill(struct tcp_walk_slot *slot)
{
	if (!slot)
		return 0;
	struct walk walk = { slot, 0 };

	slot->at = 0;
	bpf_loop((slot->own_len + AHEAD - 1) / AHEAD, fill_some, &walk, 0);
	return 0;
}

static long verify_chain(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;
	const __u32 bucket = slot->first_bucket[i & GROUP_MASK];
	__u64 has_changed = WORD(head_of(walk, bucket)) != slot->first[i & GROUP_MASK];

	barrier_var(has_changed);
	slot->changes += has_changed;
	return 0;
}

static long verify_node(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;
	const struct tcp_walk_node *node = &slot->nodes[i & NODES_MASK];
	__u64 has_changed = WORD(node->sock + NEXT) != node->next;

	barrier_var(has_changed);
	slot->changes += has_changed;
	return 0;
}

/* Checks that a row is of one socket. If the memory of a socket was used for another one
 * while its fields were copied, the other one has another cookie, inode or hash. Only a
 * connection that follows one with the same addresses and ports may have the same hash;
 * it could be mistaken for that only if neither has a cookie or an inode. */
static long verify_row(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;
	const __u64 at = slot->own[i & NODES_MASK];
	const struct tcp_sock *s = CAST(at, struct tcp_sock);
	const struct tcp_walk_row *row = &slot->rows[(slot->rows_len + i) & ROWS_MASK];
	__u64 has_changed = (row->cookie ^ (__u64)s->COMMON.skc_cookie.counter) |
			    (row->hash ^ s->COMMON.skc_hash) |
			    (row->local_port ^ s->COMMON.skc_num) |
			    (row->peer_port ^ s->COMMON.skc_dport) |
			    (row->family ^ s->COMMON.skc_family);

	if (row->timer != TIME_WAIT && row->state != TCP_SYN_RECV)
		has_changed |= row->inode ^ inode_of(s);
	/* A listening socket keeps the hash that it had before. */
	if (slot->table == TCP_WALK_CONNECTIONS) {
		const __u32 bucket = row->hash & slot->mask;

		has_changed |=
			bucket < slot->next || bucket >= slot->next + slot->heads_len;
	} else {
		has_changed |= s->COMMON.skc_state != TCP_LISTEN;
	}
	slot->changes += has_changed != 0;
	return 0;
}

/* Step 3: counts in slot->changes what has changed since the first step. */
__attribute__((noinline)) int verify(struct tcp_walk_slot *slot, __u64 table)
{
	if (!slot)
		return 0;
	struct walk walk = { slot, table };

	bpf_loop(slot->own_len, verify_row, &walk, 0);
	bpf_loop(slot->nodes_len, verify_node, &walk, 0);
	bpf_loop(slot->chains, verify_chain, &walk, 0);
	return 0;
}

/* Orders the reads before it and behind it on every processor. */
static __always_inline void read_barrier(struct tcp_walk_slot *slot)
{
	__sync_fetch_and_add(&slot->changes, 0);
}

static long read_group(__u32 i, struct walk *walk)
{
	struct tcp_walk_slot *slot = walk->slot;

	(void)i;
	if (slot->next >= slot->to || slot->nodes_read >= slot->enough ||
	    slot->rows_len + TCP_WALK_NODES > TCP_WALK_ROWS)
		return 1;
	const __u32 left = slot->to - slot->next;

	slot->heads_len = left < slot->group ? left : slot->group;
	collect(slot, walk->table);
	if (slot->result != TCP_WALK_DONE)
		return 1;
	read_barrier(slot);
	if (!slot->changes)
		fill(slot);
	read_barrier(slot);
	if (!slot->changes)
		verify(slot, walk->table);
	if (slot->changes) {
		slot->repeats++;
		if (++slot->tries < TCP_WALK_TRIES)
			return 0;
		slot->result = TCP_WALK_CHANGED;
		return 1;
	}
	slot->tries = 0;
	slot->rows_len += slot->own_len;
	slot->nodes_read += slot->nodes_len;
	slot->next += slot->heads_len;
	return 0;
}

SEC("raw_tp/sys_enter")
int tcp_walk(struct bpf_raw_tracepoint_args *ctx)
{
	const __u32 key = ctx->args[0];
	struct tcp_walk_slot *slot = bpf_map_lookup_elem(&tcp_walk_slots, &key);
	if (!slot)
		return 1;

	struct task_struct *task = (void *)bpf_get_current_task();
	const __u64 net = (__u64)BPF_CORE_READ(task, nsproxy, net_ns);
	const __u64 info = WORD(
		net + bpf_core_field_offset(struct net, ipv4.tcp_death_row.hashinfo));
	const struct inet_hashinfo *h = CAST(info, struct inet_hashinfo);
	const bool listens = slot->table == TCP_WALK_LISTENERS;
	struct walk walk = {
		slot,
		WORD(info + (listens ? bpf_core_field_offset(h->lhash2)
				     : bpf_core_field_offset(h->ehash))),
	};

	slot->net = net;
	slot->mask = listens ? h->lhash2_mask : h->ehash_mask;
	slot->jiffies = bpf_jiffies64();
	slot->rows_len = slot->nodes_read = slot->repeats = slot->tries = 0;
	slot->result = TCP_WALK_DONE;
	if (slot->to > slot->mask)
		slot->to = slot->mask + 1;
	bpf_loop(MANY, read_group, &walk, 0);
	return 0;
}
