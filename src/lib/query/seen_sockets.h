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
	/* connected TCP sockets, or any table of another protocol */
	SEEN_CONNECTED = 1 << 2,
	SEEN_TIME_WAIT = 1 << 3,
	SEEN_OPEN = SEEN_LISTENING | SEEN_BOUND | SEEN_CONNECTED,
	/* This bit is no table: the same socket or TIME_WAIT entry was seen before, not
	 * only its cookie. */
	SEEN_SAME = 1 << 4,
};

/* The tables of consecutive cookies, four bits for each cookie. */
enum { SEEN_WORDS = 4 };
struct seen_block {
	uint64_t words[SEEN_WORDS];
};

/* The set is empty when all its bytes are zero. The kernel numbers cookies in the order
 * in which they are first requested, so that the cookies of one dump are mostly close to
 * each other. */
struct seen_sockets {
	/* index of a block by the upper bits of its cookies */
	struct map index;
	struct seen_block *blocks;
	size_t len, cap;
	/* key and index of the block that was used last */
	uint64_t last_key;
	size_t last;
	/* set of the hashes of TIME_WAIT entries, made of cookie and addresses */
	struct map time_waits;
	/* number of sockets seen in several tables */
	uint64_t moved;
};

void seen_sockets_release(struct seen_sockets *t);

/* Adds a socket. *ret is the mask of the tables in which its cookie was seen before, and
 * SEEN_SAME. The inode stands in for a missing cookie. A socket without both counts as
 * new each time, and so does an SCTP socket, because all associations of an SCTP socket
 * share a cookie. -ENOMEM. */
int seen_sockets_add(struct seen_sockets *t, const struct sock *s, unsigned int *ret);

#endif
