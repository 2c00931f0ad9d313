/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A source of sockets: what is asked of it, and what it hands back. */
#ifndef MODEL_FAMILY_H
#define MODEL_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sock.h"

struct nl;

/* What a source calls for each socket: 0 go on, >0 stop, <0 error; handed back. */
typedef int (*sock_fn)(const struct sock *s, void *arg);

struct family_request {
	enum proto proto;
	enum ip ip;
	bool both; /* address families, mixed: see both_at_once */
	uint32_t states; /* mask of STATE_BIT */
	bool is_glance; /* sockets that stay may be missing: the answer is not proven to be whole */
	const void *bytecode; /* INET_DIAG: sockets are to pass it; NULL: none */
	size_t bytecode_len;
};

/* What sources read from, and what they found out on the way. */
struct family_source {
	struct nl *nl; /* NULL: the kernel has no sock_diag */
	int proc_fd;
	bool wants_refcnt; /* of unix sockets, which takes a look at /proc/net/unix */
	bool wants_tcp_info; /* of TCP connections */
	bool wants_memory; /* of all sockets whose family tells it */
	bool interrupted; /* the kernel called a dump inconsistent */
	uint64_t malformed; /* lines of /proc/net that could not be read */
};

struct family_ops {
	/* By sock_diag. -ENOENT: the kernel has no diag module for it. NULL: none has. */
	int (*diag)(struct family_source *from, const struct family_request *request,
		    sock_fn fn, void *arg);
	/* From /proc/net. -ENOENT: the kernel does not know the protocol. NULL: there is no
	 * file. */
	int (*proc_net)(struct family_source *from, const struct family_request *request,
			sock_fn fn, void *arg);
	/* /proc/net is the usual source: many kernels lack the other */
	bool is_mostly_proc_net;
	/* diag can tell of both address families in one go, without bytecode: the walk over all
	 * of the kernel's sockets is what takes the time */
	bool both_at_once;
};

/* Whether an error of opening sock_diag, or of a dump, says that there is no such thing in this
 * kernel, or in what a policy makes of it: another source may have the sockets. */
bool family_is_missing(int error);

/* Whether sockets of that state were asked for: one that only a later kernel knows is where
 * all are. */
static inline bool family_wants(const struct family_request *request, unsigned int state)
{
	return request->states == STATE_ALL ||
	       (state < STATE_MAX_ && request->states & STATE_BIT(state));
}

#endif
