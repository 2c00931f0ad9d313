/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "consistent_dump.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <stdlib.h>
#include <string.h>

#include "dump_buffer.h"
#include "port_set.h"
#include "run_merge.h"
#include "util/cleanup.h"
#include "util/grow.h"

enum {
	/* Where nothing may be wrong no more is kept before it is handed on: until then a dump
	 * that fails can be repeated. */
	KEPT_MAX = 128 * 1024,
};

/* How much of the first datagram is filled when a dump is repeated: the ends of all are
 * in other places then. */
static const size_t firsts[] = { 16384, 8192, 24576, 12288, 28672, 4096, 20480, 10240 };

enum {
	/* One that is repeated because the kernel says so is not likely to fail again. */
	TRIES = 4,
	/* More than two are as good as never needed but where sockets come in pieces, the ends of
	 * which are elsewhere by chance alone. */
	REPEATS = 16,
	/* So many sockets come in one datagram, if that is as large as can be. */
	ENDS_MAX = 192,
	FIRST_MOST = 32768,
};

struct whole {
	struct family_source *from;
	const struct consistent_request *request;
	nl_message_fn fn;
	void *arg;
	struct nl *nl; /* that of the dump under way */
	struct dump_buffer first; /* the dump itself */
	struct dump_buffer again; /* the one by which it was repeated last */
	struct dump_buffer more; /* what repetition brought */
	struct run_merge chain;
	struct map repeated; /* of the first: by index, what came before */
	uint64_t *told; /* cookies of what was handed on of it, where nothing is wrong */
	size_t told_len, told_cap;
	size_t skipped; /* identified sockets that are among these */
	size_t judged; /* identified sockets */
	bool is_well; /* those */
	uint32_t table; /* of so many buckets, or more, if it is small; else 0 */
	bool is_streaming; /* what was kept is handed on, the rest is so as it comes */
};

static void cleanup_whole(struct whole *w)
{
	dump_buffer_release(&w->first);
	dump_buffer_release(&w->again);
	dump_buffer_release(&w->more);
	run_merge_release(&w->chain);
	map_release(&w->repeated);
	free(w->told);
}

static void cleanup_nl(struct nl **nl)
{
	nl_free(*nl);
}

/* Adds a message, and what it is. */
static int answer_take(struct dump_buffer *a, const struct whole *w,
		       const struct nlmsghdr *nlh)
{
	const unsigned int datagram = nl_datagram(w->nl);
	struct item item = { .at = a->len };
	struct consistent_id id = { 0 };
	int r = dump_buffer_add(a, nlh);

	if (r < 0)
		return r;
	const bool is_identified = w->request->identify && w->request->identify(nlh, &id);
	const bool is_in_piece = is_identified && id.is_in_piece;
	if (w->request->piece)
		dump_buffer_count(a, datagram, is_identified ? id.key : 0,
				  w->request->piece, is_in_piece);
	if (!is_identified) {
		a->is_full &= a->datagram != datagram;
		return 0;
	}
	r = grow(&a->items, &a->items_cap, a->count + 1, sizeof(*a->items));
	if (r < 0)
		return r;
	item.cookie = id.cookie;
	item.bucket = id.bucket;
	if (is_in_piece)
		item.bucket |= IN_PIECES;
	item.run = dump_buffer_run(a, datagram, is_in_piece);
	a->is_full = nl_is_full(w->nl, nlh->nlmsg_len);
	a->less += a->count && item.bucket < a->items[a->count - 1].bucket;
	a->items[a->count++] = item;
	return 0;
}

static const struct nlmsghdr *message_at(const struct dump_buffer *a, size_t at)
{
	return (const struct nlmsghdr *)(a->bytes + at);
}

/* What was handed on of the first dump is one run. */
static int link_told(struct whole *w)
{
	int r = w->told_len ? run_merge_next(&w->chain, false) : 0;

	for (size_t i = 0; r >= 0 && i < w->told_len; i++)
		r = run_merge_add(&w->chain, w->told[i]);
	return r < 0 ? r : 0;
}

/* Adds the i'th socket of a dump to the chain, as run_merge_add. */
static int link_item(struct whole *w, const struct dump_buffer *a, size_t i)
{
	const bool is_in_piece = a->items[i].bucket & IN_PIECES;
	int r = 0;

	if (!i || a->items[i].run != a->items[i - 1].run)
		r = run_merge_next(&w->chain, i && !dump_buffer_is_within(a, i));
	if (r < 0)
		return r;
	w->chain.links = is_in_piece ? 1 : w->request->links;
	w->chain.table = is_in_piece;
	return run_merge_add(&w->chain, a->items[i].cookie);
}

/* Of the first dump, what it has twice is noted; of others, what is new is kept. */
static int link_up(struct whole *w, const struct dump_buffer *a)
{
	const bool is_first = a == &w->first;
	int r = run_merge_begin(&w->chain, a->is_interrupted);

	if (r == 0 && is_first)
		r = link_told(w);
	for (size_t i = is_first ? w->skipped : 0; r >= 0 && i < a->count; i++) {
		r = link_item(w, a, i);
		if (r == 1 && !is_first)
			r = dump_buffer_add(&w->more, message_at(a, a->items[i].at));
		else if (r == 0 && is_first)
			r = map_set(&w->repeated, i, 0);
	}
	if (r >= 0)
		run_merge_end(&w->chain, dump_buffer_is_certain(a));
	return r < 0 ? r : 0;
}

static int keep_again(const struct nlmsghdr *nlh, void *arg)
{
	struct whole *w = arg;

	return answer_take(&w->again, w, nlh);
}

static int dump_beside(struct whole *w, const void *payload, size_t size, size_t first)
{
	_cleanup_(cleanup_nl) struct nl *beside = NULL;
	bool is_interrupted = false;

	int r = nl_open_beside(w->from->nl, first, &beside);
	if (r < 0)
		return r;
	w->nl = beside;
	r = nl_dump(beside, w->request->type, payload, size, keep_again, w,
		    &is_interrupted);
	w->nl = NULL;
	w->again.is_interrupted |= is_interrupted;
	return r;
}

/* Asks by the payload, and behind it for the sockets that come in pieces; either may be NULL. */
static int dump_again(struct whole *w, const void *payload, const void *pieces,
		      size_t size, size_t first)
{
	int r = 0;

	dump_buffer_clear(&w->again);
	if (payload)
		r = dump_beside(w, payload, size, first);
	if (r == 0 && pieces) {
		answer_begin_pieces(&w->again);
		r = dump_beside(w, pieces, size, first);
	}
	if (w->table)
		dump_buffer_set_remainders(&w->again, w->table);
	return r;
}

static bool is_known(const struct whole *w, const struct dump_buffer *a)
{
	size_t i = 0;

	while (i < a->count && run_merge_knows(&w->chain, a->items[i].cookie))
		i++;
	return i == a->count;
}

/* Repeats the dump, first in short where that can be: it proves as much, unless there is
 * something new, which is to be told of in full. */
static int settle_by(struct whole *w, size_t first, bool is_short)
{
	const struct consistent_request *request = w->request;

	int r = dump_again(w, is_short ? request->in_short : request->part,
			   request->pieces, request->size, first);
	if (r == 0 && (!is_short || is_known(w, &w->again)))
		r = link_up(w, &w->again);
	return r == -ENOBUFS ? 0 : r;
}

/* A socket loses its port as it is closed, and has none yet while it is bound. */
static bool is_known_by_port(const struct dump_buffer *a)
{
	bool is_known = true;

	for (size_t i = 0; is_known && i < a->count; i++)
		is_known = a->items[i].bucket;
	return is_known;
}

/* A bucket, and those behind it up to another, in the order of the table. */
static void add_buckets(const struct whole *w, struct ports *ends, uint32_t bucket,
			uint32_t last)
{
	ports_add(ends, bucket, w->table);
	while (bucket != last) {
		bucket = w->table ? bucket % w->table + 1
				  : (bucket + 1) % (UINT16_MAX + 1);
		ports_add(ends, bucket, w->table);
	}
}

/* Where datagrams ended: the ports from the bucket before to that behind. One in between may have
 * others that were not asked for, of the other address family: who comes behind one of them that
 * goes is missed, too. */
static void find_ends(const struct whole *w, struct ports *ends)
{
	const struct dump_buffer *a = &w->first;

	for (size_t i = 1; i < a->count; i++)
		if (a->items[i].run != a->items[i - 1].run)
			add_buckets(w, ends, a->items[i - 1].bucket, a->items[i].bucket);
	if (a->is_full)
		add_buckets(w, ends, a->items[a->count - 1].bucket, a->items[0].bucket);
}

/* Whether these are so few that they come in one datagram. */
static bool are_few(const struct whole *w, const struct ports *ends)
{
	size_t count = 0;

	for (size_t i = 0; i < w->first.count; i++)
		count += ports_has(ends, w->first.items[i].bucket, w->table);
	return count <= ENDS_MAX && ports_ranges(ends) <= RANGES_MAX;
}

/* Asks for these alone. False: that proves nothing. */
static bool dump_ends(struct whole *w, const struct ports *ends)
{
	_cleanup_free_ void *payload = NULL;
	size_t size = 0;

	return w->request->narrow(w->request, ends, &payload, &size) == 0 &&
	       dump_again(w, payload, NULL, size, FIRST_MOST) == 0 &&
	       !w->again.is_interrupted && dump_buffer_is_enough(&w->again);
}

/* Of the first dump, what it has twice of these is noted; of the other, what is new is kept. */
static int compare_ends(struct whole *w, const struct ports *ends)
{
	_cleanup_(map_release) struct map known = { 0 };
	const struct dump_buffer *a = &w->first;
	int r = 0;

	for (size_t i = 0; r == 0 && i < a->count; i++)
		if (!ports_has(ends, a->items[i].bucket, w->table))
			continue;
		else if (map_get(&known, a->items[i].cookie) == MAP_NONE)
			r = map_set(&known, a->items[i].cookie, 0);
		else
			r = map_set(&w->repeated, i, 0);
	a = &w->again;
	for (size_t i = 0; r == 0 && i < a->count; i++) {
		if (map_get(&known, a->items[i].cookie) != MAP_NONE)
			continue;
		r = dump_buffer_add(&w->more, message_at(a, a->items[i].at));
		if (r == 0)
			r = map_set(&known, a->items[i].cookie, 0);
	}
	return r;
}

/* Whoever was missed or comes twice is in a bucket in which a datagram ended. Where these are
 * short, asking for them alone is enough: they come at one go. 1: it is known now, 0: it is not,
 * <0: error. */
static int settle_ends(struct whole *w)
{
	if (!w->request->narrow || w->told_len || !is_known_by_port(&w->first))
		return 0;
	_cleanup_free_ struct ports *ends = calloc(1, sizeof(*ends));
	if (!ends)
		return -ENOMEM;
	find_ends(w, ends);
	if (!are_few(w, ends) || !dump_ends(w, ends))
		return 0;
	const int r = compare_ends(w, ends);
	return r < 0 ? r : 1;
}

/* Finds what the first dump lacks and what it has twice. */
static int settle(struct whole *w)
{
	if (w->request->is_ordered && dump_buffer_is_small(&w->first)) {
		w->table = dump_buffer_table(&w->first);
		dump_buffer_set_remainders(&w->first, w->table);
	}
	if (dump_buffer_is_enough(&w->first))
		return 0;
	int r = settle_ends(w);
	if (r)
		return r < 0 ? r : 0;
	r = link_up(w, &w->first);
	for (size_t i = 0; r == 0 && !run_merge_is_whole(&w->chain); i++) {
		if (i == REPEATS) {
			w->from->interrupted = true;
			break;
		}
		r = settle_by(w, firsts[i % ARRAY_SIZE(firsts)],
			      i == 0 && w->request->in_short);
	}
	return r;
}

static int tell(const struct whole *w, const struct dump_buffer *a, size_t *at,
		size_t end)
{
	int r = 0;

	while (r == 0 && *at < end) {
		const struct nlmsghdr *nlh = message_at(a, *at);

		*at += MNL_ALIGN(nlh->nlmsg_len);
		r = w->fn(nlh, w->arg);
	}
	return r;
}

/* What was kept: identified sockets without those that are repeated, what is more of them, and
 * the rest. */
static int tell_kept(const struct whole *w)
{
	const struct dump_buffer *a = &w->first;
	size_t more = 0;
	size_t at = 0;
	int r = 0;

	for (size_t i = w->skipped; r == 0 && i < a->count; i++) {
		const size_t behind = a->items[i].at +
				      MNL_ALIGN(message_at(a, a->items[i].at)->nlmsg_len);

		if (map_get(&w->repeated, i) != MAP_NONE) {
			at = behind;
		} else {
			r = tell(w, a, &at, behind);
		}
	}
	if (r == 0)
		r = tell(w, &w->more, &more, w->more.len);
	return r ? r : tell(w, a, &at, a->len);
}

/* Whether up to here nothing may be wrong. What comes behind the first of a datagram tells of
 * its bucket too, so that is for the next time if it is the last. */
static bool is_well(struct whole *w)
{
	const struct dump_buffer *a = &w->first;
	size_t i = w->judged ? w->judged : 1;

	for (; w->is_well && i + 1 < a->count; i++)
		w->is_well = a->items[i].run == a->items[i - 1].run ||
			     !dump_buffer_is_within(a, i);
	w->judged = i;
	w->is_well &= !(w->request->is_ordered && dump_buffer_is_small(a));
	return w->is_well;
}

/* Of what is handed on no more is known from then on than the cookies; but the last few are
 * needed to tell what is within a bucket. */
static int hand_on(struct whole *w)
{
	enum { FEW = 3 };
	struct dump_buffer *a = &w->first;

	if (a->count < FEW)
		return 0;
	int r = tell_kept(w);
	if (r == 0)
		r = grow(&w->told, &w->told_cap, w->told_len + a->count,
			 sizeof(*w->told));
	if (r) {
		/* nothing more is told */
		w->is_streaming = true;
		return r;
	}
	for (size_t i = w->skipped; i < a->count; i++)
		w->told[w->told_len++] = a->items[i].cookie;
	memmove(a->items, a->items + a->count - FEW, FEW * sizeof(*a->items));
	a->count = FEW;
	a->len = 0;
	w->skipped = FEW;
	w->judged = FEW - 1;
	return 0;
}

static int stop_keeping(struct whole *w)
{
	const int settled = settle(w);
	const int r = tell_kept(w);

	w->is_streaming = true;
	return r ? r : settled;
}

/* Whether it was not the end of long buckets that the first that is not identified was taken for,
 * but one of them that had just changed its state. Who is missing is not known then. */
static bool is_late(const struct whole *w, const struct nlmsghdr *nlh)
{
	struct consistent_id id = { 0 };

	return w->request->identify && w->request->piece &&
	       w->request->identify(nlh, &id) && id.is_in_piece && !id.may_be_late;
}

static int keep(const struct nlmsghdr *nlh, void *arg)
{
	struct whole *w = arg;
	struct dump_buffer *a = &w->first;
	const size_t count = a->count;

	if (w->is_streaming) {
		w->from->interrupted |= is_late(w, nlh);
		return w->fn(nlh, w->arg);
	}
	int r = answer_take(a, w, nlh);
	if (r < 0 || a->len < KEPT_MAX)
		return r;
	if (a->count == count)
		return stop_keeping(w);
	return is_well(w) ? hand_on(w) : 0;
}

static int dump_first(struct whole *w, struct nl *nl)
{
	const struct consistent_request *request = w->request;
	bool is_interrupted = false;

	dump_buffer_clear(&w->first);
	w->nl = nl;
	int r = nl_dump(nl, request->type, request->payload, request->size, keep, w,
			&is_interrupted);
	w->first.is_interrupted = is_interrupted;
	return r;
}

/* Whether it is worth another try, which takes that nothing was handed on yet. */
static bool has_failed(const struct whole *w, int r)
{
	return !w->is_streaming && !w->told_len &&
	       (r == -ENOBUFS || (r == 0 && w->first.is_interrupted));
}

int consistent_dump(struct family_source *from, const struct consistent_request *request,
		    nl_message_fn fn, void *arg)
{
	_cleanup_(cleanup_whole) struct whole w = {
		.from = from,
		.request = request,
		.fn = fn,
		.arg = arg,
		.is_well = true,
		.chain.links = request->links,
	};

	int r = dump_first(&w, from->nl);
	for (size_t i = 0; has_failed(&w, r) && i < TRIES; i++) {
		_cleanup_(cleanup_nl) struct nl *beside = NULL;

		r = nl_open_beside(from->nl, firsts[i], &beside);
		if (r == 0)
			r = dump_first(&w, beside);
	}
	from->interrupted |= w.first.is_interrupted;
	if (w.is_streaming)
		return r;
	const int settled = r == 0 && !w.first.is_interrupted ? settle(&w) : 0;
	const int told = tell_kept(&w);
	if (told)
		return told;
	return r ? r : settled;
}
