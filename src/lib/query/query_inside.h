/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The members of struct query, for the files that implement a query. */
#ifndef QUERY_QUERY_INSIDE_H
#define QUERY_QUERY_INSIDE_H

#include "join.h"
#include "moves.h"
#include "netns_walk.h"
#include "owner_filter.h"
#include "pids.h"
#include "query.h"

struct query {
	const struct context *context;
	struct query_spec spec;
	struct query_gaps gaps;
	struct family_source source;
	struct join join;
	/* Whether a dump of the IPv4 and IPv6 sockets of a protocol together is being
	 * read. */
	bool is_both;
	/* The IPv6 sockets of a dump of both IP versions, which are buffered to be listed
	 * after the IPv4 sockets. */
	struct socks v6;
	struct moves moves;
	/* The reader of the sockets of several network namespaces; unused if spec.netns
	 * is NULL. */
	struct netns_walk walk;
	/* The selected processes (by pid) that do not exist or are in other network
	 * namespaces than this program. */
	struct pids pids;
	/* Whether sockets are wanted that /proc/net of another network namespace does not
	 * show. */
	bool asks_for_more;
	/* The -errno of opening the netlink socket of sock_diag; 0: the netlink socket is
	 * open. */
	int no_diag;
	/* The number of sockets that the query has read, whether the sockets are wanted
	 * or not. */
	uint64_t delivered;
	/* The number of read sockets that were already reported as progress of the
	 * query. */
	uint64_t reported;
	/* The -errno of sock_diag for the first pair of protocol and IP version that
	 * could not be read at all: neither by sock_diag nor from /proc/net, because
	 * there is no /proc; 0: no pair was unreadable. */
	int unread;
	/* The data by which the conditions of the filter on owners are decided; unused if
	 * the filter has no conditions on owners. */
	struct owner_filter owner_filter;
};

/* Reads all requested sockets of a protocol from q->source. Returns 0, -errno, or the
 * positive value by which a callback has ended the listing. */
int query_proto(struct query *q, enum proto proto);

/* Returns whether the query could miss a socket that moves between the kernel's tables of
 * TCP sockets; moves_open() must then be called. */
bool query_can_miss_moves(const struct query *q);

/* Reads the sockets of the network namespaces that spec.netns selects, and lists them.
 * Returns what query_run() returns. */
int query_namespaces(struct query *q);

#endif
