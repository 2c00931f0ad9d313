/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "query.h"

#include "base/cleanup.h"
#include "ends.h"
#include "filter/bytecode.h"
#include "filter/filter.h"
#include "owner/holders.h"
#include "sockets.h"
#include "sys/nl.h"
#include "unheld.h"

/* Whose far end has the same addresses, the other way round. */
static const enum proto with_ends[] = { PROTO_TCP, PROTO_UDP, PROTO_UDPLITE,
					PROTO_MPTCP };

struct query {
	struct query_spec spec;
	struct query_gaps gaps;
	struct family_source source;
	struct holders *holders;
	struct ends ends;
	struct unheld unheld;
	sock_fn fn;
	void *arg;
	bool is_stopped; /* by fn */
	int no_diag; /* -errno of the netlink socket, where there is none */
	uint64_t delivered; /* sockets that came, wanted or not */
	int unread; /* -errno of the first pair that neither source could read */
};

struct query *query_free(struct query *q)
{
	if (!q)
		return NULL;
	nl_free(q->source.nl);
	holders_free(q->holders);
	ends_release(&q->ends);
	unheld_release(&q->unheld);
	free(q);
	return NULL;
}

static void cleanup_query(struct query **q)
{
	query_free(*q);
}

int query_new(const struct query_spec *spec, int proc_fd, struct query **ret)
{
	_cleanup_(cleanup_query) struct query *q = calloc(1, sizeof(*q));
	if (!q)
		return -ENOMEM;

	q->spec = *spec;
	q->spec.reasons &= spec->owners;
	if (!spec->source)
		q->spec.source = owner_sources[0];
	q->source.proc_fd = proc_fd;
	q->source.wants_refcnt = spec->refcnt;
	if (spec->owners || spec->peers) {
		int r = holders_new(&q->holders);
		if (r < 0)
			return r;
	}
	*ret = TAKE(q);
	return 0;
}

/* Those alone that are selected, unless others may matter too. */
struct owner_scope query_scope(const struct query_spec *spec,
			       const struct process_select *select)
{
	return (struct owner_scope){
		.select = select,
		.is_all = !select || spec->peers || spec->either,
	};
}

int query_collect_owners(struct query *q)
{
	struct owner_gaps gaps = { 0 };
	const struct owner_scope scope = query_scope(&q->spec, q->spec.select);
	struct why why = { .can_see_all = q->spec.can_see_all };

	if (!q->holders)
		return 0;
	/* our own netlink socket is listed too, and has an owner like any other; what there is
	 * to say of an error is said when it is needed */
	if (!q->source.nl)
		(void)nl_open(&q->source.nl);
	int r = holders_collect(q->holders, q->spec.source, q->source.proc_fd, &scope,
				&gaps);
	q->gaps.denied = gaps.denied;
	q->gaps.selected_denied = gaps.selected_denied;
	q->gaps.saw_all = gaps.saw_all;
	why.can_see_all |= gaps.saw_all;
	why.is_denied = gaps.denied != 0;
	holders_set_why(q->holders, &why);
	/* where not all could be looked into, that is reason enough */
	q->spec.reasons &= why.can_see_all;
	return r;
}

/* The kernel is asked for no more than what is wanted where it can tell, and what it cannot
 * tell is passed over here: so all is looked at once more. */
static bool query_is_wanted(struct query *q, const struct sock *s)
{
	const struct query_spec *spec = &q->spec;
	const bool passes = !spec->filter || filter_is_wanted(spec->filter, s);

	if (!spec->select || passes == spec->either)
		return passes;
	if (spec->peers || spec->either)
		holders_select(q->holders, s->inode, q->source.proc_fd, spec->select);
	return holders_first(q->holders, s->inode);
}

/* Whether it is for processes to hold, and none was found. */
static bool query_lacks_holder(const struct query *q, const struct sock *s)
{
	return s->inode && !(s->has & SOCK_IS_KERNELS) &&
	       !holders_first_of_all(q->holders, s->inode);
}

static void query_find_peer(const struct query *q, struct sock *s)
{
	if (s->has & SOCK_HAS_INET && ends_find(&q->ends, s, &s->peer_inode))
		s->has |= SOCK_HAS_PEER_INODE;
}

/* What is to be shown of the processes at both ends is read. */
static int query_describe(struct query *q, const struct sock *s)
{
	const int proc_fd = q->source.proc_fd;
	int r = 0;

	if (q->spec.owners) {
		r = holders_describe(q->holders, s->inode, proc_fd, &q->spec.wanted);
		q->gaps.unowned += query_lacks_holder(q, s);
	}
	if (r == 0 && q->spec.peers && s->peer_inode) {
		r = holders_describe(q->holders, s->peer_inode, proc_fd, &q->spec.wanted);
		q->gaps.unowned += !holders_first_of_all(q->holders, s->peer_inode);
	}
	return r;
}

static int query_hand_on(struct query *q, const struct sock *s)
{
	int r = q->holders ? query_describe(q, s) : 0;

	if (r < 0)
		return r;
	r = q->fn(s, q->arg);
	q->is_stopped = r != 0;
	return r;
}

static int query_sock(const struct sock *s, void *arg)
{
	struct query *q = arg;

	q->delivered++;
	if (!query_is_wanted(q, s))
		return 0;
	if (!q->spec.peers && !q->spec.reasons)
		return query_hand_on(q, s);

	struct sock found = *s;
	if (q->spec.peers)
		query_find_peer(q, &found);
	if (q->spec.reasons && query_lacks_holder(q, s))
		return unheld_add(&q->unheld, &found);
	return query_hand_on(q, &found);
}

/* Hands on what was kept back of a pair. What was read before reading failed is shown all the
 * same. */
static int query_hand_on_unheld(struct query *q, int read)
{
	int r = read ? 0
		     : unheld_look(&q->unheld, q->holders, q->spec.source, &q->source);

	for (size_t i = 0; r == 0 && !q->is_stopped && i < q->unheld.len; i++)
		r = query_hand_on(q, &q->unheld.all[i]);
	q->unheld.len = 0;
	return read ? read : r;
}

/* All connections of a pair there are, whatever the listing is about. */
static int query_add_end(const struct sock *s, void *arg)
{
	struct query *q = arg;

	return ends_add(&q->ends, s);
}

static int query_find_ends(struct query *q)
{
	int r = 0;

	for (size_t i = 0; q->spec.peers && r == 0 && i < ARRAY_SIZE(with_ends); i++) {
		if (!(q->spec.pairs & proto_pairs(with_ends[i])))
			continue;
		for (enum ip ip = 0; r == 0 && ip < IP_MAX_; ip++)
			r = sockets_read(&q->source, PAIR(with_ends[i], ip),
					 WHICH_CONNECTED, query_add_end, q);
	}
	return r;
}

/* Asks sock_diag, with bytecode if there is any; once more without where the kernel will not
 * have it: some conditions are newer than others, some want CAP_NET_ADMIN. */
static int query_diag(struct query *q, const struct family_ops *ops,
		      struct family_request *request)
{
	const uint64_t delivered = q->delivered;

	int r = ops->diag(&q->source, request, query_sock, q);
	if (!request->bytecode_len || (r != -EINVAL && r != -EPERM) ||
	    q->delivered != delivered)
		return r;
	request->bytecode_len = 0;
	return ops->diag(&q->source, request, query_sock, q);
}

static int query_pair(struct query *q, unsigned int pair)
{
	const enum proto proto = pair / IP_MAX_;
	const struct filter *filter = q->spec.filter;
	const struct family_ops *ops = family_ops(proto);
	uint8_t bytecode[BYTECODE_MAX];
	struct family_request request = {
		.proto = proto,
		.ip = pair % IP_MAX_,
		.states = proto_desc(proto)->states[q->spec.which],
		.bytecode = bytecode,
	};
	const uint64_t delivered = q->delivered;
	int diag = ops->diag ? q->no_diag : -ENOENT;

	if (filter) {
		/* states asked for by name are listed whatever the kind, but for -l */
		if (filter->included[proto] && q->spec.which != WHICH_LISTENING)
			request.states = proto_desc(proto)->states[WHICH_ALL];
		/* what is wanted for its process may have any address; that states narrow
		 * Internet sockets all the same is as with lsof */
		if (!q->spec.either || !proto_desc(proto)->family)
			request.states &= filter_states(filter, proto);
		if (!q->spec.either)
			request.bytecode_len = bytecode_compile(filter, pair, bytecode);
		if (!request.states)
			return 0;
	}
	if (q->source.nl && ops->diag) {
		diag = query_diag(q, ops, &request);
		if (!sockets_are_missing(diag) || q->delivered != delivered)
			return diag;
	}
	if (ops->proc_net && q->source.proc_fd < 0) {
		if (!q->unread)
			q->unread = diag;
		return 0;
	}

	int r = ops->proc_net ? ops->proc_net(&q->source, &request, query_sock, q)
			      : -ENOENT;
	if (r == -ENOENT) {
		q->gaps.absent |= UINT32_C(1) << pair;
		return 0;
	}
	if (ops->is_mostly_proc_net && !q->no_diag)
		return r;
	q->gaps.fallback |= UINT32_C(1) << pair;
	q->gaps.fallback_error = diag;
	return r;
}

static int query_pairs(struct query *q)
{
	if (!q->source.nl) {
		int r = nl_open(&q->source.nl);
		/* a security policy may forbid the socket and leave /proc readable */
		if (r < 0 && !sockets_are_missing(r) && r != -EACCES && r != -EPERM)
			return r;
		q->no_diag = r;
	}

	int r = query_find_ends(q);
	for (unsigned int pair = 0; r == 0 && pair < PAIR_MAX_; pair++) {
		if (!(q->spec.pairs & UINT32_C(1) << pair))
			continue;
		r = query_pair(q, pair);
		if (q->unheld.len)
			r = query_hand_on_unheld(q, r);
	}
	if (r)
		return r;
	if (q->unread)
		return q->unread;
	/* a kernel without any of them is one that could not be read */
	return q->gaps.absent == q->spec.pairs ? -ENOENT : 0;
}

int query_run(struct query *q, sock_fn fn, void *arg)
{
	q->fn = fn;
	q->arg = arg;

	int r = query_pairs(q);
	q->gaps.error = r < 0 ? r : 0;
	q->gaps.interrupted = q->source.interrupted;
	q->gaps.malformed = q->source.malformed;
	return r;
}

const struct holders *query_holders(const struct query *q)
{
	return q->holders;
}

const struct query_gaps *query_gaps(const struct query *q)
{
	return &q->gaps;
}
