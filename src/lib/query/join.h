/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The join of sockets with the processes at their ends. */
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
	bool is_stopped; /* by fn */
	struct owner_index *holders; /* NULL: processes are not asked for */
	bool has_owners; /* they have been found */
	bool is_collected; /* and all else that takes privileges */
	bool is_streaming; /* sockets are kept no more: there are too many */
	struct deadline deadline; /* of the search for owners that is under way */
	uint64_t left_ns; /* of the time for it */
	bool is_at_owners; /* the search is under way */
	bool has_unfollowed; /* tasks were passed over, which may hold what others gave up */
	struct owner_thread
		finder; /* while the sockets are read, if all are to be found */
	bool wants_reasons;
	struct tuple_index ends;
	struct socks kept; /* until owners are found */
	struct map
		inodes; /* of those and of their far ends, if only theirs are to be found */
	struct socks
		ahead; /* handed on a few at a time, once they can be looked up fast */
	size_t ahead_len;
	struct owner_recheck unheld;
};

/* The pointers stay the caller's, and are to outlive the join. -ENOMEM. */
int join_init(struct join *j, const struct context *context,
	      const struct query_spec *spec, const struct family_source *source,
	      struct query_gaps *gaps);
void join_release(struct join *j);

/* Whether owners are found of sockets that no selected process holds, so that it has to be looked
 * up which are. */
bool join_selects(const struct query_spec *spec);

/* Before the first socket. Finds the far ends, and those processes that tell which sockets are
 * wanted. */
int join_begin(struct join *j, sock_fn fn, void *arg);

/* A socket that is wanted: hands it on, or keeps it until its owners are found. */
int join_add(struct join *j, const struct sock *s);

/* Behind the last socket of a pair, and of all: hands on what was kept back. read is how
 * reading went, and what they return where it went wrong; what came before is shown all the
 * same. */
int join_end_pair(struct join *j, int read);
int join_end(struct join *j, int read);

#endif
