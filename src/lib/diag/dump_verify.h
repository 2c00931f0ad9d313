/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the sockets that a dump lacks or has twice, by repeating the dump. */
#ifndef DIAG_DUMP_VERIFY_H
#define DIAG_DUMP_VERIFY_H

#include "consistent_dump.h"
#include "dump_buffer.h"
#include "run_merge.h"

/* The state of a dump that is read, verified and passed to the caller's function fn. */
struct consistent_dump {
	struct family_source *from;
	const struct consistent_request *request;
	nl_message_fn fn;
	void *arg;
	/* The netlink socket from which the current dump is read. */
	struct nl *nl;
	/* `first` has the messages of the first dump, `repeat` the messages of its latest
	 * repetition, and `found` the messages of sockets that only repetitions of the
	 * dump have. */
	struct dump_buffer first, repeat, found;
	struct run_merge merge;
	/* Set of the indices of duplicate items in the array first.items: items whose
	 * socket an earlier item of the dump also has. */
	struct map duplicates;
	/* Cookies of the sockets that were passed to fn before the end of the dump. */
	uint64_t *emitted;
	size_t emitted_len, emitted_cap;
	/* The number of items at the beginning of first.items whose messages were already
	 * passed to fn. */
	size_t skipped;
	/* The number of items at the beginning of first.items that is_sound_so_far() has
	 * checked. */
	size_t checked;
	/* Whether no datagram ended in a long bucket (a hash bucket that many sockets can
	 * share) within the items that is_sound_so_far() has checked. */
	bool is_sound;
	/* Number of buckets of the kernel's hash table, or a divisor of the number of
	 * buckets; 0: the hash table has a bucket for each bucket number. */
	uint32_t table;
	/* Whether receive() passes each further message directly to fn, because the
	 * buffered messages were already passed to fn. */
	bool is_streaming;
};

/* The number of values in the array dump_fills. */
enum { DUMP_FILLS = 8 };
/* The numbers of bytes up to which the kernel fills the first datagram of a repetition of
 * a dump. Each repetition uses the next number in the array; therefore the datagrams of
 * two successive repetitions end at different sockets. */
extern const size_t dump_fills[DUMP_FILLS];

/* Appends the message nlh to b, which is d->first or d->repeat, together with an item for
 * the message's socket if the socket is identified. Returns 0 or -ENOMEM. */
int dump_verify_store(struct dump_buffer *b, const struct consistent_dump *d,
		      const struct nlmsghdr *nlh);

/* Repeats the dump d->first until d->duplicates and d->found are complete. Sets
 * d->from->interrupted if too many repetitions would be needed. Returns 0 or -errno. */
int dump_verify(struct consistent_dump *d);

#endif
