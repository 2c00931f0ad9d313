/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets that a listing has emitted, by cookie, with the kernel tables in which each
 * was seen. A socket that moves between two tables while they are read is in both. */
#ifndef QUERY_SEEN_SOCKETS_H
#define QUERY_SEEN_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct sock;

/* Kernel tables, as bits. A TIME_WAIT entry has the cookie of the socket that left it,
 * which may still be open and bound or connected again. */
enum seen_table {
	SEEN_LISTENING = 1 << 0,
	SEEN_BOUND = 1 << 1,
	/* also any table of another protocol */
	SEEN_CONNECTED = 1 << 2,
	SEEN_TIME_WAIT = 1 << 3,
	SEEN_OPEN = SEEN_LISTENING | SEEN_BOUND | SEEN_CONNECTED,
	/* Not a table: the same socket or TIME_WAIT entry was seen, not only its
	 * cookie. */
	SEEN_SAME = 1 << 4,
};

enum { SEEN_WORDS = 4 };

struct seen_block {
	uint64_t words[SEEN_WORDS];
};

/* All zero is empty. The kernel numbers cookies in the order in which they are first
 * requested, so that those of one dump are mostly close to each other. */
struct seen_sockets {
	/* block by the upper bits of the cookie */
	struct map index;
	struct seen_block *blocks;
	size_t len, cap;
	/* the block used last */
	uint64_t last_key;
	size_t last;
	/* TIME_WAIT entries by a hash of cookie and addresses. */
	struct map time_waits;
	/* sockets seen in several tables */
	uint64_t moved;
};

void seen_sockets_release(struct seen_sockets *t);

/* Notes a socket. *ret_before gets the tables in which its cookie was seen before, and
 * SEEN_SAME. Without a cookie the inode counts. A socket with neither, or of SCTP, where
 * all associations of a socket share a cookie, counts as new each time. -ENOMEM. */
int seen_sockets_add(struct seen_sockets *t, const struct sock *s, unsigned int *ret);

#endif
