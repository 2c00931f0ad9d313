/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts of all events, and a histogram of handshake times. */
#ifndef EVENTS_TOTAL_H
#define EVENTS_TOTAL_H

#include <stdint.h>

#include "event.h"

/* Size of the histogram of handshake times: each octave (a doubling of the time in
 * microseconds) is divided into TOTAL_STEPS steps, which limits the error of a time read
 * from the histogram to 1/TOTAL_STEPS. */
enum { TOTAL_STEPS = 128, TOTAL_OCTAVES = 32 };

struct total {
	uint64_t events;
	/* numbers of connections that were established as client, as server, and on an
	 * unknown side */
	uint64_t clients, servers, unsided;
	uint64_t closed;
	uint64_t failed[REASON_MAX_];
	uint64_t resets_sent, resets_received, retransmits;
	/* number of events that the event source lost */
	uint64_t lost;
	/* number of handshakes with a known duration, and the longest duration in
	 * microseconds */
	uint64_t handshakes, handshake_max_us;
	/* histogram of handshake times: number of handshakes in each step (range of
	 * times) */
	uint32_t steps[TOTAL_OCTAVES * TOTAL_STEPS];
};

void total_add(struct total *t, const struct event *e);

/* Returns the number of connections that failed, for all reasons together. */
uint64_t total_failed(const struct total *t);

/* Returns the duration in microseconds that of_thousand of every 1000 handshakes did not
 * exceed (500: the median). 0: there was no handshake. */
uint64_t total_handshake_us(const struct total *t, unsigned int of_thousand);

#endif
