/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Joins sockets with the processes at their ends. */
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

/* The phases of a listing, in order. Without owners, JOIN_SEARCHING is followed by
 * JOIN_EMITTING. */
enum join_phase {
	/* The owners are not yet found; sockets are buffered. */
	JOIN_SEARCHING,
	/* The search for owners is over; sockets are still buffered. */
	JOIN_BUFFERING,
	/* The buffer was full: each socket is described and emitted as it is read. */
	JOIN_STREAMING,
	/* The first socket is emitted, and the hook `collected` was called. */
	JOIN_EMITTING,
	/* fn or the hook `collected` ended the listing. */
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
	struct owner_index *owners; /* NULL: not wanted */
	/* deadline of the running search for owners */
	struct deadline deadline;
	/* time left for searches while none is running, in nanoseconds */
	uint64_t left_ns;
	/* The clock of the search for owners is running. */
	bool is_timed;
	/* Tasks that the search skipped may hold sockets that other tasks have closed. */
	bool has_unfollowed;
	/* thread that finds all owners while the sockets are read */
	struct owner_thread thread;
	bool wants_reasons;
	struct tuple_index tuples;
	/* buffer of sockets that wait for their owners */
	struct socks kept;
	/* inodes of `kept` and of its far ends, if only their owners are searched */
	struct map inodes;
	/* streamed sockets whose owners are being prefetched, and their number */
	struct socks ahead;
	size_t ahead_len;
	struct owner_recheck recheck;
};

/* The pointers must outlive the join. -ENOMEM. */
int join_init(struct join *j, const struct context *context,
	      const struct query_spec *spec, const struct family_source *source,
	      struct query_gaps *gaps);
void join_release(struct join *j);

/* Called before the first socket: finds the far ends of connections, and the sockets of
 * selected processes. */
int join_begin(struct join *j, sock_fn fn, void *arg);

/* Adds a wanted socket: emits it, or buffers it until its owners are found. */
int join_add(struct join *j, const struct sock *s);

/* Called after the last socket of a pair and after the last socket of all pairs. Both
 * emit what was buffered, also after an error. `read` is the result of reading the
 * sockets, and is returned if it is not 0. */
int join_end_pair(struct join *j, int read);
int join_end(struct join *j, int read);

#endif
