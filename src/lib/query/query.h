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
	/* also IP sockets that are only bound */
	bool bound;
	const struct filter *filter; /* NULL: all sockets */
	/* only sockets of these processes; NULL: all */
	const struct process_select *select;
	/* Either the filter or the selection suffices. */
	bool either;
	/* wants facts of TCP connections */
	bool tcp_info;
	/* wants memory use */
	bool memory;
	/* Wants reference counts of unix sockets, which sock_diag lacks. */
	bool refcnt;
	/* wants the processes that hold a socket */
	bool owners;
	/* limit of the search for owners; 0: none */
	uint32_t owners_ms;
	/* Set by a signal handler to end the run with -ECANCELED; NULL: no signal
	 * does. */
	const volatile sig_atomic_t *is_over;
	const struct owner_source_ops *source; /* source of owners; NULL: the default */
	/* Reads command lines; NULL: see owner_index_set_cmdline_reader(). */
	struct cmdline_reader *readers;
	/* Also wants processes at the far end, if that is on this machine. */
	bool peers;
	/* wants reasons for missing owners */
	bool reasons;
	/* every process may be read */
	bool can_see_all;
	struct process_wanted wanted; /* what to read of the processes */
	/* Called with seen_arg for each socket as it is read, wanted or not. NULL: the
	 * kernel need not report unwanted ones. */
	sock_fn seen;
	void *seen_arg;
	/* Called once before the first socket is emitted: from here on nothing needs
	 * privileges. A result other than 0 ends the run and is returned. NULL: not
	 * needed. */
	int (*collected)(void *arg);
	void *collected_arg;
	/* pid of a child of the program that holds no sockets; 0: none */
	uint32_t helper;
};

/* What could not be seen, counted during the run. */
struct query_gaps {
	/* mask of PAIR_BIT: read from /proc/net instead */
	uint32_t fallback;
	/* -errno of sock_diag that caused it */
	int fallback_error;
	/* mask of PAIR_BIT: unknown to this kernel */
	uint32_t absent;
	/* -errno that ended the listing early */
	int error;
	/* the error is from the search for owners */
	bool is_of_owners;
	/* no owners were searched: there is no /proc */
	bool no_proc;
	/* the counters need /proc, too */
	bool no_counters;
	/* Mask of PAIR_BIT: only /proc/net has these, and it is missing. */
	uint32_t unread;
	/* selected processes elsewhere; NULL: none */
	const struct pids *pids;
	/* Unreadable files of other network namespaces. */
	uint64_t elsewhere_failed;
	/* sockets held elsewhere that no file has shown */
	uint64_t elsewhere_unlisted;
	/* a dump was inconsistent */
	bool interrupted;
	/* malformed lines of /proc/net */
	uint64_t malformed;
	/* processes that may not be read */
	uint64_t denied;
	uint64_t selected_denied; /* selected ones among them */
	/* Processes whose command line could not be read in time, for display. */
	uint64_t unanswered;
	/* The same for the selection of processes. */
	uint64_t selected_unanswered;
	/* processes not asked for their command line */
	uint64_t unasked;
	/* the search for owners reached its deadline */
	bool is_late;
	/* Nothing was hidden although privileges are missing. */
	bool saw_all;
	/* Sockets, or far ends, with an inode but without a known owner. */
	uint64_t unowned;
	/* sockets without a known reason for that */
	uint64_t unknown;
	/* See no_owner_reason_unsearched(). */
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

/* Returns the index of owners; NULL: none were wanted. */
const struct owner_index *query_owners(const struct query *q);

const struct query_gaps *query_gaps(const struct query *q);

#endif
