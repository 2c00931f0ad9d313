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

struct join {
	const struct context *context;
	const struct query_spec *spec;
	const struct family_source *source;
	struct query_gaps *gaps;
	sock_fn fn;
	void *arg;
	/* fn ended the listing */
	bool is_stopped;
	struct owner_index *owners; /* NULL: no owners are wanted */
	/* the search is over */
	bool has_owners;
	/* the hook `collected` was called */
	bool is_collected;
	/* too many sockets to buffer */
	bool is_streaming;
	/* deadline of the running search */
	struct deadline deadline;
	/* time left for searches */
	uint64_t left_ns;
	/* a search is running */
	bool is_at_owners;
	/* Skipped tasks may hold sockets that others have closed. */
	bool has_unfollowed;
	/* Finds all owners while the sockets are read. */
	struct owner_thread thread;
	bool wants_reasons;
	struct tuple_index tuples;
	/* sockets that wait for their owners */
	struct socks kept;
	/* Inodes of `kept` and of its far ends, if only their owners are searched. */
	struct map inodes;
	/* Streamed sockets whose owners are being prefetched. */
	struct socks ahead;
	size_t ahead_len;
	struct owner_recheck recheck;
};

/* The pointers must outlive the join. -ENOMEM. */
int join_init(struct join *j, const struct context *context,
	      const struct query_spec *spec, const struct family_source *source,
	      struct query_gaps *gaps);
void join_release(struct join *j);

/* Called before the first socket: finds far ends, and selected processes. */
int join_begin(struct join *j, sock_fn fn, void *arg);

/* Adds a wanted socket: emits it, or buffers it until its owners are found. */
int join_add(struct join *j, const struct sock *s);

/* Called after the last socket of a pair and of all pairs: emit what was buffered, also
 * after an error. `read` is the result of reading, and is returned if it is not 0. */
int join_end_pair(struct join *j, int read);
int join_end(struct join *j, int read);

#endif
