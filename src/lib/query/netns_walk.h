/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the sockets of several network namespaces, in a thread that enters one namespace
 * after the other, so that the other threads of the program stay in their namespace. */
#ifndef QUERY_NETNS_WALK_H
#define QUERY_NETNS_WALK_H

#include "model/family.h"
#include "model/socks.h"
#include "netns/netns.h"

struct context;

struct netns_walk {
	struct netns_table table;
	/* The sockets that were read, in one list for each protocol. */
	struct socks socks[PROTO_MAX_];
	/* The network namespace that is being read; NULL: no network namespace is being
	 * read. */
	struct netns *now;
	/* The protocols of which the namespace `now` has no socket in use, as
	 * net/sockstat says, as a mask of 1 << enum proto. */
	uint32_t none;
};

/* Type of the function that netns_walk_run() calls to read the sockets of one network
 * namespace from `source`. no_diag: the -errno because of which sock_diag cannot be used;
 * 0: sock_diag can be used. arg: the argument that was passed to netns_walk_run().
 * Returns 0, or an error that ends the walk through the namespaces. */
typedef int netns_read_fn(struct family_source *source, int no_diag, void *arg);

void netns_walk_release(struct netns_walk *w);

/* Finds the network namespaces that `select` wants, and calls `read` for each of them.
 * Returns 0, or the error that has ended the walk through the namespaces. */
int netns_walk_run(struct netns_walk *w, const struct context *context,
		   const struct netns_select *select, netns_read_fn *read, void *arg);

/* Copies the socket s of the network namespace w->now to *ret, sets the namespace in
 * *ret, and stores the name of the socket's interface in w->table. Returns 0 or
 * -ENOMEM. */
int netns_walk_place(struct netns_walk *w, const struct sock *s, struct sock *ret);

#endif
