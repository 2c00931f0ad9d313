/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the kernel's tables of listening, bound and connected TCP sockets one after the
 * other, and also finds the sockets that move between these tables meanwhile. */
#ifndef QUERY_MOVES_H
#define QUERY_MOVES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/family.h"
#include "seen_sockets.h"

/* Counters below /proc/net whose change shows that a socket may have moved. WATCH_TCP,
 * WATCH_TCP6: number of sockets that listen or are connected, over IPv4 and over IPv6.
 * WATCH_OPENS: number of connections opened so far. */
enum watch_counter { WATCH_TCP, WATCH_TCP6, WATCH_OPENS, WATCH_MAX_ };

/* What is known during a listing about sockets that move between the kernel's tables. A
 * struct whose bytes are all zero is unused. */
struct moves {
	/* The descriptors of the files of the counters; -1: the counter has no file. */
	int fds[WATCH_MAX_];
	/* moves_open() has opened the descriptors in `fds`. */
	bool is_open;
	/* The values of the counters before the socket tables are read. */
	uint64_t first[WATCH_MAX_];
	/* For how long this thread had not run before the socket tables are read. */
	uint64_t idle_ns;
	/* is_blind: a counter could not be read. has_changed: a counter has changed since
	 * the reading of the socket tables began. */
	bool is_blind, has_changed;
	/* The sockets that were passed to moves_note() so far. */
	struct seen_sockets emitted;
	/* How many times moves_note() was called with a socket that was new to
	 * `emitted`. */
	uint64_t fresh;
	/* Sockets were requested from the kernel, and none has arrived since then. */
	bool is_reading;
};

/* Opens the files of the counters below the directory proc_fd, which is /proc. If they
 * cannot be opened, each reading of the kernel's socket tables is taken for one in which
 * a socket may have moved. */
void moves_open(struct moves *m, int proc_fd);
void moves_release(struct moves *m);

/* Makes moves_note() recognize sockets by their inodes, because a source may read a socket
 * without its cookie. */
static inline void moves_recognize_by_inode(struct moves *m)
{
	m->emitted.is_by_inode = true;
}

/* Returns whether the request asks for several of the kernel's socket tables between
 * which a socket can move. */
bool moves_matter(const struct family_request *request);

/* Must be called by fn of moves_diag() and moves_diag_unix() for each socket. *ret_before
 * is set to the kernel's tables in which the socket was seen before, as a mask of enum
 * seen_table. Returns 0 or the errors of seen_sockets_add(). */
int moves_note(struct moves *m, const struct sock *s, unsigned int *ret_before);

/* Reads the kernel's table of unix sockets twice. The reason is that a socket that is
 * bound, which happens only once, moves to another part of the table, which may already
 * have been read (unix_diag_dump() in the kernel). fn must call moves_note() for each
 * socket. */
int moves_diag_unix(const struct family_ops *ops, struct family_source *from,
		    const struct family_request *request, sock_fn fn, void *arg);

/* Reads the kernel's tables of TCP sockets by sock_diag, if needed several times, until
 * fn was certainly or very probably called for every socket that existed all the time,
 * even if the socket moved between the tables. fn must call moves_note() for each socket.
 * Sets from->interrupted if sockets may be missing. */
int moves_diag(struct moves *m, const struct family_ops *ops, struct family_source *from,
	       const struct family_request *request, sock_fn fn, void *arg);

#endif
