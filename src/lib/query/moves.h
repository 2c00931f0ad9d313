/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the kernel's tables of listening, bound and connected TCP sockets one after
 * the other, and also finds the sockets that move between these tables while they are
 * read. */
#ifndef QUERY_MOVES_H
#define QUERY_MOVES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/family.h"
#include "seen_sockets.h"

/* Counters below /proc/net whose change shows that a socket may have moved between the
 * kernel's tables. WATCH_TCP, WATCH_TCP6: number of sockets that listen or are connected,
 * over IPv4 and over IPv6. WATCH_OPENS: number of connections opened so far. */
enum watch_counter { WATCH_TCP, WATCH_TCP6, WATCH_OPENS, WATCH_MAX_ };

/* What a listing knows about sockets that move between the kernel's tables. A struct
 * whose bytes are all zero is unused. */
struct moves {
	/* The descriptors of the files with the counters of enum watch_counter; -1: the
	 * counter has no file. */
	int fds[WATCH_MAX_];
	/* Whether moves_open() has opened the descriptors in `fds`. */
	bool is_open;
	/* The values of the counters of enum watch_counter before the socket tables are
	 * read. */
	uint64_t first[WATCH_MAX_];
	/* The result of idle_ns() before the socket tables are read: how many nanoseconds
	 * this thread had not run. */
	uint64_t idle_ns;
	/* is_blind: whether a counter could not be read. has_changed: whether a counter
	 * has changed since the beginning of the reading of the socket tables. */
	bool is_blind, has_changed;
	/* The sockets that were passed to moves_note() so far. */
	struct seen_sockets emitted;
	/* How many times moves_note() was called with a socket that was not yet in
	 * `emitted`. */
	uint64_t fresh;
	/* Whether sockets were requested from the kernel and none of them has arrived
	 * yet. */
	bool is_reading;
};

/* Opens the files of the counters below the directory proc_fd, which is /proc. If the
 * files cannot be opened, a socket is taken to have moved in each reading of the kernel's
 * socket tables. */
void moves_open(struct moves *m, int proc_fd);
void moves_release(struct moves *m);

/* Makes moves_note() recognize sockets by their inodes, for a source that may read
 * sockets without their cookies. */
static inline void moves_recognize_by_inode(struct moves *m)
{
	m->emitted.is_by_inode = true;
}

/* Returns whether the request asks for sockets of several socket tables of the kernel
 * between which a socket can move. */
bool moves_matter(const struct family_request *request);

/* Must be called for each socket by the callback fn of moves_diag() and
 * moves_diag_unix(). *ret_before is set to the kernel's tables in which the socket was
 * seen before, as a mask of enum seen_table. Returns 0 or the errors of
 * seen_sockets_add(). */
int moves_note(struct moves *m, const struct sock *s, unsigned int *ret_before);

/* Reads the kernel's table of unix sockets twice. A socket that is bound during the first
 * reading moves to another part of the table, which may already have been read
 * (unix_diag_dump() in the kernel). Two readings are enough, because a socket is bound
 * only once. fn must call moves_note() for each socket. */
int moves_diag_unix(const struct family_ops *ops, struct family_source *from,
		    const struct family_request *request, sock_fn fn, void *arg);

/* Reads the kernel's tables of TCP sockets by sock_diag. The reading is repeated until
 * sockets that moved between the tables were very probably found, too. fn must call
 * moves_note() for each socket. Sets from->interrupted if sockets may be missing. */
int moves_diag(struct moves *m, const struct family_ops *ops, struct family_source *from,
	       const struct family_request *request, sock_fn fn, void *arg);

#endif
