/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "kernel/nl.h"
#include "query_inside.h"
#include "util/cleanup.h"

/* Reads the sockets of the network namespace q->walk.now, as a function of type
 * netns_read_fn. Either the calling thread is in this namespace, or `source` reads
 * /proc/PID/net of a process in it. */
static int query_namespace(struct family_source *source, int no_diag, void *arg)
{
	struct query *q = arg;
	struct netns *n = q->walk.now;
	const struct query_gaps before = q->gaps;
	const struct family_source own = q->source;

	source->wants = q->spec.wants;
	q->source = *source;
	q->no_diag = no_diag;
	q->unread = 0;
	moves_release(&q->moves);
	if (q->source.nl && query_can_miss_moves(q))
		moves_open(&q->moves, q->source.proc_fd);
	int r = 0;
	if (q->spec.peers) {
		q->join.tuples.netns = n->key;
		r = join_index_tuples(&q->join, &q->source);
	}
	for (enum proto proto = 0; r == 0 && proto < PROTO_MAX_; proto++)
		r = query_proto(q, proto);
	const bool is_unread = q->unread;

	q->source.nl = NULL;
	q->source.proc_fd = own.proc_fd;
	q->source.interrupted |= own.interrupted;
	q->source.malformed += own.malformed;
	if (n->is_own || n->state != NETNS_FROM_PROC) {
		/* Pairs of protocol and IP version that could not be read are counted in
		 * q->gaps.unread only for this program's own namespace. Another namespace
		 * is only marked as read in part. */
		if (is_unread && !n->is_own) {
			q->gaps.unread = before.unread;
			n->state = NETNS_IN_PART;
		}
		return r;
	}
	/* /proc/PID/net shows neither the sockets of some protocols, nor TCP sockets that
	 * are only bound. */
	if (q->gaps.absent != before.absent || r < 0 || query_can_miss_moves(q))
		n->state = NETNS_IN_PART;
	q->gaps.absent = before.absent;
	q->gaps.fallback = before.fallback;
	q->gaps.fallback_error = before.fallback_error;
	return r == -ECANCELED || errno_is_resource(r) ? r : 0;
}

/* Returns whether all network namespaces were found and read in full. */
static bool is_complete(const struct query *q)
{
	const struct netns_table *t = &q->walk.table;

	return q->spec.netns->all && !t->denied && !t->hides_processes &&
	       !netns_count(t, NETNS_UNREAD) && !netns_count(t, NETNS_IN_PART);
}

int query_namespaces(struct query *q)
{
	int r = netns_walk_run(&q->walk, q->context, q->spec.netns, query_namespace, q);

	q->walk.none = 0;
	q->join.tuples.has_all_netns = is_complete(q);
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		struct sock s;
		int added = 0;

		for (size_t at = 0;
		     added == 0 && socks_next(&q->walk.socks[proto], &at, &s);)
			added = join_add(&q->join, &s);
		socks_release(&q->walk.socks[proto]);
		added = join_end_pair(&q->join, added);
		if (added)
			return added;
	}
	if (r == 0 && q->gaps.unread)
		return -ENOENT;
	return r == 0 && q->gaps.absent == q->spec.pairs ? -ENOENT : r;
}
