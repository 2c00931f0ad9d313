/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interface of the sources of sockets: the request to a source, and the sockets that
 * it reports. */
#ifndef MODEL_FAMILY_H
#define MODEL_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sock.h"

struct nl;
struct tables;

/* Called by a source for each socket. Returns 0 to continue, > 0 to stop, < 0 for an
 * error; the source returns any value but 0 unchanged. */
typedef int (*sock_fn)(const struct sock *s, void *arg);

/* largest length of the bytecode of one request, in bytes */
enum { BYTECODE_MAX = 2048 };

struct family_request {
	enum proto proto;
	enum ip ip;
	/* whether the request is for both IP versions, in one dump */
	bool both;
	/* requested states, as a mask of STATE_BIT */
	uint32_t states;
	/* whether the result may lack sockets that move in the kernel's tables during the
	 * dump */
	bool is_glance;
	/* INET_DIAG bytecode by which the kernel filters; NULL: the kernel does not
	 * filter */
	const void *bytecode;
	size_t bytecode_len;
};

/* The fields of sockets that a source reads only if they are wanted. */
struct sock_wants {
	/* reference counts of unix sockets, which only /proc/net/unix has */
	bool refcnt;
	/* facts of TCP connections, from struct tcp_info */
	bool tcp_info;
	/* memory use of sockets, of all families that report it */
	bool memory;
};

/* Where the families read sockets from, the fields that they read, and the problems met
 * in reading. */
struct family_source {
	/* socket of sock_diag; NULL: the kernel has no sock_diag */
	struct nl *nl;
	/* The kernel's tables of TCP sockets; NULL: they are not read. */
	struct tables *tables;
	int proc_fd;
	struct sock_wants wants;
	/* whether the kernel marked a dump as inconsistent */
	bool interrupted;
	/* number of lines of /proc/net that could not be parsed */
	uint64_t malformed;
};

/* Calls fn for each requested socket. Returns the first result of fn that is not 0,
 * -errno if the sockets cannot be read, or 0 at the end. */
typedef int family_read_fn(struct family_source *from,
			   const struct family_request *request, sock_fn fn, void *arg);

struct family_ops {
	/* Dumps the sockets of the family by sock_diag. -ENOENT: the kernel has no diag
	 * module for the family. NULL: sock_diag does not know the family. */
	family_read_fn *diag;
	/* Reads the sockets of the family from /proc/net. -ENOENT: the kernel lacks the
	 * protocol. NULL: /proc/net has no file of the family. */
	family_read_fn *proc_net;
	/* whether /proc/net is the usual source, because many kernels lack the diag
	 * module of the family */
	bool is_mostly_proc_net;
	/* whether diag() can dump both IP versions in one walk over the kernel's socket
	 * table, which takes half the time; with bytecode it cannot */
	bool both_at_once;
};

/* Returns whether an error of opening sock_diag or of a dump means that the kernel lacks
 * sock_diag or the diag module, or that a security policy hides it, so that another
 * source should be tried. */
bool family_is_missing(int error);

/* Returns whether the request asks for sockets in `state`. A state that only a later
 * kernel knows is asked for by a request for all states. */
static inline bool family_wants(const struct family_request *request, unsigned int state)
{
	return request->states == STATE_ALL ||
	       (state < STATE_MAX_ && request->states & STATE_BIT(state));
}

#endif
