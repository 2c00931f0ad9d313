/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The number of sockets of each protocol, IP version and state. */
#ifndef MODEL_TALLY_H
#define MODEL_TALLY_H

#include "sock.h"

/* the number of values of a state, which is a byte and may be unknown */
enum { TALLY_STATES = 256 };

/* The tally is empty when all its bytes are zero. */
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
