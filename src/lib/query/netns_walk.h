/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the sockets of several network namespaces. A thread of its own enters one
 * namespace after the other, so that no other thread changes its namespace. */
#ifndef QUERY_NETNS_WALK_H
#define QUERY_NETNS_WALK_H

#include "model/family.h"
#include "model/socks.h"
#include "netns/netns.h"

struct context;

struct netns_walk {
	struct netns_table table;
	/* sockets that were read, by protocol */
	struct socks socks[PROTO_MAX_];
	/* namespace that is being read; NULL: none */
	struct netns *now;
	/* mask of 1 << enum proto: protocols of which the namespace has no socket, as
	 * net/sockstat says */
	uint32_t none;
};

/* Reads the sockets of the namespace w->now from `source` and adds them to w->socks, each
 * with what netns_walk_place() sets. Sets w->now->state. Returns 0, or an error that ends
 * the walk. */
typedef int netns_read_fn(struct family_source *source, int no_diag, void *arg);

void netns_walk_release(struct netns_walk *w);

/* Finds the namespaces and calls `read` in each wanted one. Returns 0, or an error that
 * ended the walk. */
int netns_walk_run(struct netns_walk *w, const struct context *context,
		   const struct netns_select *select, netns_read_fn *read, void *arg);

/* Copies a socket of the namespace w->now to *ret, with the namespace. Notes the name of
 * its interface. Returns 0 or -ENOMEM. */
int netns_walk_place(struct netns_walk *w, const struct sock *s, struct sock *ret);

#endif
