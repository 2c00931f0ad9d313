/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The search for the owners of joined sockets: its deadline, its repetition for sockets
 * that seem to have no owner, and the reading of processes. */
#ifndef QUERY_JOIN_OWNERS_H
#define QUERY_JOIN_OWNERS_H

#include "join.h"

/* Number of lookups in the owner index that are prefetched at a time, because the index
 * is larger than a cache. */
enum { JOIN_AHEAD = 32 };

/* Returns whether owners are also found for sockets that no selected process holds, so
 * that each socket must be checked. */
bool join_owners_cover_more(const struct query_spec *spec);

/* Starts a thread that finds the owners of all sockets while these are read. Without
 * /proc the function does nothing. */
int join_owners_start(struct join *j);

/* Finds the owners of all sockets, or of the sockets whose inodes are in the map. */
int join_owners_collect(struct join *j, const struct map *inodes);

/* Reads the requested data of the processes at both ends of a socket. */
int join_owners_describe(struct join *j, const struct sock *s);

/* Calls fn for each socket of the list, and prefetches the owners of the next sockets. */
int join_owners_each(struct join *j, const struct socks *socks,
		     int (*fn)(struct join *j, const struct sock *s));

/* Describes the processes that hold buffered sockets. Unless reading the sockets has
 * failed, missing holders are searched again first; *ret_recheck is the result of that
 * search. */
int join_owners_read_kept(struct join *j, bool is_failed, int *ret_recheck);

/* Reads the requested data of all processes that hold sockets. */
int join_owners_read_all(struct join *j);

#endif
