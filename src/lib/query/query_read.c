/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "diag/families.h"
#include "filter/bytecode.h"
#include "filter/filter.h"
#include "join_owners.h"
#include "kernel/context.h"
#include "kernel/nl.h"
#include "owner/owner_index.h"
#include "query_inside.h"
#include "tcp_tables.h"
#include "util/cleanup.h"

/* Size in bytes of the buffer of IPv6 sockets, which is room for about 7,000 sockets.
 * When the buffer becomes full, its sockets are listed between the IPv4 sockets: a list
 * of so many sockets is rarely read from start to end. */
enum { V6_MAX = 512 * 1024 };

/* The number of sockets that are read between two reports of progress. */
enum { PROGRESS_SOCKETS = 1024 };

static void report_progress(struct query *q)
{
	context_add_progress(q->context, (uint32_t)(q->delivered - q->reported), 0);
	q->reported = q->delivered;
}

/* Sets *ret to whether a selected process holds the socket s. Returns 0 or -errno. */
static int query_find_held(struct query *q, const struct sock *s, bool *ret)
{
	int r = 0;

	if (join_owners_cover_more(&q->spec))
		r = owner_index_select(q->join.owners, s->inode, q->source.proc_fd,
				       q->spec.select);
	*ret = owner_index_first(q->join.owners, s->inode);
	return r;
}

/* Sets *ret to whether the socket s is wanted. All conditions of the filter are checked
 * here, because the kernel has checked only some of them, and a file of /proc/net has all
 * sockets. Returns 0 or -errno. */
static int query_find_wanted(struct query *q, const struct sock *s, bool *ret)
{
	const struct query_spec *spec = &q->spec;

	*ret = !spec->filter || filter_is_wanted(spec->filter, s);
	return !spec->select || *ret == spec->either ? 0 : query_find_held(q, s, ret);
}

/* Lists the socket s or, if several network namespaces are read, stores s until all
 * network namespaces are read. */
static int query_emit(struct query *q, const struct sock *s)
{
	return q->walk.now ? socks_add(&q->walk.socks[s->proto], s)
			   : join_add(&q->join, s);
}

static int query_emit_v6(struct query *q)
{
	struct sock s;
	int r = 0;

	for (size_t at = 0; r == 0 && socks_next(&q->v6, &at, &s);)
		r = query_emit(q, &s);
	socks_clear(&q->v6);
	return r;
}

static int query_new_sock(struct query *q, const struct sock *s)
{
	bool is_wanted = false;

	int r = q->spec.seen ? q->spec.seen(s, q->spec.seen_arg) : 0;
	if (r == 0)
		r = query_find_wanted(q, s, &is_wanted);
	if (r || !is_wanted)
		return r;
	if (!q->is_both || s->ip != IP_V6)
		return query_emit(q, s);
	r = socks_add(&q->v6, s);
	return r == 0 && q->v6.len > V6_MAX ? query_emit_v6(q) : r;
}

/* Handles a socket of a dump. A socket that moves between the kernel's tables may be
 * dumped several times, but is listed only once. TIME_WAIT entries that a socket has left
 * behind share the cookie of the socket: all of them are listed, but only the first one
 * is listed with the cookie. */
static int query_sock(const struct sock *s, void *arg)
{
	struct query *q = arg;
	unsigned int before = 0;
	struct sock left, placed;

	if (q->spec.is_over && *q->spec.is_over)
		return -ECANCELED;

	if (++q->delivered % PROGRESS_SOCKETS == 0)
		report_progress(q);
	int r = 0;
	if (q->walk.now) {
		r = netns_walk_place(&q->walk, s, &placed);
		s = &placed;
	}
	if (r == 0)
		r = moves_note(&q->moves, s, &before);
	if (r < 0 || !before)
		return r < 0 ? r : query_new_sock(q, s);
	if (before & SEEN_SAME)
		return 0;
	sock_copy(&left, s);
	left.has &= ~(uint32_t)SOCK_HAS_COOKIE;
	return query_new_sock(q, &left);
}

static int query_tables(struct query *q, const struct family_ops *ops,
			const struct family_request *request)
{
	if (request->proto == PROTO_TCP && q->source.tables)
		ops = &tcp_tables_ops;
	if (request->proto == PROTO_UNIX)
		return moves_diag_unix(ops, &q->source, request, query_sock, q);
	if (!moves_matter(request))
		return ops->diag(&q->source, request, query_sock, q);
	return moves_diag(&q->moves, ops, &q->source, request, query_sock, q);
}

/* Reads sockets by sock_diag with bytecode that represents the filter. If the kernel
 * rejects the bytecode, because some conditions need a later kernel or CAP_NET_ADMIN,
 * reads the sockets without bytecode. */
static int query_diag(struct query *q, const struct family_ops *ops,
		      struct family_request *request)
{
	const uint64_t delivered = q->delivered;

	int r = query_tables(q, ops, request);
	if (!request->bytecode_len || (r != -EINVAL && r != -EPERM) ||
	    q->delivered != delivered)
		return r;
	request->bytecode_len = 0;
	return query_tables(q, ops, request);
}

/* Sets *ret to the request for the wanted sockets of a pair of protocol and IP version.
 * Returns false if no socket of the pair can be wanted. */
static bool query_request(const struct query *q, unsigned int pair,
			  uint8_t bytecode[BYTECODE_MAX], struct family_request *ret)
{
	const enum proto proto = pair / IP_MAX_;
	const struct filter *filter = q->spec.filter;

	*ret = (struct family_request){
		.proto = proto,
		.ip = pair % IP_MAX_,
		.states = proto_desc(proto)->states[q->spec.which],
		.bytecode = bytecode,
	};
	if (q->spec.bound && !proto_desc(proto)->family)
		ret->states |= STATE_BIT(STATE_CLOSE) | STATE_BIT(STATE_BOUND_INACTIVE);
	/* If the counter of sockets in use is 0 for this protocol, only sockets that are
	 * bound but neither listen nor are connected are requested, because the kernel
	 * does not count such sockets. */
	if (q->walk.none & UINT32_C(1) << proto)
		ret->states &= STATE_BIT(STATE_CLOSE) | STATE_BIT(STATE_BOUND_INACTIVE);
	if (!filter || q->spec.seen)
		return ret->states;
	/* Unless only listening sockets are wanted, a filter that names states replaces
	 * the default states: the filter may also name states of sockets that are not
	 * connected. */
	if (filter->included[proto] && q->spec.which != WHICH_LISTENING)
		ret->states = proto_desc(proto)->states[WHICH_ALL];
	/* If spec.either is set, a socket that the filter rejects may be wanted because
	 * of the process that holds it. Nevertheless, the states that the filter names
	 * restrict IP sockets, as in lsof. */
	if (!q->spec.either || !proto_desc(proto)->family)
		ret->states &= filter_pair_states(filter, pair);
	/* Sockets that are only bound are in a table of their own in the kernel. Such
	 * sockets have no peer, so the table is not read if the filter requires a
	 * peer. */
	if (!q->spec.either && !filter_can_lack_peer(filter))
		ret->states &= ~STATE_BIT(STATE_BOUND_INACTIVE);
	if (!q->spec.either)
		ret->bytecode_len = bytecode_compile(filter, pair, bytecode);
	return ret->states;
}

static int query_pair(struct query *q, unsigned int pair)
{
	const struct family_ops *ops = family_ops(pair / IP_MAX_);
	uint8_t bytecode[BYTECODE_MAX];
	struct family_request request;
	const uint64_t delivered = q->delivered;
	int diag = ops->diag ? q->no_diag : -ENOENT;

	report_progress(q);
	if (!query_request(q, pair, bytecode, &request))
		return 0;
	if (q->source.nl && ops->diag) {
		diag = query_diag(q, ops, &request);
		if (!family_is_missing(diag) || q->delivered != delivered)
			return diag;
	}
	if (ops->proc_net && q->source.proc_fd < 0) {
		if (!q->unread)
			q->unread = diag;
		q->gaps.unread |= UINT32_C(1) << pair;
		return 0;
	}

	int r = ops->proc_net ? ops->proc_net(&q->source, &request, query_sock, q)
			      : -ENOENT;
	if (r == -ENOENT) {
		q->gaps.absent |= UINT32_C(1) << pair;
		return 0;
	}
	if ((ops->is_mostly_proc_net && !q->no_diag) || errno_is_resource(r) ||
	    q->spec.sockets == QUERY_SOCKETS_PROC)
		return r;
	q->gaps.fallback |= UINT32_C(1) << pair;
	q->gaps.fallback_error = diag;
	return r;
}

/* Reads the sockets of both IP versions of a protocol in one dump, if the kernel can dump
 * both versions together and the filter has the same bytecode for both. Returns whether
 * the sockets were read, and then sets *ret to the result of reading. */
static bool query_both(struct query *q, enum proto proto, int *ret)
{
	const struct family_ops *ops = family_ops(proto);
	uint8_t bytecode[BYTECODE_MAX];
	uint8_t other_bytecode[BYTECODE_MAX];
	struct family_request request, other;
	const uint64_t delivered = q->delivered;

	if (!ops->both_at_once || !q->source.nl ||
	    (q->spec.pairs & proto_pairs(proto)) != proto_pairs(proto) ||
	    !query_request(q, PAIR(proto, IP_V6), other_bytecode, &other) ||
	    !query_request(q, PAIR(proto, IP_V4), bytecode, &request) ||
	    request.bytecode_len != other.bytecode_len ||
	    memcmp(bytecode, other_bytecode, request.bytecode_len) != 0)
		return false;

	request.both = true;
	request.states |= other.states;
	q->is_both = true;
	int r = query_diag(q, ops, &request);
	q->is_both = false;
	if (family_is_missing(r) && q->delivered == delivered)
		return false;
	r = join_end_pair(&q->join, r);
	/* If the dump has failed, the IPv6 sockets that were read before the failure are
	 * listed nevertheless. No more sockets are listed if a callback has ended the
	 * listing or the search for owners has failed. */
	const bool is_over = q->join.phase == JOIN_STOPPED || q->gaps.is_of_owners;
	const int emitted = is_over ? 0 : query_emit_v6(q);
	*ret = join_end_pair(&q->join, r ? r : emitted);
	return true;
}

/* Handles a socket of another network namespace than that of this program; the socket is
 * listed only if a selected process holds it. */
static int query_sock_elsewhere(const struct sock *s, void *arg)
{
	struct query *q = arg;
	const struct filter *filter = q->spec.filter;
	unsigned int before = 0;
	bool is_held = false;

	if (filter && !q->spec.either && !filter_is_wanted(filter, s))
		return 0;
	int r = query_find_held(q, s, &is_held);
	if (r || !is_held)
		return r;
	r = moves_note(&q->moves, s, &before);
	return r < 0 || before ? r : join_add(&q->join, s);
}

static int query_pair_elsewhere(struct query *q, unsigned int pair)
{
	uint8_t bytecode[BYTECODE_MAX];
	struct family_request request;

	if (!q->pids.netns_len || !query_request(q, pair, bytecode, &request))
		return 0;
	/* The files in /proc/net show neither sockets that are only bound nor the sockets
	 * of some protocols. */
	q->asks_for_more |= !family_ops(request.proto)->proc_net ||
			    (request.proto == PROTO_TCP &&
			     request.states & STATE_BIT(STATE_BOUND_INACTIVE));
	return pids_read(&q->pids, &q->source, &request, query_sock_elsewhere, q,
			 &q->gaps.elsewhere_failed);
}

int query_proto(struct query *q, enum proto proto)
{
	int r = 0;
	const bool is_done = query_both(q, proto, &r);

	for (unsigned int i = is_done ? IP_MAX_ : 0; r == 0 && i < 2 * IP_MAX_; i++) {
		const unsigned int pair = PAIR(proto, i % IP_MAX_);

		if (q->spec.pairs & UINT32_C(1) << pair)
			r = join_end_pair(&q->join,
					  i < IP_MAX_ ? query_pair(q, pair)
						      : query_pair_elsewhere(q, pair));
	}
	return r;
}

bool query_can_miss_moves(const struct query *q)
{
	uint8_t bytecode[BYTECODE_MAX];
	struct family_request request;

	for (enum ip ip = 0; ip < IP_MAX_; ip++)
		if (q->spec.pairs & PAIR_BIT(PROTO_TCP, ip) &&
		    query_request(q, PAIR(PROTO_TCP, ip), bytecode, &request) &&
		    moves_matter(&request))
			return true;
	return false;
}
