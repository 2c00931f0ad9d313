/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The proof that dumps of a table, taken together, lack no socket that was there all the time.
 *
 * A dump resumes by position inside a hash bucket: what comes and goes there between two
 * datagrams moves the others past that position, and they are missed or come twice. One
 * datagram has no such fault. What it brings, a run, are all sockets between its first and its
 * last as the table has them, and those that stay in the table keep their order. So two runs of
 * which a socket is in both have all between their outer ends; and runs that hang together so,
 * from the beginning of the table to its end, have all. It does not matter of which dumps they
 * are, nor how much comes and goes: that is why a dump is repeated with the ends of its
 * datagrams in other places.
 *
 * One may move within the table, as a unix socket does that is given a name: so it takes some in a
 * row to tell that two runs overlap.
 *
 * Where sockets come and go so fast that none of a run is left when the next dump is made, runs
 * cannot be linked. What is known then is how often a socket was missed by a dump that has been
 * there before and after it: rarely. A socket that is in none of so many dumps would have been
 * missed by each of them. Once that is less likely than one in a million, for any of the sockets,
 * the dumps are taken for whole, too.
 */
#ifndef DIAG_RUN_MERGE_H
#define DIAG_RUN_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/map.h"

/* What is known of one dump. */
struct run_dump {
	size_t sockets;
	size_t added; /* of these, that no dump before had */
	bool has_repeated; /* one of its own */
	bool is_void;
};

struct chain_run {
	uint32_t parent; /* runs that hang together form a tree */
	uint32_t dump; /* its number */
};

/* The sockets of a table, and of those that were in an earlier dump, too: how often they were seen
 * again, and how many of the dumps in between had not seen them. */
struct chain_sight {
	uint64_t sockets, again, missed;
};

/* The tables of a dump, in which a different part of the sockets may be missed. */
enum { CHAIN_TABLES = 2 };

/* All zero is empty, where one socket is enough to link two runs. */
struct run_merge {
	uint32_t links; /* so many in a row it takes */
	struct map last; /* by cookie: the run that had it last */
	struct chain_run *runs;
	size_t len, cap;
	uint32_t dumps; /* that are not void */
	unsigned int table; /* of the socket that is added next, below CHAIN_TABLES */
	struct chain_sight sights[CHAIN_TABLES];
	size_t sockets; /* in all dumps */
	uint32_t first; /* run of this dump */
	uint32_t other,
		in_row; /* the last so many sockets that are known are of that run too */
	struct run_dump before, now;
};

void run_merge_release(struct run_merge *c);

/* The next dump begins. A void one proves nothing: its sockets alone count. -ENOMEM. */
int run_merge_begin(struct run_merge *c, bool is_void);

/* Its next run begins. is_joined: that nobody can have been missed in between is known.
 * -ENOMEM. */
int run_merge_next(struct run_merge *c, bool is_joined);

/* A socket of that run. 1: no dump had it before, 0: it is known, <0: -ENOMEM. */
int run_merge_add(struct run_merge *c, uint64_t cookie);

/* Whether a dump had it. */
bool run_merge_knows(const struct run_merge *c, uint64_t cookie);

/* The dump has come to its end. is_certain: and so has the table. */
void run_merge_end(struct run_merge *c, bool is_certain);

/* Whether no socket is missing that was there all the time: that is proven, or the last two
 * dumps are the same and had each socket once, or it is very unlikely. */
bool run_merge_is_whole(const struct run_merge *c);

#endif
