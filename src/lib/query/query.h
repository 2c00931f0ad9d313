/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A query: describes which sockets are wanted, lists these sockets, and says what the
 * listing could not show. */
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

/* The sources from which a query reads sockets. */
enum query_sockets {
	/* Sockets are read from sock_diag, and from /proc/net what sock_diag lacks. If
	 * the context has the kernel's tables of TCP sockets, TCP sockets are read from
	 * these tables. */
	QUERY_SOCKETS_AUTO,
	/* Sockets are read from /proc/net alone. */
	QUERY_SOCKETS_PROC,
};

struct query_spec {
	/* The pairs of protocol and IP version whose sockets are wanted, as a mask of
	 * PAIR_BIT. */
	uint32_t pairs;
	enum which which;
	/* Whether IP sockets that are bound, but neither listening nor connected, are
	 * wanted, too. */
	bool bound;
	enum query_sockets sockets;
	/* The condition that wanted sockets meet; NULL: no condition. */
	const struct filter *filter;
	/* The processes whose sockets are wanted; NULL: the sockets of all processes are
	 * wanted. */
	const struct process_select *select;
	/* How the conditions `filter` and `select` are combined. true: a socket is listed
	 * if the filter accepts it or a selected process holds it. false: a socket is
	 * listed only if the filter accepts it and a selected process holds it. */
	bool either;
	/* The network namespaces whose sockets are wanted; NULL: only the network
	 * namespace of this program. */
	const struct netns_select *netns;
	struct sock_wants wants;
	/* Whether the owners of each socket, which are the processes that hold the
	 * socket, are wanted. */
	bool owners;
	/* Time limit in milliseconds for all searches for owners of one listing together;
	 * 0: no limit. */
	uint32_t owners_ms;
	/* A flag that a signal handler sets to make query_run() return -ECANCELED; NULL:
	 * there is no flag. */
	const volatile sig_atomic_t *is_over;
	/* The source of owners, which says how owners are searched; NULL: the default
	 * source. */
	const struct owner_source_ops *source;
	/* The reader that reads command lines with a time limit; NULL: command lines are
	 * read without a time limit. */
	struct cmdline_reader *readers;
	/* Whether the processes that hold the peer socket of a connection are wanted, if
	 * the peer socket is on this machine. */
	bool peers;
	/* Whether the reason is wanted for each socket whose owner is not found. */
	bool reasons;
	/* Whether this program has the privileges to read every process. */
	bool can_see_all;
	/* Which data are read of each process that holds a listed socket. */
	struct process_wanted wanted;
	/* A function that is called with the argument seen_arg for each socket that is
	 * read, whether the socket is wanted or not; NULL: no function is called, so the
	 * kernel need not report unwanted sockets. */
	sock_fn seen;
	void *seen_arg;
	/* A function that is called once with the argument collected_arg, before the
	 * first socket is passed on, when no further work needs privileges. If the
	 * function returns a value other than 0, query_run() ends and returns this value.
	 * NULL: no function is called. */
	int (*collected)(void *arg);
	void *collected_arg;
	/* The pid of a child process of this program that holds no sockets, and is
	 * therefore not counted if it cannot be read; 0: there is no such child
	 * process. */
	uint32_t helper;
};

/* What a listing of sockets could not show, and why not. */
struct query_gaps {
	/* Three masks of pairs of protocol and IP version. fallback: pairs that were read
	 * from /proc/net instead of sock_diag. absent: pairs that the kernel lacks.
	 * unread: pairs that only /proc/net shows, but there is no /proc. */
	uint32_t fallback, absent, unread;
	/* The -errno of sock_diag because of which sockets were read from /proc/net
	 * instead; 0: no sockets were read from /proc/net instead of sock_diag. */
	int fallback_error;
	/* The -errno that ended the listing early; 0: the listing is complete. */
	int error;
	/* Whether the search for owners has failed. */
	bool is_of_owners;
	/* no_proc: whether the owners were not searched, because there is no /proc.
	 * no_counters: whether counters were wanted but not read, because there is no
	 * /proc. */
	bool no_proc, no_counters;
	/* The selected processes (by pid) that do not exist or are in other network
	 * namespaces than this program. */
	const struct pids *pids;
	/* elsewhere_failed: number of files in /proc/PID/net of other network namespaces
	 * that could not be read. elsewhere_unlisted: number of sockets held in other
	 * network namespaces that no file in /proc/PID/net has shown. */
	uint64_t elsewhere_failed, elsewhere_unlisted;
	/* The table of the network namespaces that were found; NULL: network namespaces
	 * were not searched. */
	const struct netns_table *netns;
	/* Whether the kernel has reported that a dump is inconsistent, so sockets may be
	 * missing. */
	bool interrupted;
	/* The number of lines in files of /proc/net that could not be parsed. */
	uint64_t malformed;
	/* denied: number of processes that could not be read for lack of privileges.
	 * selected_denied: number of processes that are, or may be, selected and could
	 * not be read for lack of privileges. */
	uint64_t denied, selected_denied;
	/* unanswered: number of processes whose command line was to be shown but could
	 * not be read in time. selected_unanswered: number of processes whose command
	 * line was needed to decide whether the process is selected, but could not be
	 * read in time. */
	uint64_t unanswered, selected_unanswered;
	/* The number of processes whose command line was not read, because the time limit
	 * had passed or all threads that read command lines were blocked. */
	uint64_t unasked;
	/* Whether the search for owners has reached its time limit. */
	bool is_late;
	/* Whether the search for owners has seen all processes, whatever privileges this
	 * program has. */
	bool saw_all;
	/* unowned: number of sockets, and of peers of sockets on this machine, that have
	 * an inode but no known owner. unknown: number of sockets without a known owner
	 * for which the reason is not known, either. */
	uint64_t unowned, unknown;
	/* The number of sockets that are not listed because the filter has a condition on
	 * owners, and the owners of the socket could not be seen. */
	uint64_t undecided;
	/* The places that were not searched for owners, such as memory mappings, as the
	 * mask that no_owner_reason_unsearched() returns. */
	uint32_t unlooked;
};

struct query;

/* Sets *ret to a new query. The context, and all that the members of spec point to, must
 * outlive *ret. If the context has no /proc, no owners are found, /proc/net is not read,
 * and spec must not select processes. Returns 0 or -ENOMEM. */
int query_new(const struct context *context, const struct query_spec *spec,
	      struct query **ret);
struct query *query_free(struct query *q);

/* Returns the scope of a search for owners, which says which processes are searched: the
 * processes in `select` (NULL: all processes), and also other processes if spec needs
 * them. */
struct owner_scope query_scope(const struct query_spec *spec,
			       const struct process_select *select);

/* Runs the query: calls fn for each wanted socket when the socket is read or, if owners
 * are wanted, when the owners of the socket were found and their data read. If fn returns
 * a value other than 0, the query ends and returns this value. Otherwise returns 0 or
 * -errno. */
int query_run(struct query *q, sock_fn fn, void *arg);

/* Returns the query's index of owners, which finds the processes that hold a socket by
 * its inode; NULL: owners are not wanted. */
const struct owner_index *query_owners(const struct query *q);

const struct query_gaps *query_gaps(const struct query *q);

#endif
