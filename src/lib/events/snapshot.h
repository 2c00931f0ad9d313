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
	/* time limit of a search for owners; 0: none */
	uint32_t owners_ms;
	/* flag that ends a search for owners with -ECANCELED; NULL: none */
	const volatile sig_atomic_t *is_over;
	/* mask of PAIR_BIT, TCP only */
	uint32_t pairs;
	/* There is no sock_diag: sockets have no cookie and are known by inode. */
	bool is_proc_net;
	/* duration of the latest search for owners */
	uint64_t owners_ns;
	/* A search for owners reached its deadline. */
	bool is_late;
	/* CLOCK_MONOTONIC time from which owners may be searched again, so that searches
	 * take a small share of the time */
	uint64_t next_owners_ns;
};

/* Called for each socket. *owner is zeroed if no owner was found or wanted. The result is
 * that of a sock_fn. */
typedef int (*snapshot_fn)(const struct sock *s, const struct event_owner *owner,
			   void *arg);

/* Returns how long to rest, in nanoseconds, after work that took took_ns: `times` that
 * long, but at least 100 ms. */
uint64_t snapshot_rest(uint64_t took_ns, uint64_t times);

/* Calls fn for each socket in one of these states (mask of STATE_BIT) except TIME_WAIT
 * entries. With `owners`, owners are searched first, in time linear in the number of
 * processes. A socket from /proc/net gets a cookie made of its inode, or is skipped if it
 * has no inode. */
int snapshot_take(struct snapshot *from, uint32_t states, bool owners, snapshot_fn fn,
		  void *arg);

#endif
