/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores the messages of a dump, and finds out which datagrams ended in a hash bucket
 * with several sockets: only in such a bucket can the dump lack or repeat a socket. */
#ifndef DIAG_DUMP_BUFFER_H
#define DIAG_DUMP_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

/* A bit that is set in the number of a hash bucket that the kernel dumps in batches (a
 * fixed number of sockets at a time). */
#define BATCHED_BUCKET (UINT32_C(1) << 31)

/* A socket of a dump for which struct consistent_id is known. */
struct dump_item {
	uint64_t cookie;
	/* Offset of the socket's message in dump_buffer.bytes; not valid once the message
	 * is emitted. */
	size_t at;
	/* Number of the socket's hash bucket (consistent_id.bucket), with the bit
	 * BATCHED_BUCKET set if the kernel dumps the bucket in batches. */
	uint32_t bucket;
	/* Number of the socket's run: the number is equal for consecutive sockets that
	 * the kernel dumped without a pause. */
	uint32_t run;
};

/* The messages of a dump in the order in which the messages were received, and an item
 * for each message whose socket is identified (struct consistent_id). */
struct dump_buffer {
	char *bytes;
	size_t len, cap;
	struct dump_item *items;
	size_t count, items_cap;
	/* Number of the datagram that has the last item, counted from 1 in each dump. */
	unsigned int datagram;
	/* The possible positions of the last message in its batch (sockets that the
	 * kernel copies at a time), counted from 0: bit n is set if the message may be at
	 * position n. */
	uint32_t phases;
	/* Number of the datagram that has the last message, counted from 1 in each
	 * dump. */
	unsigned int phases_datagram;
	/* Key of the socket in the last message (consistent_id.key); 0: the socket was
	 * not identified. */
	uint32_t phases_key;
	/* Whether a socket that the kernel dumps in batches (a fixed number of sockets at
	 * a time) was added, or a dump of only such sockets has begun. */
	bool has_batched;
	/* Whether a new batch (sockets that the kernel copies at a time) may have begun
	 * since the last socket that the kernel dumps in batches. */
	bool may_begin;
	/* Index of the first item of the second dump, which has only the sockets
	 * dumped in batches (a fixed number of sockets at a time); valid if has_second
	 * is set. */
	size_t second;
	/* Whether the buffer also has the messages of a second dump, behind the messages
	 * of the first dump. */
	bool has_second;
	/* Whether the first dump certainly has all items of the last hash bucket that the
	 * dump reached; valid if has_second is set. */
	bool is_first_certain;
	/* The number of items whose bucket number is lower than the bucket number of the
	 * item before. */
	size_t descents;
	/* Whether the last item is at the end of its datagram and the datagram may have
	 * had no room for another message. */
	bool is_full;
	/* Whether the kernel marked the dump as inconsistent (NLM_F_DUMP_INTR). */
	bool is_interrupted;
};

/* Empties the buffer and keeps its memory. */
void dump_buffer_clear(struct dump_buffer *b);
void dump_buffer_release(struct dump_buffer *b);

/* Marks the messages that are added from now on as a second dump, which has only the
 * sockets that the kernel dumps in batches (a fixed number of sockets at a time). */
void dump_buffer_begin_batched(struct dump_buffer *b);

/* Appends a copy of the message nlh to b. Returns 0, or -ENOMEM; b is then unchanged. */
int dump_buffer_add(struct dump_buffer *b, const struct nlmsghdr *nlh);

/* Returns the message at the offset `at` of b->bytes. */
static inline const struct nlmsghdr *dump_buffer_message(const struct dump_buffer *b,
							 size_t at)
{
	return (const struct nlmsghdr *)(b->bytes + at);
}

/* Tracks at which positions of a batch (sockets that the kernel copies at a time) the
 * last message may be. Must be called for each message before dump_buffer_run().
 * `datagram` is the number of the datagram that has the message. `key` is
 * consistent_id.key of the message's socket; 0: the socket was not identified. `batch` is
 * the number of sockets in a batch, at most 32. is_batched: whether the socket certainly
 * belongs to a batch. A socket that changed its state or lost its port before the kernel
 * copied the socket may belong to a batch although is_batched is false.
 *
 * A new batch begins with each datagram and each hash bucket, but two different keys do
 * not prove two different buckets. */
void dump_buffer_count(struct dump_buffer *b, unsigned int datagram, uint32_t key,
		       uint32_t batch, bool is_batched);

/* Returns the run number of an identified socket that is to be appended to b->items; a
 * run is a sequence of sockets that the kernel dumped without a pause. The run number is
 * that of the last item if the kernel certainly made no pause between the last item and
 * the new socket, otherwise the next number. `datagram` is the number of the socket's
 * datagram. is_batched: whether the kernel dumps the socket in batches (a fixed number of
 * sockets at a time). */
uint32_t dump_buffer_run(struct dump_buffer *b, unsigned int datagram, bool is_batched);

/* Returns whether the bucket numbers of the items decrease more than once, which shows
 * that the kernel's hash table has fewer buckets than there are bucket numbers. */
static inline bool dump_buffer_is_small_table(const struct dump_buffer *b)
{
	return b->descents > 1;
}

/* Returns a divisor of the number of buckets of the kernel's UDP hash table: the smallest
 * power of two, from BUCKETS_MIN up, for which the items are in the order of the buckets,
 * or BUCKETS_MIN if there is no such power. */
uint32_t dump_buffer_table_size(const struct dump_buffer *b);

/* Replaces the bucket number n of each item by n % table + 1, where `table` is a number
 * of hash buckets. The number 0 (unknown bucket) stays 0. */
void dump_buffer_set_remainders(struct dump_buffer *b, uint32_t table);

/* Returns whether sockets may be missing or duplicate between the items i - 1 and i.
 * This is so if the kernel paused between the two items in a hash bucket with several
 * sockets, or if the second dump begins with item i and the first dump may lack items at
 * its end. */
bool dump_buffer_is_within(const struct dump_buffer *b, size_t i);

/* Returns whether each dump in the buffer certainly has all items of the last hash bucket
 * that the dump reached. */
bool dump_buffer_is_certain(const struct dump_buffer *b);

/* Returns whether the kernel made no pause in a hash bucket with several sockets, in
 * which case the dump is complete without a repetition. */
bool dump_buffer_is_complete(const struct dump_buffer *b);

#endif
