/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "query.h"

#include "base/cleanup.h"
#include "filter/bytecode.h"
#include "filter/filter.h"
#include "owner/holders.h"
#include "sys/nl.h"

struct query {
	struct query_spec spec;
	struct query_gaps gaps;
	struct family_source source;
	struct holders *holders;
	sock_fn fn;
	void *arg;
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
	q->source.proc_fd = proc_fd;
	q->source.wants_refcnt = spec->refcnt;
	if (spec->owners) {
		int r = holders_new(&q->holders);
		if (r < 0)
			return r;
	}
	*ret = TAKE(q);
	return 0;
}

int query_collect_owners(struct query *q)
{
	struct owner_gaps gaps = { 0 };

	if (!q->holders)
		return 0;
	/* our own netlink socket is listed too, and has an owner like any other; what there is
	 * to say of an error is said when it is needed */
	if (!q->source.nl)
		(void)nl_open(&q->source.nl);
	int r = holders_collect(q->holders, &owner_walk, q->source.proc_fd,
				q->spec.select, &gaps);
	q->gaps.denied = gaps.denied;
	return r;
}

/* The kernel is asked for no more than what is wanted where it can tell, and what it cannot
 * tell is passed over here: so all is looked at once more. */
static bool query_is_wanted(const struct query *q, const struct sock *s)
{
	if (q->spec.filter && !filter_is_wanted(q->spec.filter, s))
		return false;
	return !q->spec.select || holders_first(q->holders, s->inode);
}

static int query_sock(const struct sock *s, void *arg)
{
	struct query *q = arg;

	q->delivered++;
	if (!query_is_wanted(q, s))
		return 0;

	if (q->holders) {
		int r = holders_describe(q->holders, s->inode, q->source.proc_fd,
					 &q->spec.wanted);
		if (r < 0)
			return r;
		q->gaps.unowned += s->inode && !(s->has & SOCK_IS_KERNELS) &&
				   !holders_first(q->holders, s->inode);
	}
	return q->fn(s, q->arg);
}

/* Whether an error says that the kernel has no such thing, not that asking for it failed:
 * sock_diag itself, its module for a protocol, or the address family. */
static bool is_missing(int error)
{
	return error == -ENOENT || error == -EPROTONOSUPPORT || error == -EAFNOSUPPORT ||
	       error == -EOPNOTSUPP || error == -EINVAL;
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
		request.states &= filter_states(filter, proto);
		request.bytecode_len = bytecode_compile(filter, pair, bytecode);
		if (!request.states)
			return 0;
	}
	if (q->source.nl && ops->diag) {
		diag = query_diag(q, ops, &request);
		if (!is_missing(diag) || q->delivered != delivered)
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
		if (r < 0 && !is_missing(r) && r != -EACCES && r != -EPERM)
			return r;
		q->no_diag = r;
	}

	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++) {
		if (!(q->spec.pairs & UINT32_C(1) << pair))
			continue;
		int r = query_pair(q, pair);
		if (r)
			return r;
	}
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
