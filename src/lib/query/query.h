/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A query: which sockets are wanted, the listing of these sockets, and what the listing
 * could not show. */
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
struct netns_select;
struct netns_table;
struct owner_index;
struct pids;
struct process_select;
struct cmdline_reader;

struct query_spec {
	/* wanted pairs of protocol and IP version, as a mask of PAIR_BIT */
	uint32_t pairs;
	enum which which;
	/* IP sockets that are bound but neither listening nor connected are wanted,
	 * too. */
	bool bound;
	/* condition on the sockets; NULL: no condition */
	const struct filter *filter;
	/* Only sockets of these processes are wanted; NULL: sockets of all processes. */
	const struct process_select *select;
	/* A socket is listed if the filter or the selection accepts it; false: only if
	 * both accept it. */
	bool either;
	/* Sockets of these network namespaces are wanted; NULL: of that of this program. */
	const struct netns_select *netns;
	struct sock_wants wants;
	/* The processes that hold each socket are wanted. */
	bool owners;
	/* time limit of all searches for owners in one listing, in milliseconds; 0: no
	 * limit */
	uint32_t owners_ms;
	/* flag that a signal handler sets to end query_run() with -ECANCELED; NULL: no
	 * flag */
	const volatile sig_atomic_t *is_over;
	/* how owners are found; NULL: by the default source */
	const struct owner_source_ops *source;
	/* reader of command lines that has a time limit; NULL: command lines are read
	 * without a limit */
	struct cmdline_reader *readers;
	/* The processes that hold the peer socket of each connection are wanted, if the
	 * peer is on this machine. */
	bool peers;
	/* For sockets without a known owner, the reasons are wanted. */
	bool reasons;
	/* This program may read every process. */
	bool can_see_all;
	/* what to read of each process that holds a socket */
	struct process_wanted wanted;
	/* Called with seen_arg for each socket as it is read, whether or not it is
	 * wanted. NULL: not called, so the kernel need not report unwanted sockets. */
	sock_fn seen;
	void *seen_arg;
	/* Called with collected_arg once before the first socket is emitted: nothing
	 * needs privileges any more. A result other than 0 ends query_run() and is
	 * returned. NULL: no function is called. */
	int (*collected)(void *arg);
	void *collected_arg;
	/* pid of a child of this program that holds no sockets, so it is no gap if the
	 * child cannot be read; 0: no child */
	uint32_t helper;
};

/* What a listing of sockets could not show, and why. */
struct query_gaps {
	/* Masks of pairs of protocol and IP version. fallback: pairs read from /proc/net
	 * instead of sock_diag. absent: pairs that the kernel lacks. unread: pairs that
	 * only /proc/net has, while there is no /proc. */
	uint32_t fallback, absent, unread;
	/* -errno of sock_diag, in place of which the query read /proc/net; 0: fallback is
	 * 0 */
	int fallback_error;
	/* -errno that ended the listing early; 0: no error */
	int error;
	/* The search for owners failed. */
	bool is_of_owners;
	/* no_proc: owners were not searched, because there is no /proc. no_counters: the
	 * wanted counters were not read, because there is no /proc. */
	bool no_proc, no_counters;
	/* selected processes that are missing or in other network namespaces */
	const struct pids *pids;
	/* elsewhere_failed: number of files of other network namespaces that could not be
	 * read. elsewhere_unlisted: number of sockets held in other network namespaces
	 * that no file has shown. */
	uint64_t elsewhere_failed, elsewhere_unlisted;
	/* network namespaces that were found; NULL: none was searched for */
	const struct netns_table *netns;
	/* A dump was inconsistent, so sockets may be missing. */
	bool interrupted;
	/* number of lines of /proc/net that could not be parsed */
	uint64_t malformed;
	/* denied: number of processes that cannot be read. selected_denied: number of
	 * selected processes that cannot be read. */
	uint64_t denied, selected_denied;
	/* Numbers of processes whose command line could not be read in time. unanswered:
	 * the command line was wanted for display. selected_unanswered: it was wanted to
	 * select processes. */
	uint64_t unanswered, selected_unanswered;
	/* number of processes whose command line was not read, because time or threads
	 * had run out */
	uint64_t unasked;
	/* The search for owners reached its time limit. */
	bool is_late;
	/* All processes could be seen although privileges are missing. */
	bool saw_all;
	/* unowned: number of sockets, and of their peers on this machine, that have an
	 * inode but no known owner. unknown: number of sockets for which also the reason
	 * for the missing owner is unknown. */
	uint64_t unowned, unknown;
	/* number of sockets that are not listed because the filter has a condition on
	 * their owners, and the owners could not be seen */
	uint64_t undecided;
	/* places where the missing owners may be, as a mask of
	 * no_owner_reason_unsearched() */
	uint32_t unlooked;
};

struct query;

/* Makes a query. The context and what spec points to must outlive *ret. If the context
 * has no /proc, no owners are found and /proc/net is not read; a selection of processes
 * needs /proc. */
int query_new(const struct context *context, const struct query_spec *spec,
	      struct query **ret);
struct query *query_free(struct query *q);

/* Returns the scope of a search for owners that finds the processes in `select` (NULL:
 * all processes) and whatever other processes spec needs. */
struct owner_scope query_scope(const struct query_spec *spec,
			       const struct process_select *select);

/* Runs the query: calls fn for each wanted socket. A result of fn other than 0 ends the
 * query and is returned. fn is called as sockets are read, or, if owners are wanted,
 * after the owners are found and described. */
int query_run(struct query *q, sock_fn fn, void *arg);

/* Returns the index of owners, or NULL if owners were not wanted. */
const struct owner_index *query_owners(const struct query *q);

const struct query_gaps *query_gaps(const struct query *q);

#endif
