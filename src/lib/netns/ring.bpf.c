/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that writes down all network namespaces of the kernel, which are in a ring. It runs
 * once, by BPF_PROG_TEST_RUN, between rcu_read_lock() and rcu_read_unlock(): a namespace that is
 * removed from the ring meanwhile is not freed before the end. */
#include "ring.h"

#include <stdbool.h>

#include "kernel/bpf_types.h"

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>

/* The most members of the ring that are looked at. */
enum { STEPS_MAX = 1 << 20 };

/* Structures of the kernel, with the members that are read here. The offsets are found in the
 * BTF of the running kernel when the program is loaded. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct list_head {
	struct list_head *next;
};

typedef struct {
	int counter;
} atomic_t;

typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

struct ns_common {
	const void *ops;
	unsigned int inum;
	refcount_t count;
};

/* The name of the count since Linux 6.18. */
struct ns_common___named {
	refcount_t __ns_ref;
};

struct net {
	struct list_head list;
	__u64 net_cookie;
	struct ns_common ns;
};

struct nsproxy {
	struct net *net_ns;
};

struct task_struct {
	struct nsproxy *nsproxy;
};
#pragma clang attribute pop

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, RING_MAX);
	__type(key, __u32);
	__type(value, struct ring_entry);
} entries SEC(".maps");

/* Number of namespaces; the map has as many of them as it has room for. */
__u32 entries_len;
/* The ring was followed to its end. */
__u32 is_complete;

char LICENSE[] SEC("license") = "GPL";

struct walk {
	struct list_head *at, *first;
	/* The operations that every network namespace has, and the head of the ring, which is no
	 * namespace, has not. */
	const void *ops;
};

/* Returns whether a namespace is in use: it has references, not only a place in the ring. */
static bool is_used(struct net *net)
{
	struct ns_common___named *named = (void *)&net->ns;

	if (bpf_core_field_exists(named->__ns_ref))
		return BPF_CORE_READ(named, __ns_ref.refs.counter);
	if (bpf_core_field_exists(net->ns.count))
		return BPF_CORE_READ(net, ns.count.refs.counter);
	return true;
}

static long step(__u32 i, struct walk *walk)
{
	struct list_head *at = walk->at;

	if (!at)
		return 1;
	if (i && at == walk->first) {
		is_complete = 1;
		return 1;
	}

	struct net *net = (void *)at - bpf_core_field_offset(struct net, list);

	if (BPF_CORE_READ(net, ns.ops) == walk->ops && is_used(net)) {
		const __u32 key = entries_len++;
		struct ring_entry *entry = bpf_map_lookup_elem(&entries, &key);

		if (entry) {
			entry->cookie = BPF_CORE_READ(net, net_cookie);
			entry->inode = BPF_CORE_READ(net, ns.inum);
		}
	}
	walk->at = BPF_CORE_READ(at, next);
	return 0;
}

/* The program is never attached to this tracepoint. */
SEC("raw_tp/sys_enter") int ring(void *unused)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct net *own = BPF_CORE_READ(task, nsproxy, net_ns);
	struct walk walk = { .ops = BPF_CORE_READ(own, ns.ops) };

	(void)unused;
	walk.at = walk.first = (void *)own + bpf_core_field_offset(struct net, list);
	bpf_loop(STEPS_MAX, step, &walk, 0);
	return 0;
}
