/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP sockets that move between the kernel's tables of listening, bound and connected
 * sockets while these are read one after the other. */
#ifndef QUERY_MOVES_H
#define QUERY_MOVES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/family.h"
#include "seen_sockets.h"

/* The counters of /proc/net that show a move: the sockets that listen or are connected
 * over IPv4 and IPv6, and the connections opened so far. */
enum watch_counter { WATCH_TCP, WATCH_TCP6, WATCH_OPENS, WATCH_MAX_ };

/* A struct moves is unused when all its bytes are zero. */
struct moves {
	/* Files of the counters; -1: there is no such file. */
	int fds[WATCH_MAX_];
	/* fds are set */
	bool is_open;
	/* counters before the reading */
	uint64_t first[WATCH_MAX_];
	/* A counter could not be read, or has changed during the reading. */
	bool is_blind, has_changed;
	/* sockets passed to fn, and how many of them were new */
	struct seen_sockets emitted;
	uint64_t fresh;
	/* The kernel was asked for sockets, and none was emitted since. */
	bool is_reading;
};

/* Opens the files of the counters below /proc. Without them every reading counts as one
 * during which a socket may have moved. */
void moves_open(struct moves *m, int proc_fd);
void moves_release(struct moves *m);

/* Returns whether a socket can move between the requested tables. */
bool moves_matter(const struct family_request *request);

/* Notes a socket that moves_diag() has passed to its fn. *ret_before and the result are
 * those of seen_sockets_add(). */
int moves_note(struct moves *m, const struct sock *s, unsigned int *ret_before);

/* Reads the table of unix sockets twice. A socket that is bound moves, once, to a part of
 * the table that may already have been read (unix_table_double_lock() and
 * unix_diag_dump() of the kernel). fn must call moves_note() for each socket. */
int moves_diag_unix(const struct family_ops *ops, struct family_source *from,
		    const struct family_request *request, sock_fn fn, void *arg);

/* Reads the tables of TCP sockets by sock_diag until it is certain, or very likely, that
 * every socket that existed all the time was found, however it moved. fn must call
 * moves_note() for each socket. Sets from->interrupted if sockets may be missing. */
int moves_diag(struct moves *m, const struct family_ops *ops, struct family_source *from,
	       const struct family_request *request, sock_fn fn, void *arg);

#endif
