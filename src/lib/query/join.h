/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Joins sockets with the processes that hold them and with the processes that hold their
 * peers on this machine. */
#ifndef QUERY_JOIN_H
#define QUERY_JOIN_H

#include <stdbool.h>

#include "model/socks.h"
#include "owner/owner_thread.h"
#include "owner_recheck.h"
#include "query.h"
#include "tuple_index.h"
#include "util/deadline.h"
#include "util/map.h"

struct context;

/* Phases of a listing, in order. If no owners are wanted, JOIN_EMITTING follows
 * JOIN_SEARCHING. */
enum join_phase {
	/* The owners are not found yet; sockets are buffered. */
	JOIN_SEARCHING,
	/* The search for owners has ended; sockets are still buffered. */
	JOIN_BUFFERING,
	/* The buffer of sockets became full: from then on, each socket is described and
	 * emitted as it is read. */
	JOIN_STREAMING,
	/* The callback query_spec.collected was called, and the first socket was
	 * emitted. */
	JOIN_EMITTING,
	/* The callback fn or query_spec.collected has ended the listing by a result other
	 * than 0. */
	JOIN_STOPPED,
};

struct join {
	const struct context *context;
	const struct query_spec *spec;
	const struct family_source *source;
	struct query_gaps *gaps;
	sock_fn fn;
	void *arg;
	enum join_phase phase;
	/* index of owners; NULL: no owners are wanted */
	struct owner_index *owners;
	/* deadline of the running search for owners */
	struct deadline deadline;
	/* time left for searches for owners, in nanoseconds; not updated while a search
	 * is running */
	uint64_t left_ns;
	/* The time of a search for owners is being measured. */
	bool is_timed;
	/* The search for owners skipped tasks that began after the search. These tasks
	 * may hold sockets that the searched tasks have closed. */
	bool has_unfollowed;
	/* thread that finds all owners while the sockets are read */
	struct owner_thread thread;
	/* The listing probably has only a part of all sockets: the owners of these sockets are
	 * searched when all sockets are read. */
	bool is_narrow;
	bool wants_reasons;
	struct tuple_index tuples;
	/* buffer of sockets that wait for their owners */
	struct socks kept;
	/* inodes of the buffered sockets and of their peers on this machine, used if only
	 * the owners of these sockets are searched */
	struct map inodes;
	/* sockets to be emitted next, while the CPU prefetches their entries in the index
	 * of owners */
	struct socks ahead;
	/* number of sockets in the member `ahead` */
	size_t ahead_len;
	struct owner_recheck recheck;
};

/* Prepares a join. context, spec, source and gaps must outlive the join. Returns 0 or
 * -ENOMEM. */
int join_init(struct join *j, const struct context *context,
	      const struct query_spec *spec, const struct family_source *source,
	      struct query_gaps *gaps);
void join_release(struct join *j);

/* Called before the first socket is added: indexes the connections among which peers on
 * this machine are found, and finds the sockets of selected processes. The join passes
 * sockets to fn. */
int join_begin(struct join *j, sock_fn fn, void *arg);

/* Adds a socket that is to be listed: emits it, or buffers it until its owners are
 * found. */
int join_add(struct join *j, const struct sock *s);

/* Called after the last socket of a pair of protocol and IP version: emits the sockets in
 * j->ahead, even if reading the pair failed. `read` is the result of reading the pair,
 * which join_end_pair returns if it is not 0. */
int join_end_pair(struct join *j, int read);
/* Called after the last socket of the listing: emits the buffered sockets, even if
 * reading sockets failed. `read` is the result of reading the sockets, which join_end
 * returns if it is not 0. */
int join_end(struct join *j, int read);

#endif
