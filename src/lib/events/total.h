/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Totals of all events. */
#ifndef EVENTS_TOTAL_H
#define EVENTS_TOTAL_H

#include <stdint.h>

#include "event.h"

/* Histogram of handshake times: each octave of microseconds is divided into this many
 * steps, so that a value read from it is too high by at most one part in TOTAL_STEPS. */
enum { TOTAL_STEPS = 128, TOTAL_OCTAVES = 32 };

struct total {
	uint64_t events;
	/* connections established as client, as server and on an unknown side */
	uint64_t clients, servers, unsided;
	uint64_t closed;
	uint64_t failed[REASON_MAX_];
	uint64_t resets_sent, resets_received, retransmits;
	/* number of events that were lost */
	uint64_t lost;
	/* number of handshakes with a known time, their longest time and their
	 * histogram */
	uint64_t handshakes, handshake_max_us;
	uint32_t steps[TOTAL_OCTAVES * TOTAL_STEPS];
};

void total_add(struct total *t, const struct event *e);

/* Returns the number of failed connections. */
uint64_t total_failed(const struct total *t);

/* Returns the time in microseconds that `of_thousand` of a thousand handshakes did not
 * exceed, or 0 without handshakes. */
uint64_t total_handshake_us(const struct total *t, unsigned int of_thousand);

#endif
