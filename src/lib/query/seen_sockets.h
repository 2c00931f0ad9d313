/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets that a listing has emitted, by cookie, and the kernel tables in which each
 * socket was seen. A socket that moves between two tables while they are read may be seen
 * in both tables. */
#ifndef QUERY_SEEN_SOCKETS_H
#define QUERY_SEEN_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct sock;

/* Kernel tables in which a socket was seen, as bits. A TIME_WAIT entry has the cookie of
 * the socket of its connection. That socket may still be open, and be bound or connected
 * again. */
enum seen_table {
	SEEN_LISTENING = 1 << 0,
	SEEN_BOUND = 1 << 1,
	/* the kernel's table of connected TCP sockets, or any table of another
	 * protocol */
	SEEN_CONNECTED = 1 << 2,
	SEEN_TIME_WAIT = 1 << 3,
	SEEN_OPEN = SEEN_LISTENING | SEEN_BOUND | SEEN_CONNECTED,
	/* Not a kernel table: this bit says that the same socket or TIME_WAIT entry was
	 * seen before, and not only another one with the same cookie. */
	SEEN_SAME = 1 << 4,
};

/* Number of words in a struct seen_block, which records the kernel tables in which the
 * sockets of consecutive cookies were seen, four bits for each cookie. */
enum { SEEN_WORDS = 4 };
struct seen_block {
	uint64_t words[SEEN_WORDS];
};

/* A set of sockets; empty when all its bytes are zero. The kernel numbers cookies in the
 * order in which they are first requested, so the cookies of one dump are mostly close to
 * each other and share blocks. */
struct seen_sockets {
	/* maps the upper bits of a cookie to the index of its block in `blocks` */
	struct map index;
	struct seen_block *blocks;
	size_t len, cap;
	/* key in `index` of the struct seen_block that was used last */
	uint64_t last_key;
	/* index in `blocks` of the struct seen_block that was used last */
	size_t last;
	/* set of the TIME_WAIT entries, as hashes of cookie and addresses */
	struct map time_waits;
	/* number of sockets seen in more than one of the kernel tables in SEEN_OPEN */
	uint64_t moved;
};

void seen_sockets_release(struct seen_sockets *t);

/* Adds a socket to the set. *ret is the mask of the kernel tables in which the cookie of
 * the socket was seen before; SEEN_SAME is set as well if it was the same socket. The
 * inode stands in for a missing cookie. *ret is 0 for a socket with neither, and for each
 * SCTP socket, because all associations of an SCTP socket share a cookie. -ENOMEM: out of
 * memory. */
int seen_sockets_add(struct seen_sockets *t, const struct sock *s, unsigned int *ret);

#endif
