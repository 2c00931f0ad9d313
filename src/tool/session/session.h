/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of the program. The session opens /proc, holds privileges, looks up the hosts of the
 * command line, owns the readers of command lines, runs a query, and turns a failure into a
 * message and an exit status. */
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
	/* The process makes its listings itself. */
	ROLE_SINGLE,
	/* The process keeps privileges, and a child makes each listing. */
	ROLE_PARENT,
	/* The process is such a child. */
	ROLE_CHILD,
};

enum phase {
	/* Privileges can still be raised. */
	PHASE_COLLECT,
	/* The process is in the sandbox. It has no privileges, except under --events while
	 * owners are looked up. */
	PHASE_CONFINED,
};

/* What a verb needs, as a mask for session_open. */
enum session_needs {
	/* The verb searches for owners, and keeps the capabilities for that. */
	SESSION_OWNERS = 1 << 0,
	/* The verb needs /proc: without /proc, session_open fails. */
	SESSION_PROC = 1 << 1,
	/* The verb reads command lines of processes. */
	SESSION_READERS = 1 << 2,
	/* The output identifies the host. */
	SESSION_IDENTITY = 1 << 3,
};

struct session {
	struct options *options;
	enum role role;
	enum phase phase;
	struct failure failure;
	struct warnings warnings;
	/* The context of the library. proc_fd is -1 if there is no /proc. */
	struct context context;
	/* The selection of the options, with the readers below. */
	struct process_select select;
	/* NULL unless SESSION_READERS was requested. */
	struct cmdline_reader *readers;
	/* The look-up process; NULL: no host is looked up. */
	struct lookup_child *lookup;
	/* Unset unless SESSION_IDENTITY was requested. */
	struct identity identity;
	/* The BPF program that repeated listings share. */
	struct bpf_cache bpf;
};

/* Makes a session. Verbs that read sockets then call session_open. */
void session_init(struct session *s, struct options *options);

/* Drops the capabilities that are not needed, opens /proc, checks the selected pids, looks up the
 * hosts of the command line, and makes what the mask of enum session_needs names. Returns
 * EXIT_LISTED, or another exit status after logging the reason and dropping all capabilities.
 * session_close is to be called in either case. */
int session_open(struct session *s, unsigned int needs);
void session_close(struct session *s);

/* Returns whether the run may use BPF, so that the capabilities for BPF are kept. */
bool session_may_use_bpf(const struct session *s);

/* Returns the query that the options ask for, for query_new. It has pointers into the session. */
struct query_spec session_request(const struct session *s);

/* Runs the query. Errors are recorded, unless fn, which must record its own, has failed. */
int session_run(struct session *s, struct query *query, sock_fn fn, void *arg);

/* Drops all capabilities and enters the sandbox. If a thread of the readers (NULL: there are none)
 * is blocked, the function returns in a child process, which has no such thread. -errno. */
int session_drop_privileges(enum sandbox_scope scope, struct cmdline_reader *readers);

/* Drops all capabilities and enters the sandbox, unless the session is confined already. Records
 * and returns -errno. */
int session_confine(struct session *s, enum sandbox_scope scope);

/* Reads the counters of the network namespace. Returns -errno, and records it unless the session
 * has failed before. */
int session_read_counters(struct session *s, struct counters *ret);

/* Records r if it is the -errno of a write of the buffer. Returns r. */
int session_wrote(struct session *s, const struct out_buffer *buffer, int r);

/* Writes the rest of the buffer and closes its descriptor. Records and returns -errno. */
int session_finish(struct session *s, struct out_buffer *buffer);

/* Confines the process, logs the recorded failure and returns the exit status. */
int session_fail(struct session *s);

#endif
