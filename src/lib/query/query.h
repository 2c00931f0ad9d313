/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to ask the kernel, the asking, and the join of sockets with their owners. */
#ifndef QUERY_QUERY_H
#define QUERY_QUERY_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/family.h"
#include "model/sock.h"
#include "owner/owner.h"
#include "owner/process.h"

struct context;
struct filter;
struct owner_index;
struct pids;
struct process_select;
struct cmdline_reader;

struct query_spec {
	uint32_t pairs; /* mask of PAIR_BIT */
	enum which which;
	bool bound; /* sockets over IP that are bound and no more, too */
	const struct filter *filter; /* NULL: all of them */
	const struct process_select
		*select; /* those that these processes hold; NULL: all */
	bool either; /* what the filter or the processes select, not both */
	bool tcp_info; /* find the facts of TCP connections */
	bool memory; /* find the memory of sockets */
	bool refcnt; /* find the references to unix sockets, which sock_diag does not tell */
	bool owners; /* find the processes */
	uint32_t owners_ms; /* in so long at most; 0: however long it takes */
	/* set by a signal that is to end the run, by -ECANCELED; NULL: none does */
	const volatile sig_atomic_t *is_over;
	const struct owner_source_ops *source; /* by this; NULL: the default */
	struct cmdline_reader *
		readers; /* by whom these are read; NULL: see owner_index_set_cmdline_reader */
	bool peers; /* and those at the other end, where that is on this machine */
	bool reasons; /* find out why a socket has no owner */
	bool can_see_all; /* every process may be looked into */
	struct process_wanted wanted; /* this of the processes */
	/* Called for each socket of the pairs, wanted or not, as it is read; NULL: the kernel need
	 * not tell of others. seen_arg is handed to it. */
	sock_fn seen;
	void *seen_arg;
	/* Called once, before the first socket is handed on, if any is: from here on nothing is read
	 * that takes privileges. What it returns other than 0 ends the run and is returned. NULL:
	 * nobody wants to know. */
	int (*collected)(void *arg);
	void *collected_arg;
	uint32_t helper; /* pid of a child of the program that holds no socket; 0: none */
};

/* What could not be seen, counted on the way. */
struct query_gaps {
	uint32_t fallback; /* mask of PAIR_BIT: not by sock_diag, but from /proc/net */
	int fallback_error; /* why: -errno of sock_diag */
	uint32_t absent; /* mask of PAIR_BIT: this kernel has no such sockets */
	int error; /* -errno that ended the listing before its end */
	bool is_of_owners; /* it comes of finding these */
	bool no_proc; /* owners were not looked for: there is no /proc */
	bool no_counters; /* nor were counters read */
	uint32_t
		unread; /* mask of PAIR_BIT: these are told by /proc/net, and there is none */
	const struct pids *pids; /* selected processes that are not here; NULL: all are */
	uint64_t
		elsewhere_failed; /* files of other network namespaces that were not read */
	uint64_t elsewhere_unlisted; /* sockets that are in none of these files */
	bool interrupted; /* a dump was inconsistent */
	uint64_t malformed; /* lines of /proc/net */
	uint64_t denied; /* processes that may not be looked into */
	uint64_t selected_denied; /* those of them that are selected */
	uint64_t
		unanswered; /* those that did not let their command line be read: when they
			      * were shown, */
	uint64_t selected_unanswered; /* and when that was to tell if they are selected */
	uint64_t unasked; /* those that were not asked for it */
	bool is_late; /* the search for owners took too long, and was ended */
	bool saw_all; /* though privileges lack, no owner was hidden */
	uint64_t unowned; /* sockets, or far ends, with an inode and yet no owner found */
	uint64_t unknown; /* sockets whose reason was asked for, and is not known, */
	uint32_t
		unlooked; /* and where it was not looked, see no_owner_reason_unsearched */
};

struct query;

/* The context and what spec points to must outlive the query. Without a /proc in the context no
 * owners are found and nothing is read from /proc/net; a selection of processes needs one. */
int query_new(const struct context *context, const struct query_spec *spec,
	      struct query **ret);
struct query *query_free(struct query *q);

/* Which processes a source is to tell of, if these are selected. */
struct owner_scope query_scope(const struct query_spec *spec,
			       const struct process_select *select);

/* Calls fn for each socket; what fn returns other than 0 ends the run and is returned. Sockets
 * come as they are read, or where processes were asked for, once these have been found: they
 * and those of the far end have been read by then. */
int query_run(struct query *q, sock_fn fn, void *arg);

/* The index of owners, NULL where none were asked for. */
const struct owner_index *query_holders(const struct query *q);

const struct query_gaps *query_gaps(const struct query *q);

#endif
