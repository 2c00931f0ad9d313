/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snapshots of the TCP sockets of a network namespace and of their owners (the processes
 * that hold the sockets). */
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
	/* how the owners of sockets are found; NULL: by BPF or from /proc, whichever is
	 * cheaper */
	const struct owner_source_ops *owners;
	/* time limit of one search for owners, in milliseconds; 0: no limit */
	uint32_t owners_ms;
	/* Flag that a signal handler sets to end a search for owners with -ECANCELED.
	 * NULL: no flag. */
	const volatile sig_atomic_t *is_over;
	/* wanted IP versions of TCP, as a mask of PAIR_BIT */
	uint32_t pairs;
	/* whether sockets are read from /proc/net, because the kernel has no sock_diag;
	 * such sockets have no cookie and are identified by their inode */
	bool is_proc_net;
	/* duration of the latest search for owners, in nanoseconds */
	uint64_t owners_ns;
	/* whether a search for owners has reached its time limit */
	bool is_late;
	/* earliest CLOCK_MONOTONIC time in nanoseconds for the next search for owners,
	 * which limits the share of time that searches take */
	uint64_t next_owners_ns;
};

/* Callback for a socket of a snapshot. *owner is all zero if no owner was found or
 * wanted. Returns 0 to continue, > 0 to stop, < 0 for an error; snapshot_take() returns a
 * result other than 0 unchanged. */
typedef int (*snapshot_fn)(const struct sock *s, const struct event_owner *owner,
			   void *arg);

/* Returns how many nanoseconds to pause after work that took took_ns nanoseconds: took_ns
 * multiplied by `times`, but at least 100 ms. */
uint64_t snapshot_rest(uint64_t took_ns, uint64_t times);

/* Calls fn for each TCP socket that is in one of `states` (a mask of STATE_BIT) and is
 * not a TIME_WAIT entry. If `owners` is true, first searches for the owners of all
 * sockets, in time linear in the number of processes. A socket from /proc/net gets a
 * cookie made from its inode; a socket without inode is skipped. */
int snapshot_take(struct snapshot *from, uint32_t states, bool owners, snapshot_fn fn,
		  void *arg);

#endif
