/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "query.h"

#include "diag/families.h"
#include "filter/expr.h"
#include "filter/filter.h"
#include "kernel/context.h"
#include "kernel/nl.h"
#include "owner/cmdline_reader.h"
#include "query_inside.h"
#include "util/cleanup.h"

struct query *query_free(struct query *q)
{
	if (!q)
		return NULL;
	nl_free(q->source.nl);
	join_release(&q->join);
	socks_release(&q->v6);
	moves_release(&q->moves);
	netns_walk_release(&q->walk);
	pids_release(&q->pids);
	free(q);
	return NULL;
}

static void cleanup_query(struct query **q)
{
	query_free(*q);
}

int query_new(const struct context *context, const struct query_spec *spec,
	      struct query **ret)
{
	_cleanup_(cleanup_query) struct query *q = calloc(1, sizeof(*q));
	if (!q)
		return -ENOMEM;

	q->context = context;
	q->spec = *spec;
	/* A filter without conditions is removed, so that it is not evaluated for each
	 * socket. */
	if (spec->filter && !filter_is_narrow(spec->filter))
		q->spec.filter = NULL;
	if (!spec->source)
		q->spec.source = owner_sources[0];
	if (q->spec.filter && q->spec.filter->expr && spec->netns)
		expr_set_netns(q->spec.filter->expr, &q->walk.table);
	q->gaps.pids = &q->pids;
	q->gaps.netns = spec->netns ? &q->walk.table : NULL;
	q->source = (struct family_source){
		.proc_fd = context->proc_fd,
		.wants = spec->wants,
	};
	int r = join_init(&q->join, context, &q->spec, &q->source, &q->gaps);
	if (r < 0)
		return r;
	*ret = TAKE(q);
	return 0;
}

static int query_open(struct query *q)
{
	const struct query_spec *spec = &q->spec;

	q->no_diag = spec->sockets == QUERY_SOCKETS_PROC ? -EOPNOTSUPP
							 : nl_open(&q->source.nl);
	/* The kernel's hash tables of TCP sockets, read by BPF, show neither the TCP
	 * facts of connections nor the memory use. */
	if (!spec->wants.tcp_info && !spec->wants.memory)
		q->source.tables = q->context->tables;
	if (q->source.tables)
		moves_recognize_by_inode(&q->moves);
	/* Such an error of opening sock_diag does not end the query, because a security
	 * policy may forbid the netlink socket of sock_diag but leave /proc readable. */
	if (q->no_diag < 0)
		return family_is_missing(q->no_diag) || q->no_diag == -EACCES ||
				       q->no_diag == -EPERM
			       ? 0
			       : q->no_diag;
	/* The files of the counters of sockets must be opened here, before privileges are
	 * dropped. */
	if (query_can_miss_moves(q))
		moves_open(&q->moves, q->source.proc_fd);
	return 0;
}

static int query_protos(struct query *q)
{
	int r = 0;

	for (enum proto proto = 0; r == 0 && proto < PROTO_MAX_; proto++)
		r = query_proto(q, proto);
	if (r)
		return r;
	if (q->asks_for_more)
		r = pids_count_unlisted(&q->pids, q->context, &q->source, q->join.owners,
					&q->gaps.elsewhere_unlisted);
	if (r < 0)
		return r;
	if (q->unread)
		return q->unread;
	/* The query fails with -ENOENT if the kernel lacks all the pairs of protocol and
	 * IP version that are wanted. */
	return q->gaps.absent == q->spec.pairs ? -ENOENT : 0;
}

int query_run(struct query *q, sock_fn fn, void *arg)
{
	const struct query_spec *spec = &q->spec;

	if (spec->readers)
		cmdline_reader_begin(spec->readers);
	int r = spec->netns ? 0 : query_open(q);

	if (spec->filter && filter_needs(spec->filter).owners) {
		q->owner_filter = (struct owner_filter){
			.expr = spec->filter->expr,
			.join = &q->join,
			.fn = fn,
			.arg = arg,
		};
		fn = owner_filter_add;
		arg = &q->owner_filter;
	}
	if (r == 0 && spec->select)
		r = pids_find(&q->pids, q->context, spec->select);
	/* If the user has selected network namespaces, all their sockets are read, so
	 * processes in other namespaces need not be read by /proc/PID/net. */
	if (spec->netns)
		pids_forget_elsewhere(&q->pids);
	if (r == 0)
		r = join_begin(&q->join, fn, arg);
	if (r == 0)
		r = join_end(&q->join,
			     spec->netns ? query_namespaces(q) : query_protos(q));
	if (spec->readers) {
		const struct cmdline_reader_counts counts =
			cmdline_reader_counts(spec->readers);

		q->gaps.unanswered = counts.unanswered;
		q->gaps.selected_unanswered = counts.unanswered_commands;
		q->gaps.unasked = counts.unasked;
	}
	q->gaps.error = r < 0 ? r : 0;
	q->gaps.interrupted = q->source.interrupted;
	q->gaps.malformed = q->source.malformed;
	return r;
}

const struct owner_index *query_owners(const struct query *q)
{
	return q->join.owners;
}

const struct query_gaps *query_gaps(const struct query *q)
{
	return &q->gaps;
}
