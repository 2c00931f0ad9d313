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
	/* connections established, by side */
	uint64_t clients, servers;
	/* connections whose side is unknown */
	uint64_t unsided;
	uint64_t closed;
	uint64_t failed[REASON_MAX_];
	uint64_t resets_sent, resets_received;
	uint64_t retransmits;
	/* events that were lost */
	uint64_t lost;
	/* handshakes with a known time */
	uint64_t handshakes;
	uint64_t handshake_max_us;
	uint32_t steps[TOTAL_OCTAVES * TOTAL_STEPS];
};

void total_add(struct total *t, const struct event *e);

uint64_t total_failed(const struct total *t);

/* Returns the time in microseconds that `of_thousand` of a thousand handshakes did not
 * exceed; 0: there were none. */
uint64_t total_handshake_us(const struct total *t, unsigned int of_thousand);

#endif
