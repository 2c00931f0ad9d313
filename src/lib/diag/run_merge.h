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

/* Counts of one dump. */
struct run_dump {
	size_t sockets;
	/* sockets that no earlier dump had */
	size_t added;
	/* A socket came twice. */
	bool has_repeated;
	bool is_void;
};

struct run_node {
	/* merged runs form a tree */
	uint32_t parent;
	/* number of its dump */
	uint32_t dump;
};

/* Sightings of the sockets of a table: how many were seen at all, how often one was seen
 * again, and how many dumps between two sightings missed it. */
struct run_sightings {
	uint64_t sockets, again, missed;
};

/* A dump reads up to two tables, in which different shares of the sockets may be
 * missed. */
enum { RUN_TABLES = 2 };

/* All zero is empty; min_overlap 0 counts as 1. */
struct run_merge {
	/* sockets in a row that merge two runs */
	uint32_t min_overlap;
	/* The latest run of each cookie. */
	struct map last;
	struct run_node *runs;
	size_t len, cap;
	/* dumps that count */
	uint32_t dumps;
	/* table of the next socket, below RUN_TABLES */
	unsigned int table;
	struct run_sightings sights[RUN_TABLES];
	/* distinct sockets in all dumps */
	size_t sockets;
	/* first run of the current dump */
	uint32_t first;
	uint32_t other,
		/* The last in_row known sockets were all in run `other`, too. */
		in_row;
	struct run_dump before, now;
};

void run_merge_release(struct run_merge *m);

/* Begins a dump. A dump that is void, because the kernel marked it as inconsistent,
 * proves nothing: only its sockets count. -ENOMEM. */
int run_merge_begin(struct run_merge *m, bool is_void);

/* Begins a run. is_joined: no socket can be missing between it and the run before.
 * -ENOMEM. */
int run_merge_next(struct run_merge *m, bool is_joined);

/* Adds a socket to the run. Returns 1 if no earlier dump had it, 0 if one had,
 * -ENOMEM. */
int run_merge_add(struct run_merge *m, uint64_t cookie);

/* Returns whether any dump had the socket. */
bool run_merge_knows(const struct run_merge *m, uint64_t cookie);

/* Ends the dump. is_certain: its last run reaches the end of the table. */
void run_merge_end(struct run_merge *m, bool is_certain);

/* Returns whether no socket that stayed in the table is missing: because it is proven,
 * because the last two dumps are equal and without duplicates, or because a loss is very
 * unlikely. */
bool run_merge_is_complete(const struct run_merge *m);

#endif
