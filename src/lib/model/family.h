/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interface between a listing and the sources of sockets, sock_diag and /proc/net:
 * requests to a source, and callbacks for the sockets that the source reports. */
#ifndef MODEL_FAMILY_H
#define MODEL_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sock.h"

struct nl;
struct tables;

/* Callback to which a source of sockets passes each socket. Returns 0 to continue, > 0 to
 * stop, < 0 for an error; the source returns any value but 0 unchanged. */
typedef int (*sock_fn)(const struct sock *s, void *arg);

/* maximum length of the INET_DIAG bytecode of one request, in bytes */
enum { BYTECODE_MAX = 2048 };

struct family_request {
	enum proto proto;
	enum ip ip;
	/* whether one dump is requested for both IP versions */
	bool both;
	/* states of the requested sockets, as a mask of STATE_BIT */
	uint32_t states;
	/* whether the result may lack sockets that move in the kernel's tables while the
	 * sockets are dumped */
	bool is_glance;
	/* INET_DIAG bytecode with which the kernel filters sockets; NULL: the kernel does
	 * not filter */
	const void *bytecode;
	size_t bytecode_len;
};

/* Which optional fields of sockets a source of sockets reads. */
struct sock_wants {
	/* whether the reference counts of unix sockets are wanted, which only
	 * /proc/net/unix has */
	bool refcnt;
	/* whether the facts of TCP connections from struct tcp_info are wanted */
	bool tcp_info;
	/* whether the memory use of sockets is wanted */
	bool memory;
};

/* The state of reading sockets: where they are read from, which optional fields are read,
 * and which problems were met. */
struct family_source {
	/* netlink socket for sock_diag; NULL: the kernel has no sock_diag */
	struct nl *nl;
	/* reader of the kernel's tables of TCP sockets by BPF; NULL: the tables are not
	 * read */
	struct tables *tables;
	int proc_fd;
	struct sock_wants wants;
	/* whether the kernel marked a dump of its sockets as inconsistent */
	bool interrupted;
	/* number of lines of /proc/net that could not be parsed */
	uint64_t malformed;
};

/* Type of the functions that read the sockets of an address family and call fn for each
 * requested socket. Returns the first result of fn that is not 0, -errno if the sockets
 * cannot be read, or 0 at the end. */
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
	 * table, unless the request has bytecode; one walk takes half the time of two */
	bool both_at_once;
};

/* Returns whether `error`, from opening sock_diag or from a dump, means that the kernel
 * lacks sock_diag or the diag module of the family, or that a security policy hides one
 * of them. The caller then tries another source of sockets. */
bool family_is_missing(int error);

/* Returns whether the request asks for sockets in `state`. Only a request for all states
 * includes states whose numbers sockstat does not know. */
static inline bool family_wants(const struct family_request *request, unsigned int state)
{
	return request->states == STATE_ALL ||
	       (state < STATE_MAX_ && request->states & STATE_BIT(state));
}

#endif
