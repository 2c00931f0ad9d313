/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the kernel's tables of listening, bound and connected TCP sockets one after the
 * other, and finds also the sockets that meanwhile move between these tables. */
#ifndef QUERY_MOVES_H
#define QUERY_MOVES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/family.h"
#include "seen_sockets.h"

/* Counters below /proc/net that show a move. WATCH_TCP and WATCH_TCP6: number of sockets
 * that listen or are connected over IPv4 and IPv6. WATCH_OPENS: number of connections
 * opened so far. */
enum watch_counter { WATCH_TCP, WATCH_TCP6, WATCH_OPENS, WATCH_MAX_ };

/* What is known about moving sockets during a listing. The struct is unused when all its
 * bytes are zero. */
struct moves {
	/* descriptors of the files of the counters; -1: there is no such file */
	int fds[WATCH_MAX_];
	/* moves_open() has opened `fds`. */
	bool is_open;
	/* values of the counters before the socket tables are read */
	uint64_t first[WATCH_MAX_];
	/* is_blind: a counter could not be read. has_changed: a counter has changed while
	 * the socket tables were read. */
	bool is_blind, has_changed;
	/* sockets that were passed to fn */
	struct seen_sockets emitted;
	/* number of calls of moves_note() with a socket that was new to `emitted` */
	uint64_t fresh;
	/* Sockets were requested from the kernel, and none was emitted since then. */
	bool is_reading;
};

/* Opens the files of the counters below /proc, whose descriptor is proc_fd. If they
 * cannot be opened, a socket may have moved during any reading of the kernel's socket
 * tables. */
void moves_open(struct moves *m, int proc_fd);
void moves_release(struct moves *m);

/* Returns whether a socket can move between the kernel's socket tables that the request
 * asks for. */
bool moves_matter(const struct family_request *request);

/* Notes a socket that was passed to fn of moves_diag() or moves_diag_unix(). *ret_before
 * is the mask of enum seen_table of the kernel's tables in which the socket was seen
 * before. The function returns the result of seen_sockets_add(). */
int moves_note(struct moves *m, const struct sock *s, unsigned int *ret_before);

/* Reads the kernel's table of unix sockets twice: a socket that is bound, which happens
 * once, moves to a part of the table that may already have been read (unix_diag_dump()).
 * fn must call moves_note() for each socket. */
int moves_diag_unix(const struct family_ops *ops, struct family_source *from,
		    const struct family_request *request, sock_fn fn, void *arg);

/* Reads the kernel's tables of TCP sockets by sock_diag, if needed several times, until
 * it is certain or very likely that fn was called for every socket that existed all the
 * time, however the socket moved. fn must call moves_note() for each socket. Sets
 * from->interrupted if sockets may be missing. */
int moves_diag(struct moves *m, const struct family_ops *ops, struct family_source *from,
	       const struct family_request *request, sock_fn fn, void *arg);

#endif
