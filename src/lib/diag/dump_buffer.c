/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump_buffer.h"

#include <libmnl/libmnl.h>
#include <stdlib.h>
#include <string.h>

#include "util/grow.h"

/* Tables of UDP have so many buckets at least, and at most. */
enum { BUCKETS_MIN = 128, BUCKETS_MAX = 65536 };

void dump_buffer_clear(struct dump_buffer *a)
{
	a->len = 0;
	a->count = 0;
	a->datagram = 0;
	a->phases = 0;
	a->has_pieces = false;
	a->may_begin = false;
	a->second = 0;
	a->has_second = false;
	a->is_first_certain = false;
	a->less = 0;
	a->is_full = false;
	a->is_interrupted = false;
}

void dump_buffer_release(struct dump_buffer *a)
{
	free(a->bytes);
	free(a->items);
}

void answer_begin_pieces(struct dump_buffer *a)
{
	a->is_first_certain = dump_buffer_is_certain(a);
	a->second = a->count;
	a->has_second = true;
	a->is_full = false;
	a->datagram = 0;
	a->phases = 0;
	a->has_pieces = true;
	a->may_begin = false;
}

int dump_buffer_add(struct dump_buffer *a, const struct nlmsghdr *nlh)
{
	const size_t size = MNL_ALIGN(nlh->nlmsg_len);
	int r = grow(&a->bytes, &a->cap, a->len + size, 1);

	if (r < 0)
		return r;
	memcpy(a->bytes + a->len, nlh, nlh->nlmsg_len);
	a->len += size;
	return 0;
}

void dump_buffer_count(struct dump_buffer *a, unsigned int datagram, uint32_t key,
		       uint32_t piece, bool is_in_piece)
{
	const bool is_same = a->phases && a->phases_datagram == datagram;
	const uint32_t before = is_same ? a->phases : 0;
	const uint32_t last = UINT32_C(1) << (piece - 1);

	a->phases = (before & ~last) << 1;
	if (!is_same || before & last || key != a->phases_key)
		a->phases |= 1;
	a->may_begin |= (before & last) != 0;
	/* those before the first are of another table; but it may be one of its piece that just
	 * changed its state that comes before it */
	if (is_in_piece && !a->has_pieces) {
		a->phases = is_same && (!a->phases_key || key == a->phases_key)
				    ? last | (last - 1)
				    : 1;
		a->may_begin = false;
		a->has_pieces = true;
	}
	a->phases_datagram = datagram;
	a->phases_key = key;
}

uint32_t dump_buffer_run(struct dump_buffer *a, unsigned int datagram, bool is_in_piece)
{
	const struct item *last = a->count ? &a->items[a->count - 1] : NULL;
	const bool is_same = last && a->datagram == datagram;
	const bool is_new = !is_same || (is_in_piece && a->may_begin);

	a->datagram = datagram;
	if (is_in_piece)
		a->may_begin = false;
	return last ? last->run + is_new : 0;
}

bool dump_buffer_is_small(const struct dump_buffer *a)
{
	return a->less > 1;
}

/* Whether the buckets come in the order of a table of that size: the first of them has the lowest
 * number, whatever is added to its port. */
static bool is_in_order(const struct dump_buffer *a, uint32_t table)
{
	uint32_t before = 0;

	for (size_t i = 0; i < a->count; i++) {
		const uint32_t at = (a->items[i].bucket - a->items[0].bucket) % table;

		if (at < before)
			return false;
		before = at;
	}
	return true;
}

uint32_t dump_buffer_table(const struct dump_buffer *a)
{
	for (uint32_t table = BUCKETS_MIN; table < BUCKETS_MAX; table *= 2)
		if (is_in_order(a, table))
			return table;
	return BUCKETS_MIN;
}

void dump_buffer_set_remainders(struct dump_buffer *a, uint32_t table)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->items[i].bucket)
			a->items[i].bucket = a->items[i].bucket % table + 1;
}

/* Whether the i'th of the sockets shares its bucket with the one before it, or may. */
static bool is_crowded(const struct dump_buffer *a, size_t i)
{
	return i && i < a->count &&
	       (!a->items[i].bucket || a->items[i].bucket == a->items[i - 1].bucket);
}

bool dump_buffer_is_within(const struct dump_buffer *a, size_t i)
{
	if (a->has_second && i == a->second)
		return !a->is_first_certain;
	return is_crowded(a, i - 1) || is_crowded(a, i) || is_crowded(a, i + 1);
}

bool dump_buffer_is_certain(const struct dump_buffer *a)
{
	if (a->has_second && !a->is_first_certain && a->second == a->count)
		return false;
	return !a->count || !a->is_full || !is_crowded(a, a->count - 1);
}

bool dump_buffer_is_enough(const struct dump_buffer *a)
{
	bool is_enough = dump_buffer_is_certain(a);

	for (size_t i = 1; is_enough && i < a->count; i++)
		is_enough = a->items[i].run == a->items[i - 1].run ||
			    !dump_buffer_is_within(a, i);
	return is_enough;
}
