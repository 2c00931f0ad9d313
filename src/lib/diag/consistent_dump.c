/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "consistent_dump.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <stdlib.h>
#include <string.h>

#include "dump_verify.h"
#include "util/cleanup.h"
#include "util/grow.h"

enum {
	/* The minimum number of bytes of messages that are buffered before messages are
	 * passed to the caller in the middle of a dump. A dump that fails before its
	 * first message is passed on can be repeated. */
	BUFFER_MAX = 128 * 1024,
	/* The maximum number of repetitions of a dump that failed with -ENOBUFS or that
	 * the kernel marked as inconsistent. */
	RETRIES_MAX = 4,
};
_Static_assert((int)RETRIES_MAX <= (int)DUMP_FILLS, "each retry has its own fill");

static void consistent_dump_release(struct consistent_dump *d)
{
	dump_buffer_release(&d->first);
	dump_buffer_release(&d->repeat);
	dump_buffer_release(&d->found);
	run_merge_release(&d->merge);
	map_release(&d->duplicates);
	free(d->emitted);
}

/* Passes the messages of the buffer b from the offset *at up to the offset `end` to
 * d->fn, and moves *at behind the last passed message. Returns 0, or a result of d->fn
 * other than 0. */
static int emit(const struct consistent_dump *d, const struct dump_buffer *b, size_t *at,
		size_t end)
{
	int r = 0;

	while (r == 0 && *at < end) {
		const struct nlmsghdr *nlh = dump_buffer_message(b, *at);

		*at += MNL_ALIGN(nlh->nlmsg_len);
		r = d->fn(nlh, d->arg);
	}
	return r;
}

/* Passes the messages in the buffer d->first to d->fn without duplicate sockets. The
 * messages of sockets that only repetitions of the dump found are passed behind the last
 * identified socket of d->first. Returns 0, or a result of d->fn other than 0. */
static int emit_buffered(const struct consistent_dump *d)
{
	const struct dump_buffer *b = &d->first;
	size_t found_at = 0;
	size_t at = 0;
	int r = 0;

	for (size_t i = d->skipped; r == 0 && i < b->count; i++) {
		const size_t start = b->items[i].at;
		const size_t end =
			start + MNL_ALIGN(dump_buffer_message(b, start)->nlmsg_len);

		if (map_get(&d->duplicates, i) != MAP_NONE) {
			r = emit(d, b, &at, start);
			at = end;
		} else {
			r = emit(d, b, &at, end);
		}
	}
	if (r == 0)
		r = emit(d, &d->found, &found_at, d->found.len);
	return r ? r : emit(d, b, &at, b->len);
}

/* Returns whether none of the checked datagrams of d->first ended in a long bucket (a
 * hash bucket that many sockets can share). If none did, d->first has each socket exactly
 * once. The last socket of d->first is checked by the next call of is_sound_so_far(),
 * because only the following socket shows whether the last bucket has several sockets. */
static bool is_sound_so_far(struct consistent_dump *d)
{
	const struct dump_buffer *b = &d->first;
	size_t i = d->checked ? d->checked : 1;

	for (; d->is_sound && i + 1 < b->count; i++)
		d->is_sound = b->items[i].run == b->items[i - 1].run ||
			      !dump_buffer_is_within(b, i);
	d->checked = i;
	d->is_sound &= !(d->request->is_ordered && dump_buffer_is_small_table(b));
	return d->is_sound;
}

/* Passes the messages in the buffer d->first to d->fn before the dump has ended.
 * Afterwards only the cookies of the passed sockets and the last three items are kept;
 * is_sound_so_far() compares later items with the last three items. */
static int emit_sound(struct consistent_dump *d)
{
	enum { FEW = 3 };
	struct dump_buffer *b = &d->first;

	if (b->count < FEW)
		return 0;
	int r = emit_buffered(d);
	if (r == 0)
		r = grow(&d->emitted, &d->emitted_cap, d->emitted_len + b->count,
			 sizeof(*d->emitted));
	if (r) {
		/* Setting is_streaming prevents a repetition of the failed dump, which
		 * would pass sockets to d->fn twice. */
		d->is_streaming = true;
		return r;
	}
	for (size_t i = d->skipped; i < b->count; i++)
		d->emitted[d->emitted_len++] = b->items[i].cookie;
	memmove(b->items, b->items + b->count - FEW, FEW * sizeof(*b->items));
	b->count = FEW;
	b->len = 0;
	d->skipped = FEW;
	d->checked = FEW - 1;
	return 0;
}

/* Verifies the messages in the buffer d->first and passes them to d->fn. Called when
 * enough bytes are buffered and the last message has no identified socket; receive()
 * passes later messages directly to d->fn. Returns 0, the result of d->fn that was not 0,
 * or an error. */
static int start_streaming(struct consistent_dump *d)
{
	const int verified = dump_verify(d);
	const int r = emit_buffered(d);

	d->is_streaming = true;
	return r ? r : verified;
}

/* Returns whether the message nlh, received after is_streaming was set, has a socket of a
 * long bucket (a hash bucket that many sockets can share). The result true means that
 * streaming began too early, at a socket that had just changed its state, and that the
 * dump may lack sockets. */
static bool is_late(const struct consistent_dump *d, const struct nlmsghdr *nlh)
{
	struct consistent_id id = { 0 };

	return d->request->identify && d->request->batch &&
	       d->request->identify(nlh, &id) && id.is_batched && !id.can_come_late;
}

static int receive(const struct nlmsghdr *nlh, void *arg)
{
	struct consistent_dump *d = arg;
	struct dump_buffer *b = &d->first;
	const size_t count = b->count;

	if (d->is_streaming) {
		d->from->interrupted |= is_late(d, nlh);
		return d->fn(nlh, d->arg);
	}
	int r = dump_verify_store(b, d, nlh);
	if (r < 0 || b->len < BUFFER_MAX)
		return r;
	if (b->count == count)
		return start_streaming(d);
	return is_sound_so_far(d) ? emit_sound(d) : 0;
}

static int dump_first(struct consistent_dump *d, struct nl *nl)
{
	const struct consistent_request *request = d->request;
	bool is_interrupted = false;

	dump_buffer_clear(&d->first);
	d->nl = nl;
	int r = nl_dump(nl, request->type, request->payload, request->size, receive, d,
			&is_interrupted);
	d->first.is_interrupted = is_interrupted;
	return r;
}

/* Returns whether a dump that returned r can be repeated: r is -ENOBUFS or the kernel
 * marked the dump as inconsistent, and no message of the dump was passed to d->fn yet. */
static bool can_retry(const struct consistent_dump *d, int r)
{
	return !d->is_streaming && !d->emitted_len &&
	       (r == -ENOBUFS || (r == 0 && d->first.is_interrupted));
}

int consistent_dump(struct family_source *from, const struct consistent_request *request,
		    nl_message_fn fn, void *arg)
{
	_cleanup_(consistent_dump_release) struct consistent_dump d = {
		.from = from,
		.request = request,
		.fn = fn,
		.arg = arg,
		.is_sound = true,
		.merge.min_overlap = request->min_overlap,
	};

	int r = dump_first(&d, from->nl);
	for (size_t i = 0; can_retry(&d, r) && i < RETRIES_MAX; i++) {
		_cleanup_(nl_freep) struct nl *nl = NULL;

		r = nl_open_beside(from->nl, dump_fills[i], &nl);
		if (r == 0)
			r = dump_first(&d, nl);
	}
	from->interrupted |= d.first.is_interrupted;
	if (d.is_streaming)
		return r;
	const int verified = r == 0 && !d.first.is_interrupted ? dump_verify(&d) : 0;
	const int emitted = emit_buffered(&d);
	if (emitted)
		return emitted;
	return r ? r : verified;
}
