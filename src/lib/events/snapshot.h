/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The TCP sockets that there are at a moment, and the processes that hold them. */
#ifndef EVENTS_SNAPSHOT_H
#define EVENTS_SNAPSHOT_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "event.h"
#include "model/family.h"
#include "owner/bpf_cache.h"
#include "owner/owner.h"

struct context;

struct snapshot {
	const struct context *context;
	struct family_source from;
	const struct owner_source_ops *owners; /* NULL: the default */
	uint32_t owners_ms; /* see struct query_spec */
	const volatile sig_atomic_t
		*is_over; /* ends it by -ECANCELED; NULL: nothing does */
	uint32_t pairs; /* mask of PAIR_BIT, of TCP */
	bool is_proc_net; /* there is no sock_diag: without cookies, by inode */
	struct bpf_cache keep; /* of that, from one look to the next */
	uint64_t owners_ns; /* that it took to look up owners, the last time */
	bool is_late; /* a look-up of owners was ended by its deadline */
	uint64_t next_owners_ns; /* CLOCK_MONOTONIC: when they may be looked up again */
};

/* owner: blank where none was found, or none asked for. 0 go on, else as sock_fn. */
typedef int (*snapshot_fn)(const struct sock *s, const struct event_owner *owner,
			   void *arg);

/* Whether owners may be looked up again: this is done for a small part of the time only. */
bool snapshot_may_seek(const struct snapshot *from, uint64_t now_ns);

/* Calls fn for each socket in one of these states (mask of STATE_BIT), but not for what only
 * waits out its time. Owners are looked up first, which takes as long as there are processes.
 * A socket that has no cookie, because it is read from /proc/net, gets one made of its inode;
 * without either it is passed over. */
int snapshot_take(struct snapshot *from, uint32_t states, bool owners, snapshot_fn fn,
		  void *arg);

#endif
