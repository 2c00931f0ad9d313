/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the sockets that a dump lacks or has twice, by repeating the dump. */
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
	/* The netlink socket from which the current dump is read. */
	struct nl *nl;
	/* `first` has the dump itself, `repeat` the latest repetition of the dump, and
	 * `found` the messages of sockets that only repetitions have. */
	struct dump_buffer first, repeat, found;
	struct run_merge merge;
	/* Set of the duplicates in first.items, by index: sockets that occur earlier in
	 * the same dump, too. */
	struct map duplicates;
	/* Cookies of the sockets that were passed to fn before the end of the dump. */
	uint64_t *emitted;
	size_t emitted_len, emitted_cap;
	/* How many items at the beginning of first.items were already emitted. */
	size_t skipped;
	/* How many items at the beginning of first.items is_sound_so_far() has
	 * checked. */
	size_t checked;
	/* No datagram has ended in a long bucket within the checked items. */
	bool is_sound;
	/* Number of buckets of the kernel's hash table, or a divisor of this number; 0:
	 * the hash table has a bucket for each bucket number. */
	uint32_t table;
	/* The buffered messages were emitted; receive() passes later messages to fn
	 * directly. */
	bool is_streaming;
};

/* The number of values in dump_fills. */
enum { DUMP_FILLS = 8 };
/* How many bytes of the first datagram the kernel fills in each repetition of a dump.
 * Different values make the datagrams of each repetition end at different sockets. */
extern const size_t dump_fills[DUMP_FILLS];

/* Appends the message nlh to b, which is d->first or d->repeat, together with an item if
 * its socket is identified. Returns 0 or -ENOMEM. */
int dump_verify_store(struct dump_buffer *b, const struct consistent_dump *d,
		      const struct nlmsghdr *nlh);

/* Repeats the dump until d->duplicates and d->found are complete. Sets
 * d->from->interrupted if too many repetitions would be needed. Returns 0 or -errno. */
int dump_verify(struct consistent_dump *d);

#endif
