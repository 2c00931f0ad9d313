/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Proof that several dumps of a socket table of the kernel, taken together, have every
 * socket that stayed in the table.
 *
 * The kernel resumes a dump by position inside a hash bucket: sockets that enter or leave
 * the bucket between two datagrams shift other sockets past that position, and the dump
 * misses or repeats the shifted sockets. Within one datagram no socket is missed. The
 * sockets of a datagram, called a run, are all sockets of the table from the first to the
 * last socket of the run, and sockets that stay in the table keep their order. Two runs
 * that share a socket therefore have all sockets between their outer ends, and runs that
 * overlap from the beginning of the table to its end have all sockets. Runs of different
 * dumps can be combined: the dump is repeated, with the ends of its datagrams moved,
 * until the runs overlap.
 *
 * A single socket may move within the table, as a unix socket does when it is bound.
 * Therefore two runs are only merged if they share several sockets in a row.
 *
 * If sockets come and go so fast that two dumps share no run, no runs can be merged. The
 * dumps still show how often a dump missed a socket that both an earlier and a later dump
 * have. A socket that no dump has must have been missed by every dump. Once the expected
 * number of sockets that every dump missed is below one in a million, the dumps count as
 * complete. */
#ifndef DIAG_RUN_MERGE_H
#define DIAG_RUN_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

/* Counts and flags of one dump. */
struct run_dump {
	/* `sockets` is the number of sockets in the dump, `added` the number of its
	 * sockets that no earlier dump has. */
	size_t sockets, added;
	/* Whether the dump has a socket twice. */
	bool has_repeated;
	/* Whether the kernel marked the dump as inconsistent (NLM_F_DUMP_INTR). */
	bool is_void;
};

/* A run: consecutive sockets of one dump, between which no socket of the kernel's table
 * is missing. */
struct run_node {
	/* Index of the run's parent in the tree of merged runs (a run is a sequence of
	 * consecutive sockets of a dump); the root of a tree is its own parent. */
	uint32_t parent;
	/* Number of the dump that has the run (consecutive sockets of the dump): the
	 * value of run_merge.dumps during that dump. */
	uint32_t dump;
};

/* What several dumps show about the sockets of one hash table of the kernel. `sockets` is
 * the number of different sockets, `again` the number of times that a later dump had a
 * known socket, `missed` the number of times that a dump lacked a socket that both an
 * earlier and a later dump had. */
struct run_sightings {
	uint64_t sockets, again, missed;
};

/* The maximum number of hash tables of the kernel that one dump reads. Sockets are
 * counted per hash table, because the share of sockets that a dump misses may differ
 * between hash tables. */
enum { RUN_TABLES = 2 };

/* The merged dumps of a socket table of the kernel. A struct run_merge whose bytes are
 * all zero has no dumps. */
struct run_merge {
	/* The minimum number of sockets in a row that two runs (sequences of consecutive
	 * sockets of a dump) must share to be merged; 0 counts as 1. */
	uint32_t min_overlap;
	/* Maps the cookie of each socket to the index of the latest run (consecutive
	 * sockets of a dump) that has the socket, or to RUN_VOID. */
	struct map last;
	struct run_node *runs;
	size_t len, cap;
	/* Number of dumps that have begun, without the dumps that the kernel marked as
	 * inconsistent. */
	uint32_t dumps;
	/* Index of the kernel's hash table that has the next socket, less than
	 * RUN_TABLES. */
	unsigned int table;
	struct run_sightings sights[RUN_TABLES];
	/* Number of different sockets in all dumps together. */
	size_t sockets;
	/* Index of the first run (consecutive sockets of a dump) of the current dump. */
	uint32_t first;
	/* in_row is the number of sockets of the current run (consecutive sockets of a
	 * dump) that were found, one after another, in one earlier run or in earlier runs
	 * that are merged. `other` is the index of the earlier run of the last such
	 * socket. */
	uint32_t other, in_row;
	/* Counts and flags of the previous dump (`before`) and of the current dump
	 * (`now`). */
	struct run_dump before, now;
};

void run_merge_release(struct run_merge *m);

/* Begins a dump. is_void: whether the kernel marked the dump as inconsistent; the sockets
 * of such a dump are added but prove nothing. Returns 0 or -errno. */
int run_merge_begin(struct run_merge *m, bool is_void);

/* Begins a run (consecutive sockets of a dump) of the current dump. is_joined: whether
 * certainly no socket is missing between the previous run and the new run. Returns 0 or
 * -errno. */
int run_merge_next(struct run_merge *m, bool is_joined);

/* Adds the socket with this cookie to the current run (consecutive sockets of a dump).
 * Returns 1 if no dump had the socket before, 0 if an earlier dump or the current dump
 * already has the socket, or -ENOMEM. */
int run_merge_add(struct run_merge *m, uint64_t cookie);

/* Returns whether at least one dump has the socket with this cookie. */
bool run_merge_knows(const struct run_merge *m, uint64_t cookie);

/* Ends the current dump. is_certain: whether the dump certainly has the last sockets of
 * the kernel's hash table. */
void run_merge_end(struct run_merge *m, bool is_certain);

/* Returns whether the dumps together have every socket that stayed in the kernel's table.
 * This is so if the runs (consecutive sockets of a dump) overlap from the beginning of
 * the table to its end, if the last two dumps are equal and without duplicates, or if a
 * loss is very unlikely. */
bool run_merge_is_complete(const struct run_merge *m);

#endif
