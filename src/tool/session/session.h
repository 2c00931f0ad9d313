/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A session lasts from the start of the program to its end. A session opens /proc, holds
 * privileges, looks up the hosts of the command line, owns the readers of command lines,
 * runs a query, and turns a failure into a message and an exit status. */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <stdbool.h>

#include "failure.h"
#include "kernel/context.h"
#include "kernel/identity.h"
#include "model/sock.h"
#include "owner/bpf_iter.h"
#include "owner/select.h"
#include "privilege/sandbox.h"
#include "query/query.h"
#include "warnings.h"

struct cmdline_reader;
struct counters;
struct lookup_child;
struct options;
struct out_buffer;

enum role {
	/* The process makes all listings itself. */
	ROLE_SINGLE,
	/* The process keeps its privileges and starts a child for each listing. */
	ROLE_PARENT,
	/* The process is a child that a ROLE_PARENT has started for one listing. */
	ROLE_CHILD,
};

enum phase {
	/* The process reads data and can still raise privileges. */
	PHASE_COLLECT,
	/* The process is in the sandbox. It has no privileges, except that --events may keep the
	 * privileges for the search for owners. */
	PHASE_CONFINED,
};

/* What a verb needs from its session: bits for session_open. */
enum session_needs {
	/* The verb searches for owners, so that the capabilities for this search are kept. */
	SESSION_OWNERS = 1 << 0,
	/* The verb cannot work without /proc: session_open fails if /proc cannot be opened. */
	SESSION_PROC = 1 << 1,
	/* The verb reads command lines of processes, which threads of a cmdline_reader do. */
	SESSION_READERS = 1 << 2,
	/* The output identifies the host, so that session.identity is set. */
	SESSION_IDENTITY = 1 << 3,
};

struct session {
	struct options *options;
	enum role role;
	enum phase phase;
	struct failure failure;
	struct warnings warnings;
	/* The context for the functions of the library; proc_fd is -1 if /proc cannot be opened. */
	struct context context;
	/* The processes that the options select, with select.readers set to `readers`. */
	struct process_select select;
	/* The threads that read command lines; NULL: SESSION_READERS was not requested. */
	struct cmdline_reader *readers;
	/* The process that looks up names of hosts; NULL: no names are looked up. */
	struct lookup_child *lookup;
	/* The identity of the host; all zeros unless SESSION_IDENTITY was requested. */
	struct identity identity;
	/* The loaded BPF program, which all listings of the program use. */
	struct bpf_cache bpf;
};

/* Initializes a session. A verb that reads sockets then calls session_open. */
void session_init(struct session *s, struct options *options);

/* Opens /proc, checks the pids of --pid, looks up the hosts of the command line, drops the
 * capabilities that are not needed, and creates what `needs`, a mask of enum session_needs, asks
 * for. Returns EXIT_LISTED on success; otherwise logs the reason, drops all capabilities and
 * returns another exit status. session_close must be called in either case. */
int session_open(struct session *s, unsigned int needs);
void session_close(struct session *s);

/* Returns whether owners or events may be read by BPF, so that the capabilities for BPF must be
 * kept. */
bool session_may_use_bpf(const struct session *s);

/* Returns the query that the options ask for, as query_new takes it. It points into the session. */
struct query_spec session_request(const struct session *s);

/* Runs the query and calls fn with arg for each socket. Returns 0 or -errno. Errors of the query
 * are recorded; fn must record its own errors. */
int session_run(struct session *s, struct query *query, sock_fn fn, void *arg);

/* Drops all capabilities and enters the sandbox. If a thread of readers is blocked, the function
 * returns in a child process, which does not have this thread. readers may be NULL. Returns 0 or
 * -errno. */
int session_drop_privileges(enum sandbox_scope scope, struct cmdline_reader *readers);

/* Drops all capabilities and enters the sandbox, unless the session is in PHASE_CONFINED already.
 * Returns 0 or -errno, which is recorded. */
int session_confine(struct session *s, enum sandbox_scope scope);

/* Reads the counters of the network namespace into *ret. Returns 0 or -errno, which is recorded
 * unless a failure has been recorded before. */
int session_read_counters(struct session *s, struct counters *ret);

/* Records r, the result of writing the buffer, if it is -errno. Returns r. */
int session_wrote(struct session *s, const struct out_buffer *buffer, int r);

/* Writes the rest of the buffer and closes its descriptor. Returns 0 or -errno, which is
 * recorded. */
int session_finish(struct session *s, struct out_buffer *buffer);

/* Drops all capabilities, enters the sandbox, logs the recorded failure and returns the exit
 * status. */
int session_fail(struct session *s);

#endif
