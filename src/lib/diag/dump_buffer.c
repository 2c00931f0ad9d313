/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump_buffer.h"

#include <libmnl/libmnl.h>
#include <stdlib.h>
#include <string.h>

#include "util/grow.h"

/* The minimum and the maximum number of buckets of the kernel's hash table of UDP
 * sockets. */
enum { BUCKETS_MIN = 128, BUCKETS_MAX = 65536 };

void dump_buffer_clear(struct dump_buffer *b)
{
	*b = (struct dump_buffer){
		.bytes = b->bytes,
		.cap = b->cap,
		.items = b->items,
		.items_cap = b->items_cap,
	};
}

void dump_buffer_release(struct dump_buffer *b)
{
	free(b->bytes);
	free(b->items);
}

void dump_buffer_begin_batched(struct dump_buffer *b)
{
	b->is_first_certain = dump_buffer_is_certain(b);
	b->second = b->count;
	b->has_second = true;
	b->is_full = false;
	b->datagram = 0;
	b->phases = 0;
	b->has_batched = true;
	b->may_begin = false;
}

int dump_buffer_add(struct dump_buffer *b, const struct nlmsghdr *nlh)
{
	const size_t size = MNL_ALIGN(nlh->nlmsg_len);
	int r = grow(&b->bytes, &b->cap, b->len + size, 1);

	if (r < 0)
		return r;
	memcpy(b->bytes + b->len, nlh, nlh->nlmsg_len);
	b->len += size;
	return 0;
}

void dump_buffer_count(struct dump_buffer *b, unsigned int datagram, uint32_t key,
		       uint32_t batch, bool is_batched)
{
	const bool is_same = b->phases && b->phases_datagram == datagram;
	const uint32_t before = is_same ? b->phases : 0;
	const uint32_t last = UINT32_C(1) << (batch - 1);

	b->phases = (before & ~last) << 1;
	if (!is_same || before & last || key != b->phases_key)
		b->phases |= 1;
	b->may_begin |= (before & last) != 0;
	/* Messages in front of the first socket that the kernel dumps in batches (a fixed
	 * number of sockets at a time) are from another hash table of the kernel, or
	 * belong to sockets of the batch that have just changed their state. */
	if (is_batched && !b->has_batched) {
		b->phases = is_same && (!b->phases_key || key == b->phases_key)
				    ? last | (last - 1)
				    : 1;
		b->may_begin = false;
		b->has_batched = true;
	}
	b->phases_datagram = datagram;
	b->phases_key = key;
}

uint32_t dump_buffer_run(struct dump_buffer *b, unsigned int datagram, bool is_batched)
{
	const struct dump_item *last = b->count ? &b->items[b->count - 1] : NULL;
	const bool is_same = last && b->datagram == datagram;
	const bool is_new = !is_same || (is_batched && b->may_begin);

	b->datagram = datagram;
	if (is_batched)
		b->may_begin = false;
	return last ? last->run + is_new : 0;
}

/* Returns whether the items of b are in the order of a hash table of the kernel that has
 * `table` buckets. Buckets are counted from the bucket of the first item, because the
 * kernel computes a bucket as the remainder of the sum of the port and an unknown
 * constant. */
static bool is_in_order(const struct dump_buffer *b, uint32_t table)
{
	uint32_t before = 0;

	for (size_t i = 0; i < b->count; i++) {
		const uint32_t at = (b->items[i].bucket - b->items[0].bucket) % table;

		if (at < before)
			return false;
		before = at;
	}
	return true;
}

uint32_t dump_buffer_table_size(const struct dump_buffer *b)
{
	for (uint32_t table = BUCKETS_MIN; table < BUCKETS_MAX; table *= 2)
		if (is_in_order(b, table))
			return table;
	return BUCKETS_MIN;
}

void dump_buffer_set_remainders(struct dump_buffer *b, uint32_t table)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->items[i].bucket)
			b->items[i].bucket = b->items[i].bucket % table + 1;
}

/* Returns whether items i and i - 1 of b are, or may be, in one hash bucket. */
static bool is_crowded(const struct dump_buffer *b, size_t i)
{
	return i && i < b->count &&
	       (!b->items[i].bucket || b->items[i].bucket == b->items[i - 1].bucket);
}

bool dump_buffer_is_within(const struct dump_buffer *b, size_t i)
{
	if (b->has_second && i == b->second)
		return !b->is_first_certain;
	return is_crowded(b, i - 1) || is_crowded(b, i) || is_crowded(b, i + 1);
}

bool dump_buffer_is_certain(const struct dump_buffer *b)
{
	if (b->has_second && !b->is_first_certain && b->second == b->count)
		return false;
	return !b->count || !b->is_full || !is_crowded(b, b->count - 1);
}

bool dump_buffer_is_complete(const struct dump_buffer *b)
{
	bool is_enough = dump_buffer_is_certain(b);

	for (size_t i = 1; is_enough && i < b->count; i++)
		is_enough = b->items[i].run == b->items[i - 1].run ||
			    !dump_buffer_is_within(b, i);
	return is_enough;
}
