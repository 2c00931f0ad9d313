/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A query: what to ask the kernel, the run, and the join of sockets with their owners. */
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
	/* mask of PAIR_BIT */
	uint32_t pairs;
	enum which which;
	/* IP sockets that are only bound are wanted, too. */
	bool bound;
	const struct filter *filter; /* NULL: all sockets */
	/* lists only the sockets of these processes; NULL: of all processes */
	const struct process_select *select;
	/* A socket is listed if either the filter or the selection accepts it. */
	bool either;
	struct sock_wants wants;
	/* The processes that hold a socket are wanted. */
	bool owners;
	/* time limit of the search for owners; 0: none */
	uint32_t owners_ms;
	/* flag of a signal handler, which ends the run with -ECANCELED; NULL: none */
	const volatile sig_atomic_t *is_over;
	/* source of owners; NULL: the default */
	const struct owner_source_ops *source;
	/* reader of command lines; NULL: see owner_index_set_context() */
	struct cmdline_reader *readers;
	/* The processes at the far end are wanted, if that is on this machine. */
	bool peers;
	/* The reasons for missing owners are wanted. */
	bool reasons;
	/* Every process may be read. */
	bool can_see_all;
	/* what to read of the processes */
	struct process_wanted wanted;
	/* Called with seen_arg for each socket as it is read, wanted or not. NULL: the
	 * kernel need not report unwanted sockets. */
	sock_fn seen;
	void *seen_arg;
	/* Called once before the first socket is emitted: from then on nothing needs
	 * privileges. A result other than 0 ends the run and is returned. May be NULL. */
	int (*collected)(void *arg);
	void *collected_arg;
	/* pid of a child of the program that holds no sockets; 0: none */
	uint32_t helper;
};

/* What could not be seen, counted during the run. */
struct query_gaps {
	/* Masks of PAIR_BIT: pairs read from /proc/net instead of sock_diag, pairs
	 * unknown to this kernel, and pairs that only /proc/net has, which is missing. */
	uint32_t fallback, absent, unread;
	/* -errno of sock_diag that caused the fallback */
	int fallback_error;
	/* -errno that ended the listing early, and whether the search for owners
	 * failed */
	int error;
	bool is_of_owners;
	/* There is no /proc, for the search for owners and for the counters. */
	bool no_proc, no_counters;
	/* selected processes that are missing or in other network namespaces */
	const struct pids *pids;
	/* number of unreadable files of other network namespaces, and of the sockets held
	 * there that no file has shown */
	uint64_t elsewhere_failed, elsewhere_unlisted;
	/* A dump was inconsistent. */
	bool interrupted;
	/* number of malformed lines of /proc/net */
	uint64_t malformed;
	/* number of processes that may not be read, and of the selected processes among
	 * them */
	uint64_t denied, selected_denied;
	/* number of processes whose command line could not be read in time: for display,
	 * and for the selection of processes */
	uint64_t unanswered, selected_unanswered;
	/* number of processes whose command line was not read */
	uint64_t unasked;
	/* The search for owners reached its deadline. */
	bool is_late;
	/* Nothing was hidden although privileges are missing. */
	bool saw_all;
	/* number of sockets and far ends with an inode but without a known owner, and of
	 * the sockets without a known reason for that */
	uint64_t unowned, unknown;
	/* number of sockets that are not listed because the filter compares their owners, which
	 * could not be seen */
	uint64_t undecided;
	/* what was not searched, as in no_owner_reason_unsearched() */
	uint32_t unlooked;
};

struct query;

/* The context and what spec points to must outlive the query. If the context has no
 * /proc, no owners are found and /proc/net is not read; a selection of processes needs
 * /proc. */
int query_new(const struct context *context, const struct query_spec *spec,
	      struct query **ret);
struct query *query_free(struct query *q);

/* Returns the scope in which a source searches for these processes. */
struct owner_scope query_scope(const struct query_spec *spec,
			       const struct process_select *select);

/* Calls fn for each socket; a result other than 0 ends the run and is returned. Sockets
 * come as they are read, or, if owners are wanted, once these are found and described. */
int query_run(struct query *q, sock_fn fn, void *arg);

/* Returns the index of owners; NULL: owners were not wanted. */
const struct owner_index *query_owners(const struct query *q);

const struct query_gaps *query_gaps(const struct query *q);

#endif
