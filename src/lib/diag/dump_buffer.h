/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a dump brought, and what can be told from it alone: where its datagrams ended, and whether
 * they did in a bucket that others share. */
#ifndef DIAG_DUMP_BUFFER_H
#define DIAG_DUMP_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

/* Of the number of a bucket of which the kernel tells in pieces. Nobody moves in it, and pieces
 * overlap in few. */
#define IN_PIECES (UINT32_C(1) << 31)

struct item {
	uint64_t cookie;
	size_t at; /* where its message is, if that was not handed on yet */
	uint32_t bucket; /* as in struct consistent_id */
	uint32_t run; /* those that came at one go have one number */
};

/* The messages of a dump as they came, and those of them that are identified. */
struct dump_buffer {
	char *bytes;
	size_t len, cap;
	struct item *items;
	size_t count, items_cap;
	unsigned int datagram; /* of the last of these */
	uint32_t
		phases; /* bit n: the last message may be the n'th of its piece, from 0 */
	unsigned int phases_datagram; /* of that message */
	uint32_t phases_key; /* its key */
	bool has_pieces; /* a socket before it came in one */
	bool may_begin; /* a piece, since the last socket that came in one */
	/* The index of the first item of a second dump, which is of another table. */
	size_t second;
	bool has_second;
	bool is_first_certain; /* no item is missing from the end of the first */
	size_t less; /* of them, those in a bucket with a lower number than the one before */
	bool is_full; /* the datagram of the last of these, and nothing came behind them in it */
	bool is_interrupted;
};

void dump_buffer_clear(struct dump_buffer *a);
void dump_buffer_release(struct dump_buffer *a);

/* The messages from here on are of a second dump, of the table of sockets that come in pieces and
 * of nothing else. */
void answer_begin_pieces(struct dump_buffer *a);

/* Adds a message to its bytes. -ENOMEM. */
int dump_buffer_add(struct dump_buffer *a, const struct nlmsghdr *nlh);

/* Each message is counted first, identified or not, where the kernel tells of sockets in pieces of
 * so many, up to 32. key: 0 where it is not identified. What is known of pieces: that a datagram begins with one, and so does each
 * bucket. But where the key is another the bucket may be the same, and what a piece is made of is
 * collected before the messages are written: one of them may have changed its state or lost its
 * port by then, it counts for all that. is_in_piece: it came in one for sure. */
void dump_buffer_count(struct dump_buffer *a, unsigned int datagram, uint32_t key,
		       uint32_t piece, bool is_in_piece);

/* The number of the run of the socket that was counted last: that of the one before, if both came
 * at one go for sure. */
uint32_t dump_buffer_run(struct dump_buffer *a, unsigned int datagram, bool is_in_piece);

/* Whether the table that the numbers of buckets are of is smaller than the numbers: in its order
 * they go down more than once. */
bool dump_buffer_is_small(const struct dump_buffer *a);

/* The smallest size that it can have: a power of two, of which its own is a multiple. */
uint32_t dump_buffer_table(const struct dump_buffer *a);

/* Makes each number the remainder by that size, and 1 more. One that is not known stays 0. */
void dump_buffer_set_remainders(struct dump_buffer *a, uint32_t table);

/* Whether the datagram that ends before the i'th of the sockets did so in a long bucket, or the
 * dump that does so did at an uncertain place. */
bool dump_buffer_is_within(const struct dump_buffer *a, size_t i);

/* Whether there cannot have been more in the last bucket, that of the first dump included. */
bool dump_buffer_is_certain(const struct dump_buffer *a);

/* Whether the dump as it is lacks nobody: no datagram ended in a long bucket. */
bool dump_buffer_is_enough(const struct dump_buffer *a);

#endif
