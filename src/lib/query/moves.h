/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP sockets that move between the kernel's tables of listening, bound and connected
 * sockets while these are read one after the other. */
#ifndef QUERY_MOVES_H
#define QUERY_MOVES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/family.h"
#include "seen_sockets.h"
#include "watch.h"

struct moves {
	struct watch watch;
	struct seen_sockets emitted; /* sockets passed to fn */
	/* number of distinct ones */
	uint64_t fresh;
	/* The kernel was asked, and no socket was emitted since. */
	bool is_reading;
};

void moves_release(struct moves *m);

/* Returns whether a socket can move between the requested tables. */
bool moves_matter(const struct family_request *request);

/* Called by fn of moves_diag() for each socket; returns what seen_sockets_add() does. */
int moves_note(struct moves *m, const struct sock *s, unsigned int *ret_before);

/* Reads the table of unix sockets twice. A socket that is bound moves, once, to a part of
 * the table that may already have been read (unix_table_double_lock() and
 * unix_diag_dump() of the kernel). fn must note each socket. */
int moves_diag_unix(const struct family_ops *ops, struct family_source *from,
		    const struct family_request *request, sock_fn fn, void *arg);

/* Reads the tables by diag until it is certain, or very likely, that every socket that
 * existed all the time was found, however it moved. fn must note each socket. Sets
 * from->interrupted if sockets may be missing. */
int moves_diag(struct moves *m, const struct family_ops *ops, struct family_source *from,
	       const struct family_request *request, sock_fn fn, void *arg);

#endif
