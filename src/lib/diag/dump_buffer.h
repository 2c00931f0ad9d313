/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages of a dump, and what the dump itself proves: where its datagrams ended, and
 * whether that was in a bucket with several sockets. */
#ifndef DIAG_DUMP_BUFFER_H
#define DIAG_DUMP_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

/* A bit that is set in the number of a bucket that the kernel dumps in batches. Sockets never
 * move within such a bucket, and two batches share few sockets. */
#define BATCHED_BUCKET (UINT32_C(1) << 31)

/* An identified socket of a dump. */
struct dump_item {
	uint64_t cookie;
	/* Offset of its message in the buffer, if the message was not yet emitted. */
	size_t at;
	/* Number of its bucket as in struct consistent_id, with BATCHED_BUCKET. */
	uint32_t bucket;
	/* Number of its run: sockets that were read in one go have the same. */
	uint32_t run;
};

/* The messages of a dump as they came, and the identified sockets among them. */
struct dump_buffer {
	char *bytes;
	size_t len, cap;
	struct dump_item *items;
	size_t count, items_cap;
	/* Number of the datagram with the last item. */
	unsigned int datagram;
	/* Bit n is set if the last message may be number n of its batch, from 0. */
	uint32_t phases;
	/* Number of the datagram with the last message, and key of that message. */
	unsigned int phases_datagram;
	uint32_t phases_key;
	/* One of the items is batched. */
	bool has_batched;
	/* A batch may have begun since the last batched socket. */
	bool may_begin;
	/* Index of the first item of the second dump, which reads another table. */
	size_t second;
	bool has_second;
	/* The end of the first dump lacks no item. */
	bool is_first_certain;
	/* Number of items whose bucket number is lower than that of the item before. */
	size_t descents;
	/* The last item filled its datagram, and no message came behind it. */
	bool is_full;
	/* The kernel marked the dump as inconsistent. */
	bool is_interrupted;
};

/* Empties the buffer and keeps its memory. */
void dump_buffer_clear(struct dump_buffer *b);
void dump_buffer_release(struct dump_buffer *b);

/* Marks the messages from here on as a second dump, of only the table with batched
 * sockets. */
void dump_buffer_begin_batched(struct dump_buffer *b);

/* Appends a copy of a message. Returns -ENOMEM and changes nothing without memory. */
int dump_buffer_add(struct dump_buffer *b, const struct nlmsghdr *nlh);

/* Returns the message at an offset into the bytes of the buffer. */
static inline const struct nlmsghdr *dump_buffer_message(const struct dump_buffer *b,
							 size_t at)
{
	return (const struct nlmsghdr *)(b->bytes + at);
}

/* Tracks batches of up to 32 sockets; called for each message before dump_buffer_run(),
 * identified or not. A datagram and a bucket each begin a batch. A different key does not
 * prove a different bucket, and a socket of a batch still counts if it changed its state
 * or lost its port before it was serialized. `key` is 0 if the message is not identified;
 * `is_batched` says that the socket is certainly part of a batch. */
void dump_buffer_count(struct dump_buffer *b, unsigned int datagram, uint32_t key,
		       uint32_t batch, bool is_batched);

/* Returns the run number of the socket that was just counted: the number of the one
 * before it if both were certainly read in one go. */
uint32_t dump_buffer_run(struct dump_buffer *b, unsigned int datagram, bool is_batched);

/* Returns whether the table has fewer buckets than there are bucket numbers: numbers in
 * table order then decrease more than once. */
static inline bool dump_buffer_is_small_table(const struct dump_buffer *b)
{
	return b->descents > 1;
}

/* Returns the smallest table size, a power of two, in which the items are in table order. It
 * divides the real table size. */
uint32_t dump_buffer_table_size(const struct dump_buffer *b);

/* Replaces each bucket number by its remainder modulo the table size, plus 1. An unknown
 * number stays 0. */
void dump_buffer_set_remainders(struct dump_buffer *b, uint32_t table);

/* Returns whether the datagram that ends before item i ended in a long bucket, or, where
 * the second dump begins, whether the first one may lack items at its end. */
bool dump_buffer_is_within(const struct dump_buffer *b, size_t i);

/* Returns whether no item can be missing from the last bucket of either dump. */
bool dump_buffer_is_certain(const struct dump_buffer *b);

/* Returns whether no datagram of the dump ended in a long bucket, so that the dump is complete
 * without a repetition. */
bool dump_buffer_is_complete(const struct dump_buffer *b);

#endif
