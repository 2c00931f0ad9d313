/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Combines each socket with the processes that hold the socket, and with the processes
 * that hold the socket's peer on this machine. */
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

/* The phases of a listing, in chronological order. If no owners are wanted, JOIN_EMITTING
 * follows JOIN_SEARCHING. */
enum join_phase {
	/* The search for owners has not ended yet; sockets are buffered. */
	JOIN_SEARCHING,
	/* The search for owners has ended, but sockets are still buffered. */
	JOIN_BUFFERING,
	/* The buffer of sockets was full: each further socket is passed to join.fn, with
	 * the data of its owners, as soon as the socket is read. */
	JOIN_STREAMING,
	/* The callback query_spec.collected was called, and sockets are being passed to
	 * join.fn. */
	JOIN_EMITTING,
	/* The callback fn or query_spec.collected has ended the listing by returning a
	 * value other than 0. */
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
	/* The index of owners, which finds the processes that hold a socket by its inode;
	 * NULL: no owners are wanted. */
	struct owner_index *owners;
	/* The deadline of the search for owners that is running. */
	struct deadline deadline;
	/* How many nanoseconds are left of the time limit for searches for owners; not
	 * updated while a search is running. */
	uint64_t left_ns;
	/* Whether a search for owners is running and its time is being measured. */
	bool is_timed;
	/* Whether the search for owners skipped tasks (processes or threads) that began
	 * after the beginning of the search; such tasks may hold sockets that the
	 * searched tasks have closed since. */
	bool has_unfollowed;
	/* The thread that finds all owners while the sockets are read. */
	struct owner_thread thread;
	/* Whether the listing probably has only a part of all sockets, so that only the
	 * owners of this part are searched, after reading all sockets. */
	bool is_narrow;
	bool wants_reasons;
	struct tuple_index tuples;
	/* The buffer of sockets that wait for their owners. */
	struct socks kept;
	/* The inodes of the buffered sockets and of their peers on this machine; only
	 * used if only the owners of these sockets are searched. */
	struct map inodes;
	/* The sockets that will be passed to the callback next. Their entries in the
	 * index of owners are already being loaded into the processor's cache. */
	struct socks ahead;
	/* The number of sockets in the member `ahead`. */
	size_t ahead_len;
	struct owner_recheck recheck;
};

/* Prepares a join of sockets with processes. context, spec, source and gaps must outlive
 * the join. Returns 0 or -ENOMEM. */
int join_init(struct join *j, const struct context *context,
	      const struct query_spec *spec, const struct family_source *source,
	      struct query_gaps *gaps);
void join_release(struct join *j);

/* Adds the connections that `source` has to the index in which peers are found. Returns 0
 * or -errno. */
int join_index_tuples(struct join *j, const struct family_source *source);

/* Must be called before the first socket is added. Indexes the connections among which
 * peers on this machine are found, and if processes are selected, finds the sockets that
 * the selected processes hold. Sets the function to which the join passes sockets: fn
 * with the argument arg. Returns 0 or -errno. */
int join_begin(struct join *j, sock_fn fn, void *arg);

/* Adds a socket that is to be listed: passes the socket to j->fn, or buffers it until its
 * owners are found. Returns 0, -errno, or the result of j->fn if it is not 0. */
int join_add(struct join *j, const struct sock *s);

/* Must be called after the last socket of each pair of protocol and IP version. Passes
 * the sockets in j->ahead to j->fn, even if reading the pair has failed. `read` is the
 * result of reading the pair, which join_end_pair returns if it is not 0. */
int join_end_pair(struct join *j, int read);
/* Must be called after the last socket of the listing. Passes the buffered sockets to
 * j->fn, even if reading sockets has failed. `read` is the result of reading the sockets,
 * which join_end returns if it is not 0. */
int join_end(struct join *j, int read);

#endif
