/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts of sockets by protocol, IP version and state. */
#ifndef MODEL_TALLY_H
#define MODEL_TALLY_H

#include "sock.h"

/* number of values that the state of a socket, one byte, can have */
enum { TALLY_STATES = 256 };

/* Counts of sockets: in all, by pair of protocol and IP version, and by pair and state. A
 * zeroed struct has counted no sockets. */
struct tally {
	uint64_t total;
	uint64_t of_pair[PAIR_MAX_];
	uint64_t of_state[PAIR_MAX_][TALLY_STATES];
};

static inline void tally_add(struct tally *t, const struct sock *s)
{
	const unsigned int pair = PAIR(s->proto, s->ip);

	t->total++;
	t->of_pair[pair]++;
	t->of_state[pair][s->state]++;
}

#endif
