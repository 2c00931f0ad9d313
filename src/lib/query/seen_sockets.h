/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets that a listing has emitted, identified by their cookies, and the kernel's
 * tables in which each socket was seen. A socket that moves between two tables while they
 * are read may be seen in both. */
#ifndef QUERY_SEEN_SOCKETS_H
#define QUERY_SEEN_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct sock;

/* The kernel's tables in which a socket with a cookie was seen, as bits of a mask. A
 * TIME_WAIT entry has the cookie of the socket of its connection, which may still be
 * open, and bound or connected again. */
enum seen_table {
	SEEN_LISTENING = 1 << 0,
	SEEN_BOUND = 1 << 1,
	/* The kernel's table of connected TCP sockets, or any table of a protocol other
	 * than TCP. */
	SEEN_CONNECTED = 1 << 2,
	SEEN_TIME_WAIT = 1 << 3,
	SEEN_OPEN = SEEN_LISTENING | SEEN_BOUND | SEEN_CONNECTED,
	/* No table of the kernel, but a sign that exactly this socket or TIME_WAIT entry
	 * was seen before, and not only another one with the same cookie. */
	SEEN_SAME = 1 << 4,
};

/* The number of words in a struct seen_block. A block has four bits for each of a range
 * of consecutive cookies: the kernel's tables in which the socket with this cookie was
 * seen. */
enum { SEEN_WORDS = 4 };
struct seen_block {
	uint64_t words[SEEN_WORDS];
};

/* A set of sockets; if all bytes of the struct are zero, the set is empty. The kernel
 * gives out cookies in ascending order when they are first requested, so the cookies of
 * one dump are mostly near to each other, and many are in the same block. */
struct seen_sockets {
	/* Maps a cookie without its lower bits to the index in `blocks` of the block that
	 * has the cookie. */
	struct map index;
	struct seen_block *blocks;
	size_t len, cap;
	/* The key in `index` of the block that was used last. */
	uint64_t last_key;
	/* The index in `blocks` of the block that was used last. */
	size_t last;
	/* The set of the TIME_WAIT entries that were added, each as a hash of its cookie
	 * and addresses. */
	struct map time_waits;
	/* The number of sockets that were seen in several of the kernel's tables in
	 * SEEN_OPEN. */
	uint64_t moved;
	/* Sockets are identified by their inodes, and by their cookies only if they have
	 * no inode; false: by their cookies, and by their inodes if they have no
	 * cookie. */
	bool is_by_inode;
};

void seen_sockets_release(struct seen_sockets *t);

/* Adds the socket s to the set, by its cookie or, if it has none or
 * is_by_inode is set, by its inode. *ret is
 * set to the mask of the kernel's tables in which a socket with this cookie was seen
 * before; the mask also has SEEN_SAME if it was the same socket. *ret is 0 for a socket
 * that has neither cookie nor inode, and for each SCTP socket, because all associations
 * of an SCTP socket share a cookie. Returns 0 or -ENOMEM. */
int seen_sockets_add(struct seen_sockets *t, const struct sock *s, unsigned int *ret);

#endif
