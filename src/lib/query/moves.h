/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP sockets that move between the kernel's tables while these are read one after the other: those
 * that listen, those that are bound and no more, those that are connected. */
#ifndef QUERY_MOVES_H
#define QUERY_MOVES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/family.h"
#include "seen_sockets.h"
#include "watch.h"

struct moves {
	struct watch watch;
	struct seen_sockets told; /* the sockets that were handed on */
	uint64_t fresh; /* how many of them */
	bool is_reading; /* the tables, and none was handed on of them yet */
};

void moves_release(struct moves *m);

/* Whether sockets can move between the tables that are asked for. */
bool moves_matter(const struct family_request *request);

/* Notes that fn of moves_diag got a socket, and what was known of it: see seen_sockets_add. */
int moves_note(struct moves *m, const struct sock *s, unsigned int *ret_before);

/* Reads the table of unix sockets by diag, and once more: a socket that is bound moves to a part of the
 * table that may have been read by then (unix_table_double_lock and unix_diag_dump of the kernel), and
 * it is bound once. fn is to note each socket. */
int moves_diag_unix(const struct family_ops *ops, struct family_source *from,
		    const struct family_request *request, sock_fn fn, void *arg);

/* Reads the tables by diag, and again as long as it is not certain that a socket which was there all
 * the time has been found, however it moved: fn is to note each socket. Sets from->interrupted if
 * sockets may be missing. */
int moves_diag(struct moves *m, const struct family_ops *ops, struct family_source *from,
	       const struct family_request *request, sock_fn fn, void *arg);

#endif
