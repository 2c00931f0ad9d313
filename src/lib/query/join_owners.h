/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The search for the owners of listed sockets: its time limit, a second search for
 * sockets without a known owner, and the reading of the owners' data. */
#ifndef QUERY_JOIN_OWNERS_H
#define QUERY_JOIN_OWNERS_H

#include "join.h"

/* The number of sockets after the current socket whose entries in the index of owners are
 * loaded into the processor's cache before they are used. */
enum { JOIN_AHEAD = 32 };

/* Returns whether the search for owners also finds owners of sockets that no selected
 * process holds. If so, the caller must check for each socket whether a selected process
 * holds it. */
bool join_owners_cover_more(const struct query_spec *spec);

/* Starts the owner thread, which finds the owners of all sockets while the sockets are
 * read. Returns 1, or 0 if there is no /proc or no thread can be started. */
int join_owners_start(struct join *j);

/* Finds the owners of the sockets whose inodes are the keys of `inodes`; if `inodes` is
 * NULL, the owners of all sockets. Returns 0 or -errno. */
int join_owners_collect(struct join *j, const struct map *inodes);

/* Reads the requested data of the processes that hold the socket s or its peer. Counts
 * missing owners in j->gaps, unless the filter has conditions on owners. Returns 0 or
 * -errno. */
int join_owners_describe(struct join *j, const struct sock *s);

/* Counts in j->gaps whether the owners of the listed socket s and of its peer are
 * missing. */
void join_owners_count(const struct join *j, const struct sock *s);

/* Calls fn for each socket in `socks` until fn returns a value other than 0, which is
 * then returned. While fn is running, the processor loads the entries of the next sockets
 * in the index of owners into its cache. */
int join_owners_each(struct join *j, const struct socks *socks,
		     int (*fn)(struct join *j, const struct sock *s));

/* Reads the requested data of the processes that hold buffered sockets. is_failed:
 * reading the sockets has failed, so missing holders are not searched again. *ret_recheck
 * is set to the result of the second search for holders; 0: there was no second search,
 * or it succeeded. Returns 0 or -errno. */
int join_owners_read_kept(struct join *j, bool is_failed, int *ret_recheck);

/* Reads the requested data of all processes that hold sockets. Returns 0 or -errno. */
int join_owners_read_all(struct join *j);

#endif
