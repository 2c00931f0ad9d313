/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The search for the owners of listed sockets: its time limit, the second search for
 * sockets without a known owner, and the reading of the owners' data. */
#ifndef QUERY_JOIN_OWNERS_H
#define QUERY_JOIN_OWNERS_H

#include "join.h"

/* Number of sockets whose entries in the index of owners are prefetched at a time,
 * because the index is larger than a processor cache. */
enum { JOIN_AHEAD = 32 };

/* Returns whether owners are also found for sockets that no selected process holds. If
 * so, the caller must check for each socket whether a selected process is a holder. */
bool join_owners_cover_more(const struct query_spec *spec);

/* Starts a thread that finds the owners of all sockets while the sockets are read. Does
 * nothing if there is no /proc. */
int join_owners_start(struct join *j);

/* Finds owners. inodes: inodes of the sockets whose owners are wanted; NULL: the owners
 * of all sockets are wanted. */
int join_owners_collect(struct join *j, const struct map *inodes);

/* Reads the requested data of the processes at both ends of a socket, and counts missing
 * owners in j->gaps unless the filter has conditions on owners. */
int join_owners_describe(struct join *j, const struct sock *s);

/* Counts in j->gaps the ends of a listed socket whose owners are not known. */
void join_owners_count(const struct join *j, const struct sock *s);

/* Calls fn for each socket in `socks`, and prefetches the next sockets' entries in the
 * index of owners. */
int join_owners_each(struct join *j, const struct socks *socks,
		     int (*fn)(struct join *j, const struct sock *s));

/* Reads the requested data of the processes that hold buffered sockets. is_failed:
 * reading the sockets failed, so there is no second search for missing holders.
 * *ret_recheck: the result of the second search; 0: there was none, or it succeeded. */
int join_owners_read_kept(struct join *j, bool is_failed, int *ret_recheck);

/* Reads the requested data of all processes that hold sockets. */
int join_owners_read_all(struct join *j);

#endif
