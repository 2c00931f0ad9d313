/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A snapshot of the TCP sockets and the processes that hold them. */
#ifndef EVENTS_SNAPSHOT_H
#define EVENTS_SNAPSHOT_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "event.h"
#include "model/family.h"
#include "owner/owner.h"

struct context;

struct snapshot {
	const struct context *context;
	struct family_source from;
	const struct owner_source_ops *owners; /* NULL: the default source */
	/* see struct query_spec */
	uint32_t owners_ms;
	/* Ends it with -ECANCELED; NULL: no such flag. */
	const volatile sig_atomic_t *is_over;
	/* mask of PAIR_BIT, TCP only */
	uint32_t pairs;
	/* There is no sock_diag: sockets have no cookie and are known by inode. */
	bool is_proc_net;
	/* duration of the latest search for owners */
	uint64_t owners_ns;
	/* A search for owners reached its deadline. */
	bool is_late;
	/* CLOCK_MONOTONIC: earliest time of the next search for owners. */
	uint64_t next_owners_ns;
};

/* owner is zeroed if none was found or wanted. Returns as sock_fn. */
typedef int (*snapshot_fn)(const struct sock *s, const struct event_owner *owner,
			   void *arg);

/* Returns whether owners may be searched now, so that searches take a small share of the
 * time. */
bool snapshot_may_seek(const struct snapshot *from, uint64_t now_ns);

/* Calls fn for each socket in one of these states (mask of STATE_BIT) except TIME_WAIT
 * entries. Owners are searched first, in time linear in the number of processes. A socket
 * from /proc/net, which has no cookie, gets one made of its inode, or is skipped if it
 * has none. */
int snapshot_take(struct snapshot *from, uint32_t states, bool owners, snapshot_fn fn,
		  void *arg);

#endif
