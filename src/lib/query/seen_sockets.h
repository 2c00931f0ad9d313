/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets that a listing has shown, by cookie, and in which of the kernel's tables each was
 * seen. A socket that moves between two tables while they are read is in both answers. */
#ifndef QUERY_SEEN_SOCKETS_H
#define QUERY_SEEN_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

struct sock;

/* The tables, as bits. A TIME_WAIT entry has the cookie of the socket that it is left of, which
 * may be open still, and bound or connected again. */
enum seen_table {
	SEEN_LISTENING = 1 << 0,
	SEEN_BOUND = 1 << 1,
	SEEN_CONNECTED = 1 << 2, /* or any table of another protocol */
	SEEN_TIME_WAIT = 1 << 3,
	SEEN_OPEN = SEEN_LISTENING | SEEN_BOUND | SEEN_CONNECTED,
	/* No table: the socket, or the TIME_WAIT entry, itself was seen, and not only its cookie. */
	SEEN_SAME = 1 << 4,
};

enum { SEEN_WORDS = 4 };

struct seen_block {
	uint64_t words[SEEN_WORDS];
};

/* All zero is empty. Cookies are numbered in the order in which the kernel is first asked for
 * them, so that those of a long dump are mostly close to each other. */
struct seen_sockets {
	struct map index; /* block by the upper part of the cookie */
	struct seen_block *blocks;
	size_t len, cap;
	uint64_t last_key; /* the block that was used last, if there is any */
	size_t last;
	struct map
		time_waits; /* entries in TIME_WAIT, by a hash of cookie and addresses */
	uint64_t moved; /* sockets seen in more than one table */
};

void seen_sockets_release(struct seen_sockets *t);

/* Notes the socket. *ret: the tables in which its cookie was seen before, and SEEN_SAME. A socket without cookie is noted
 * by its inode; one that has neither, and SCTP, where all associations of a socket have one cookie,
 * are never seen before. -ENOMEM. */
int seen_sockets_add(struct seen_sockets *t, const struct sock *s, unsigned int *ret);

#endif
