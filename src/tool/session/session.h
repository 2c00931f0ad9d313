/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of the program: the one place that opens /proc, holds privileges, looks up the hosts of
 * the command line, owns the readers of command lines, runs a request, and turns a failure into
 * a message and an exit status. */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <stdbool.h>

#include "failure.h"
#include "kernel/context.h"
#include "kernel/identity.h"
#include "model/sock.h"
#include "owner/bpf_cache.h"
#include "owner/select.h"
#include "privilege/sandbox.h"
#include "query/query.h"
#include "warnings.h"

struct cmdline_reader;
struct lookup_child;
struct options;
struct out_buffer;

enum role {
	/* The process makes its listings itself. */
	ROLE_SINGLE,
	/* The process keeps privileges, and each listing is made by a child. */
	ROLE_PARENT,
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
	/* Capabilities that the search for owners uses. */
	SESSION_OWNERS = 1 << 0,
	/* Without /proc the session cannot open. */
	SESSION_PROC = 1 << 1,
	SESSION_READERS = 1 << 2,
	SESSION_IDENTITY = 1 << 3,
};

struct session {
	struct options *options;
	enum role role;
	enum phase phase;
	struct failure failure;
	struct warnings warnings;
	/* Its proc_fd is -1 if there is no /proc. */
	struct context context;
	/* That of the options, with the readers below. */
	struct process_select select;
	/* NULL unless SESSION_READERS. */
	struct cmdline_reader *readers;
	/* NULL: no host is looked up. */
	struct lookup_child *lookup;
	/* Unset unless SESSION_IDENTITY. */
	struct identity identity;
	/* The BPF program that the context keeps for the next listing, if listings repeat. */
	struct bpf_cache bpf;
};

/* Makes a session of a verb that does not look at sockets. */
void session_init(struct session *s, struct options *options);

/* Drops the capabilities that are not needed, opens /proc, checks the selected pids, looks up the
 * hosts of the command line, and makes what the mask of enum session_needs names. Returns the
 * exit status; other than EXIT_LISTED, the reason has been logged and all capabilities are
 * dropped. session_close is needed in either case. */
int session_open(struct session *s, unsigned int needs);
void session_close(struct session *s);

/* Whether owners may be found by BPF, for the sake of its capabilities. */
bool session_may_use_bpf(const struct session *s);

/* Returns the request of the options for query_new. It points into the session. */
struct query_spec session_request(const struct session *s);

/* Runs the query. An error of fn is recorded by fn; any other is recorded here. */
int session_run(struct session *s, struct query *query, sock_fn fn, void *arg);

/* Drops all capabilities and enters the sandbox, unless the session is confined already. -errno,
 * which is recorded. */
int session_confine(struct session *s, enum sandbox_scope scope);

/* Records an error of writing the buffer, 0: no error. Returns r. */
int session_wrote(struct session *s, const struct out_buffer *buffer, int r);

/* Writes the rest of the buffer and closes its descriptor. -errno, which is recorded. */
int session_finish(struct session *s, struct out_buffer *buffer);

/* Confines the process, logs the recorded failure and returns the exit status. */
int session_fail(struct session *s);

#endif
