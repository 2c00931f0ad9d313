/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A source of sockets: the request to it, and its result. */
#ifndef MODEL_FAMILY_H
#define MODEL_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sock.h"

struct nl;

/* Called by a source for each socket. Returns 0 to continue, > 0 to stop, < 0 for an
 * error; the source returns that value unchanged. */
typedef int (*sock_fn)(const struct sock *s, void *arg);

/* limit of the bytecode of one request, in bytes */
enum { BYTECODE_MAX = 2048 };

struct family_request {
	enum proto proto;
	enum ip ip;
	/* both IP versions in one dump */
	bool both;
	/* mask of STATE_BIT */
	uint32_t states;
	/* Sockets may be missing from the result. */
	bool is_glance;
	/* INET_DIAG bytecode that filters in the kernel; NULL: none */
	const void *bytecode;
	size_t bytecode_len;
};

/* The fields of sockets that a source reads only if they are wanted. */
struct sock_wants {
	/* Reference counts of unix sockets, which only /proc/net/unix has. */
	bool refcnt;
	/* The facts of TCP connections. */
	bool tcp_info;
	/* The memory use of sockets, of all families that report it. */
	bool memory;
};

/* What the families read from, which fields they read, and what they count meanwhile. */
struct family_source {
	/* NULL: the kernel has no sock_diag */
	struct nl *nl;
	int proc_fd;
	struct sock_wants wants;
	/* The kernel marked a dump as inconsistent. */
	bool interrupted;
	/* number of lines of /proc/net that could not be parsed */
	uint64_t malformed;
};

/* Calls fn for each requested socket. Returns the result of fn that was not 0, or 0 at the
 * end, or an error. */
typedef int family_read_fn(struct family_source *from,
			   const struct family_request *request, sock_fn fn, void *arg);

struct family_ops {
	/* Dumps the sockets by sock_diag. -ENOENT: the kernel has no diag module for the
	 * family. NULL: sock_diag does not know the family. */
	family_read_fn *diag;
	/* Reads the sockets from /proc/net. -ENOENT: the kernel lacks the protocol. NULL:
	 * /proc/net has no file of the family. */
	family_read_fn *proc_net;
	/* /proc/net is the usual source, because many kernels lack the diag module. */
	bool is_mostly_proc_net;
	/* diag() can dump both IP versions in one walk over the kernel's table, which
	 * takes half the time, but not with bytecode. */
	bool both_at_once;
};

/* Returns whether an error of opening sock_diag or of a dump means that the kernel lacks
 * it, or that a security policy hides it, so that another source should be tried. */
bool family_is_missing(int error);

/* Returns whether the request asks for sockets in that state. A state that only a later
 * kernel knows is part of a request for all states. */
static inline bool family_wants(const struct family_request *request, unsigned int state)
{
	return request->states == STATE_ALL ||
	       (state < STATE_MAX_ && request->states & STATE_BIT(state));
}

#endif
