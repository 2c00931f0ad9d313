/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snapshots of the TCP sockets of a network namespace and of the processes that hold
 * them. */
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
	/* how owners are found; NULL: by BPF or from /proc, whichever is cheaper */
	const struct owner_source_ops *owners;
	/* time limit of one search for owners, in milliseconds; 0: no limit */
	uint32_t owners_ms;
	/* A search for owners ends with -ECANCELED once a signal handler has set this
	 * flag. NULL: no flag. */
	const volatile sig_atomic_t *is_over;
	/* wanted IP versions of TCP, as a mask of PAIR_BIT */
	uint32_t pairs;
	/* Sockets are read from /proc/net, because there is no sock_diag. They have no
	 * cookie and are identified by their inode. */
	bool is_proc_net;
	/* duration of the latest search for owners, in nanoseconds */
	uint64_t owners_ns;
	/* A search for owners has reached its time limit. */
	bool is_late;
	/* CLOCK_MONOTONIC time in nanoseconds before which no further search for owners
	 * starts, so that searches take only a small share of the time */
	uint64_t next_owners_ns;
};

/* Callback for a socket. *owner is all zero if no owner was found or wanted. Returns 0 to
 * continue, > 0 to stop, < 0 for an error; snapshot_take() returns a result other than 0
 * unchanged. */
typedef int (*snapshot_fn)(const struct sock *s, const struct event_owner *owner,
			   void *arg);

/* Returns how many nanoseconds to pause after work that took took_ns nanoseconds: took_ns
 * multiplied by `times`, but at least 100 ms. */
uint64_t snapshot_rest(uint64_t took_ns, uint64_t times);

/* Calls fn for each socket in one of the states (mask of STATE_BIT), except TIME_WAIT
 * entries. If `owners` is true, first searches for the owners of all sockets, in time
 * linear in the number of processes. A socket from /proc/net gets a cookie made from its
 * inode; a socket without inode is skipped. */
int snapshot_take(struct snapshot *from, uint32_t states, bool owners, snapshot_fn fn,
		  void *arg);

#endif
