/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the sockets that a dump misses and those that it has twice, by repeating the dump. */
#ifndef DIAG_DUMP_VERIFY_H
#define DIAG_DUMP_VERIFY_H

#include "consistent_dump.h"
#include "dump_buffer.h"
#include "run_merge.h"

/* The state of a dump that is being read, verified and emitted. */
struct consistent_dump {
	struct family_source *from;
	const struct consistent_request *request;
	nl_message_fn fn;
	void *arg;
	/* The netlink socket that is being read. */
	struct nl *nl;
	/* The dump itself, its latest repetition, and the sockets that only repetitions
	 * had. */
	struct dump_buffer first, repeat, found;
	struct run_merge merge;
	/* Has the indices of duplicate sockets in first.items as keys. */
	struct map duplicates;
	/* Cookies of the sockets that were passed to fn before the end of the dump. */
	uint64_t *emitted;
	size_t emitted_len, emitted_cap;
	/* How many of first.items, from the first one on, were already emitted. */
	size_t skipped;
	/* How many of first.items, from the first one on, is_sound_so_far() has checked. */
	size_t checked;
	/* No datagram ended in a long bucket among the checked items. */
	bool is_sound;
	/* Number of buckets of a small table, or a divisor of it; 0: the table is not
	 * small. */
	uint32_t table;
	/* The buffer was emitted, and further messages go to fn directly. */
	bool is_streaming;
};

/* How much of the first datagram each repetition fills, in bytes: a different value moves
 * the ends of all datagrams. */
enum { DUMP_FILLS = 8 };
extern const size_t dump_fills[DUMP_FILLS];

/* Appends a message to a buffer of the dump and identifies it. Returns 0 or -ENOMEM. */
int dump_verify_store(struct dump_buffer *b, const struct consistent_dump *d,
		      const struct nlmsghdr *nlh);

/* Repeats the dump until the members `duplicates` and `found` are complete. Sets the member
 * from->interrupted if that is not reached. */
int dump_verify(struct consistent_dump *d);

#endif
