/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The session of the program: opens /proc, holds the privileges, looks up the hosts of
 * the command line, owns the threads that read command lines of processes, runs queries,
 * and turns a failure into a message and an exit status. */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <stdbool.h>

#include "failure.h"
#include "kernel/context.h"
#include "kernel/identity.h"
#include "model/sock.h"
#include "netns/netns.h"
#include "owner/bpf_iter.h"
#include "owner/select.h"
#include "privilege/sandbox.h"
#include "progress.h"
#include "query/query.h"
#include "warnings.h"

struct cmdline_reader;
struct counters;
struct lookup_child;
struct options;
struct out_buffer;

enum role {
	/* This process makes all listings itself. */
	ROLE_SINGLE,
	/* This process keeps its privileges and starts a child process for each
	 * listing. */
	ROLE_PARENT,
	/* This process is the child of a process with ROLE_PARENT, and makes one
	 * listing. */
	ROLE_CHILD,
};

enum phase {
	/* This process reads data, and can still raise privileges. */
	PHASE_COLLECT,
	/* This process is in the sandbox and has dropped its privileges; for --events, it
	 * may have kept the privileges to search for owners. */
	PHASE_CONFINED,
};

/* What a command of the program needs from its session; the bits are combined to a mask
 * for session_open. */
enum session_needs {
	/* The command searches for owners of sockets: the capabilities for this search
	 * are kept. */
	SESSION_OWNERS = 1 << 0,
	/* The command cannot work without /proc: session_open fails if /proc cannot be
	 * opened. */
	SESSION_PROC = 1 << 1,
	/* The command reads command lines of processes: the threads of a cmdline_reader
	 * are started. */
	SESSION_READERS = 1 << 2,
	/* The output identifies the host: session.identity is read. */
	SESSION_IDENTITY = 1 << 3,
	/* The command enters network namespaces: the capabilities for this are kept. */
	SESSION_NETNS = 1 << 4,
	/* The command may read the kernel's tables of TCP sockets: session_open_tables is
	 * called, which opens these tables if the options ask for them or reading them is
	 * faster. */
	SESSION_TABLES = 1 << 5,
};

struct session {
	struct options *options;
	enum role role;
	enum phase phase;
	struct failure failure;
	struct warnings warnings;
	/* The context that functions of the library take; context.proc_fd is -1 if /proc
	 * cannot be opened. */
	struct context context;
	/* The processes that the options select; select.readers is equal to the member
	 * readers of the session. */
	struct process_select select;
	/* The network namespaces that the options select. */
	struct netns_select netns;
	/* The threads that read command lines of processes; NULL: the command has not
	 * asked for the threads by SESSION_READERS. */
	struct cmdline_reader *readers;
	/* The process that looks up names of hosts for the output; NULL: the output shows
	 * no such names. */
	struct lookup_child *lookup;
	/* The identity of the host; all zeros if the command has not asked for the
	 * identity by SESSION_IDENTITY. */
	struct identity identity;
	/* The loaded BPF program that finds owners of sockets, which all listings of this
	 * process use; empty if no such program is loaded. */
	struct bpf_cache bpf;
	/* The progress line on stderr, which shows how many sockets and processes the
	 * query has read so far. */
	struct progress progress;
};

/* Initializes a session with the options of the command line. A command that reads
 * sockets then calls session_open. */
void session_init(struct session *s, struct options *options);

/* Opens /proc, checks the pids of --pid, looks up the hosts of the command line, drops
 * the capabilities that the command does not need, and creates the parts of the session
 * that `needs` names, a mask of enum session_needs. Returns EXIT_LISTED; on a failure,
 * logs the reason, drops all capabilities and returns another exit status. session_close
 * must be called in either case. */
int session_open(struct session *s, unsigned int needs);
void session_close(struct session *s);

/* Returns whether owners or events may be read by BPF, for which the capabilities for BPF
 * must be kept. */
bool session_may_use_bpf(const struct session *s);

/* Loads the BPF program that reads the kernel's tables of TCP sockets, if the options
 * ask for these tables, or if reading them is faster and the options leave the choice.
 * Only the loading needs capabilities. Returns 0 or -errno, which is recorded in the
 * session. */
int session_open_tables(struct session *s);

/* Returns the query that the options ask for, for query_new. The pointers in the query
 * point into *s and its options. */
struct query_spec session_request(const struct session *s);

/* Runs a query and calls fn with arg for each socket. Returns 0 or -errno. Errors of the
 * query are recorded in the session; errors of fn must be recorded by fn. */
int session_run(struct session *s, struct query *query, sock_fn fn, void *arg);

/* Drops all capabilities and enters the sandbox. If a thread of readers (NULL: there are
 * no threads) is blocked, the function returns in a child process, which does not have
 * the blocked thread. Returns 0 or -errno. */
int session_drop_privileges(enum sandbox_scope scope, struct cmdline_reader *readers);

/* Drops all capabilities and enters the sandbox; has no effect in PHASE_CONFINED. Returns
 * 0 or -errno, which is recorded in the session. */
int session_confine(struct session *s, enum sandbox_scope scope);

/* Reads the counters of the network namespace into *ret. Returns 0 or -errno, which is
 * recorded in the session if no failure was recorded before. */
int session_read_counters(struct session *s, struct counters *ret);

/* If r, the result of out_buffer_turn, out_buffer_flush or a function that calls one of
 * these, is negative, records r as a failure in the session. Returns r. */
int session_wrote(struct session *s, const struct out_buffer *buffer, int r);

/* Writes the rest of the output buffer and closes the descriptor of the buffer. Returns 0
 * or -errno, which is recorded in the session. */
int session_finish(struct session *s, struct out_buffer *buffer);

/* Drops all capabilities, enters the sandbox, logs the failure that is recorded in the
 * session, and returns the exit status of the program. */
int session_fail(struct session *s);

#endif
