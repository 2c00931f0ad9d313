/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets that a listing has emitted, identified by their cookies, and the kernel's
 * tables in which each socket was seen. A socket that moves between two tables while the
 * tables are read may be seen in both. */
#ifndef QUERY_SEEN_SOCKETS_H
#define QUERY_SEEN_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct sock;

/* The kernel's tables in which a socket with a cookie was seen, as bits of a mask. A
 * TIME_WAIT entry has the cookie of the socket that had the connection; this socket may
 * be in another table at the same time, because it may be open, bound or connected
 * again. */
enum seen_table {
	SEEN_LISTENING = 1 << 0,
	SEEN_BOUND = 1 << 1,
	/* The kernel's table of connected TCP sockets, or any table of a protocol other
	 * than TCP. */
	SEEN_CONNECTED = 1 << 2,
	SEEN_TIME_WAIT = 1 << 3,
	SEEN_OPEN = SEEN_LISTENING | SEEN_BOUND | SEEN_CONNECTED,
	/* This bit stands for no table of the kernel. It is set if exactly this socket or
	 * TIME_WAIT entry was seen before, not only another one with an equal cookie. */
	SEEN_SAME = 1 << 4,
};

/* The number of words in a struct seen_block. A block has four bits for each cookie in a
 * range of consecutive cookies; the bits say in which of the kernel's tables the socket
 * with the cookie was seen. */
enum { SEEN_WORDS = 4 };
struct seen_block {
	uint64_t words[SEEN_WORDS];
};

/* A set of sockets; if all bytes of the struct are zero, the set is empty. The kernel
 * numbers cookies in the order in which they are first requested. The cookies of one
 * dump are therefore mostly close to each other, and many of them share a struct
 * seen_block. */
struct seen_sockets {
	/* Maps a cookie without its lower bits to the index in `blocks` of the struct
	 * seen_block for the cookie. */
	struct map index;
	struct seen_block *blocks;
	size_t len, cap;
	/* The key in the map `index` of the struct seen_block that was used last. */
	uint64_t last_key;
	/* The index in `blocks` of the struct seen_block that was used last. */
	size_t last;
	/* The set of the TIME_WAIT entries that were added, each as a hash of the entry's
	 * cookie and addresses. */
	struct map time_waits;
	/* The number of sockets that were seen in several of the kernel's tables for open
	 * sockets (SEEN_OPEN). */
	uint64_t moved;
	/* Whether sockets are identified by their inodes, and by their cookies only if
	 * they have no inode; false: by their cookies, and by their inodes only if they
	 * have no cookie. */
	bool is_by_inode;
};

void seen_sockets_release(struct seen_sockets *t);

/* Adds the socket s to the set, by its cookie or, if s has no cookie or is_by_inode is
 * set, by its inode. *ret is set to the mask of the kernel's tables in which a socket
 * with this cookie was seen before; the mask also has SEEN_SAME if s itself was seen
 * before. *ret is 0 for a socket that has neither cookie nor inode, and for each SCTP
 * socket, because all associations of an SCTP socket share a cookie. Returns 0 or
 * -ENOMEM. */
int seen_sockets_add(struct seen_sockets *t, const struct sock *s, unsigned int *ret);

#endif
