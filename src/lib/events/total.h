/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all events come to. */
#ifndef EVENTS_TOTAL_H
#define EVENTS_TOTAL_H

#include <stdint.h>

#include "event.h"

/* Handshakes by length: each octave of microseconds in so many steps, so that what is said of
 * one is at most one part in them too high. */
enum { TOTAL_STEPS = 128, TOTAL_OCTAVES = 32 };

struct total {
	uint64_t events;
	uint64_t clients, servers; /* connections established, by side */
	uint64_t unsided; /* and those of which it is not known */
	uint64_t closed;
	uint64_t failed[REASON_MAX_];
	uint64_t resets_sent, resets_received;
	uint64_t retransmits;
	uint64_t lost; /* events that were not seen */
	uint64_t handshakes; /* that could be told */
	uint64_t handshake_max_us;
	uint32_t steps[TOTAL_OCTAVES * TOTAL_STEPS];
};

void total_add(struct total *t, const struct event *e);

uint64_t total_failed(const struct total *t);

/* The handshake, in microseconds, that so many of a thousand took no longer than. 0 where
 * there was none. */
uint64_t total_handshake_us(const struct total *t, unsigned int of_thousand);

#endif
