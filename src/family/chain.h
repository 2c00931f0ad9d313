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
 */
#ifndef FAMILY_CHAIN_H
#define FAMILY_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"

/* What is known of one dump. */
struct chain_dump {
	size_t sockets;
	size_t added; /* of these, that no dump before had */
	bool has_repeated; /* one of its own */
	bool is_void;
};

/* All zero is empty, where one socket is enough to link two runs. */
struct chain {
	uint32_t links; /* so many in a row it takes */
	struct map last; /* by cookie: the run that had it last */
	uint32_t *parents; /* of the runs, which form trees of those that hang together */
	size_t len, cap;
	size_t sockets; /* in all dumps */
	uint32_t first; /* run of this dump */
	uint32_t other,
		in_row; /* the last so many sockets that are known are of that run too */
	struct chain_dump before, now;
};

void chain_release(struct chain *c);

/* The next dump begins. A void one proves nothing: its sockets alone count. -ENOMEM. */
int chain_begin(struct chain *c, bool is_void);

/* Its next run begins. is_joined: that nobody can have been missed in between is known.
 * -ENOMEM. */
int chain_next(struct chain *c, bool is_joined);

/* A socket of that run. 1: no dump had it before, 0: it is known, <0: -ENOMEM. */
int chain_add(struct chain *c, uint64_t cookie);

/* Whether a dump had it. */
bool chain_knows(const struct chain *c, uint64_t cookie);

/* The dump has come to its end. is_certain: and so has the table. */
void chain_end(struct chain *c, bool is_certain);

/* Whether no socket is missing that was there all the time: that is proven, or the last two
 * dumps are the same and had each socket once. */
bool chain_is_whole(const struct chain *c);

#endif
