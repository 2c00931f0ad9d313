/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Proof that several dumps of a table, taken together, lack no socket that stayed in it.
 *
 * The kernel resumes a dump by position inside a hash bucket: sockets that come or go there
 * between two datagrams shift the others past that position, so that these are missed or
 * come twice. Within one datagram that cannot happen. Its sockets, a run, are all sockets
 * between its first and its last in table order, and sockets that stay in the table keep
 * their order. Two runs that share a socket therefore have all sockets between their outer
 * ends, and runs that overlap from the beginning of the table to its end have all of them.
 * It does not matter from which dumps the runs are: the dump is repeated with the ends of
 * its datagrams moved until the runs overlap.
 *
 * A single socket may move within the table, as a unix socket does when it is bound. So it
 * takes several shared sockets in a row to merge two runs.
 *
 * If sockets come and go so fast that two dumps share no run, nothing can be merged. Then
 * the dumps still show how often a socket that an earlier and a later dump had was missed
 * in between. A socket that is in none of the dumps must have been missed by every one.
 * Once the expected number of such sockets is below one in a million, the dumps count as
 * complete.
 */
#ifndef DIAG_RUN_MERGE_H
#define DIAG_RUN_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

/* What is known of one dump. */
struct run_dump {
	/* Number of sockets in the dump, and of sockets that no earlier dump had. */
	size_t sockets, added;
	/* A socket came twice. */
	bool has_repeated;
	/* The kernel marked the dump as inconsistent. */
	bool is_void;
};

/* A run: sockets that the kernel dumped in one go. */
struct run_node {
	/* Index of its parent in the tree of merged runs; a root is its own parent. */
	uint32_t parent;
	/* Number of the dump that has the run. */
	uint32_t dump;
};

/* Sightings of the sockets of a table: how many were seen at all, how often one was seen
 * again, and how many dumps between two sightings missed it. */
struct run_sightings {
	uint64_t sockets, again, missed;
};

/* How many tables a dump reads at most. The share of sockets that a dump misses may differ from
 * table to table. */
enum { RUN_TABLES = 2 };

/* A merge is empty when all its bytes are zero. */
struct run_merge {
	/* How many sockets in a row must be in two runs to merge them; 0 counts as 1. */
	uint32_t min_overlap;
	/* The latest run of each cookie. */
	struct map last;
	struct run_node *runs;
	size_t len, cap;
	/* How many of the dumps the kernel did not mark as inconsistent. */
	uint32_t dumps;
	/* Number of the table of the next socket, below RUN_TABLES. */
	unsigned int table;
	struct run_sightings sights[RUN_TABLES];
	/* How many different sockets all dumps have. */
	size_t sockets;
	/* Index of the first run of the current dump. */
	uint32_t first;
	/* The last in_row known sockets of the current run were all in run `other`, too. */
	uint32_t other, in_row;
	/* The last dump and the current dump. */
	struct run_dump before, now;
};

void run_merge_release(struct run_merge *m);

/* Begins a dump. A void dump, which the kernel marked as inconsistent, proves nothing: only its
 * sockets count. Returns 0 or -ENOMEM. */
int run_merge_begin(struct run_merge *m, bool is_void);

/* Begins a run. `is_joined` says that no socket can be missing between the run and the run
 * before. Returns 0 or -ENOMEM. */
int run_merge_next(struct run_merge *m, bool is_joined);

/* Adds a socket to the current run. Returns 1 if the socket is new, 0 if it was added before, or
 * -ENOMEM. */
int run_merge_add(struct run_merge *m, uint64_t cookie);

/* Returns whether the socket was added in any dump. */
bool run_merge_knows(const struct run_merge *m, uint64_t cookie);

/* Ends the dump. `is_certain` says that its last run reaches the end of the table. */
void run_merge_end(struct run_merge *m, bool is_certain);

/* Returns whether no socket that stayed in the table is missing: the runs overlap from the
 * beginning of the table to its end, the last two dumps are equal and without duplicates, or a
 * loss is very unlikely. */
bool run_merge_is_complete(const struct run_merge *m);

#endif
