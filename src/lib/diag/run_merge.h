/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Proof that several dumps of a socket table of the kernel, taken together, have every
 * socket that stayed in the table.
 *
 * The kernel resumes a dump by position inside a hash bucket: sockets that come or go
 * there between two datagrams shift other sockets past that position, so that these are
 * missed or come twice. Within one datagram no socket is missed. Its sockets, called a
 * run, are all sockets of the table from its first to its last one, and sockets that stay
 * in the table keep their order. Two runs that share a socket therefore have all sockets
 * between their outer ends, and runs that overlap from the beginning of the table to its
 * end have all sockets. It does not matter from which dumps the runs are: the dump is
 * repeated with the ends of its datagrams moved until the runs overlap.
 *
 * A single socket may move within the table, as a unix socket does when it is bound.
 * Therefore several shared sockets in a row are needed to merge two runs.
 *
 * If sockets come and go so fast that two dumps share no run, nothing can be merged. The
 * dumps still show how often a socket was missed by a dump between two dumps that have
 * the socket. A socket that no dump has must have been missed by every dump. Once the
 * expected number of such sockets is below one in a million, the dumps count as
 * complete. */
#ifndef DIAG_RUN_MERGE_H
#define DIAG_RUN_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

/* Counts and flags of one dump. */
struct run_dump {
	/* `sockets`: number of sockets in the dump. `added`: number of sockets that no
	 * earlier dump has. */
	size_t sockets, added;
	/* The dump has a duplicate: a socket that occurs twice. */
	bool has_repeated;
	/* The kernel marked the dump as inconsistent (NLM_F_DUMP_INTR). */
	bool is_void;
};

/* A run: consecutive sockets of one dump, between which no socket of the kernel's table
 * is missing. */
struct run_node {
	/* Index of the parent of this run (consecutive sockets of a dump) in the tree of
	 * merged runs; the root of a tree is its own parent. */
	uint32_t parent;
	/* Number of the dump that has this run of sockets, counted as in
	 * run_merge.dumps. */
	uint32_t dump;
};

/* What was seen of the sockets of one hash table of the kernel. `sockets`: the number of
 * different sockets; `again`: how often a later dump had a known socket; `missed`: how
 * often a dump lacked a socket that both an earlier and a later dump had. */
struct run_sightings {
	uint64_t sockets, again, missed;
};

/* The largest number of hash tables of the kernel that one dump reads. Sockets are
 * counted per hash table, because the share of sockets that a dump misses may differ. */
enum { RUN_TABLES = 2 };

/* Several dumps of a socket table of the kernel, merged. A merge is empty when all its
 * bytes are zero. */
struct run_merge {
	/* How many sockets in a row two runs (consecutive sockets of a dump) must share
	 * to be merged; 0 counts as 1. */
	uint32_t min_overlap;
	/* Maps the cookie of each socket to the index of its latest run (consecutive
	 * sockets of a dump), or to RUN_VOID. */
	struct map last;
	struct run_node *runs;
	size_t len, cap;
	/* Number of dumps so far, not counting those that the kernel marked as
	 * inconsistent. */
	uint32_t dumps;
	/* Number of the kernel's hash table in which the next socket is, below
	 * RUN_TABLES. */
	unsigned int table;
	struct run_sightings sights[RUN_TABLES];
	/* Number of different sockets in all dumps together. */
	size_t sockets;
	/* Index of the first run (consecutive sockets) of the current dump. */
	uint32_t first;
	/* The last in_row sockets of the current run (consecutive sockets of a dump) that
	 * earlier dumps also have are all in the run with the index `other`. */
	uint32_t other, in_row;
	/* The previous dump (`before`) and the current dump (`now`). */
	struct run_dump before, now;
};

void run_merge_release(struct run_merge *m);

/* Begins a dump. is_void: the kernel marked the dump as inconsistent, so its sockets are
 * added but prove nothing. Returns 0 or -ENOMEM. */
int run_merge_begin(struct run_merge *m, bool is_void);

/* Begins a run (consecutive sockets of a dump, without a gap) of the current dump.
 * is_joined says that no socket can be missing between this run and the run before.
 * Returns 0 or -ENOMEM. */
int run_merge_next(struct run_merge *m, bool is_joined);

/* Adds the socket with this cookie to the current run (consecutive sockets of a dump).
 * Returns 1 if the socket is new to all dumps, 0 if an earlier or the current dump
 * already has it, or -ENOMEM. */
int run_merge_add(struct run_merge *m, uint64_t cookie);

/* Returns whether at least one dump has the socket with this cookie. */
bool run_merge_knows(const struct run_merge *m, uint64_t cookie);

/* Ends the current dump. is_certain: the dump certainly has the last sockets of the
 * kernel's hash table. */
void run_merge_end(struct run_merge *m, bool is_certain);

/* Returns whether the dumps together have every socket that stayed in the kernel's table:
 * their runs (consecutive sockets) overlap from its beginning to its end, the last two
 * dumps are equal and without duplicates, or a loss is very unlikely. */
bool run_merge_is_complete(const struct run_merge *m);

#endif
