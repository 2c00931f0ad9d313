/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds what a dump misses and what it has twice, by repeating it. */
#ifndef DIAG_DUMP_VERIFY_H
#define DIAG_DUMP_VERIFY_H

#include "consistent_dump.h"
#include "dump_buffer.h"
#include "run_merge.h"

/* A dump under way. */
struct consistent_dump {
	struct family_source *from;
	const struct consistent_request *request;
	nl_message_fn fn;
	void *arg;
	/* the socket that is being read */
	struct nl *nl;
	struct dump_buffer first; /* the dump itself */
	struct dump_buffer repeat; /* its latest repetition */
	/* sockets that only repetitions had */
	struct dump_buffer found;
	struct run_merge merge;
	/* indices into first.items */
	struct map duplicates;
	/* Cookies of the sockets that were passed to fn before the end of the dump. */
	uint64_t *emitted;
	size_t emitted_len, emitted_cap;
	/* The first so many of first.items are among the emitted ones. */
	size_t skipped;
	/* The first so many of first.items were checked by is_sound_so_far(). */
	size_t checked;
	/* No datagram ended in a long bucket up to `checked`. */
	bool is_sound;
	/* Buckets of a small table, or a divisor of that; 0: the table is not small. */
	uint32_t table;
	/* the buffer was emitted; messages go to fn directly */
	bool is_streaming;
};

/* How much of the first datagram each repetition fills, in bytes: a different value moves
 * the ends of all datagrams. */
enum { DUMP_FILLS = 8 };
extern const size_t dump_fills[DUMP_FILLS];

/* Appends a message to a dump and identifies it. */
int dump_verify_store(struct dump_buffer *b, const struct consistent_dump *d,
		      const struct nlmsghdr *nlh);

/* Repeats the dump until `duplicates` and `found` are complete. Sets from->interrupted if
 * that is not reached. */
int dump_verify(struct consistent_dump *d);

#endif
