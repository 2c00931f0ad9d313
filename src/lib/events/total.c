/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "total.h"

#include <stddef.h>

#include "util/cleanup.h"

/* Returns the index of the histogram step (range of times that are counted together) that
 * counts a time of `us` microseconds. Each time below 2 * TOTAL_STEPS microseconds has
 * its own step. */
static size_t step_of(uint64_t us)
{
	const uint64_t most = (UINT64_C(1) << TOTAL_OCTAVES) - 1;
	const uint64_t n = us < most ? us : most;
	unsigned int octave = 0;

	while (n >> octave >= UINT64_C(2) * TOTAL_STEPS)
		octave++;
	return octave * (size_t)TOTAL_STEPS + (n >> octave);
}

/* Returns the longest time, in microseconds, that the histogram step (range of times)
 * with this index counts. */
static uint64_t step_end(size_t step)
{
	const unsigned int octave = step < (size_t)2 * TOTAL_STEPS
					    ? 0
					    : (unsigned int)(step / TOTAL_STEPS) - 1;
	const uint64_t n = step - octave * (size_t)TOTAL_STEPS;

	return ((n + 1) << octave) - 1;
}

void total_add(struct total *t, const struct event *e)
{
	const bool is_established = e->kind == EVENT_ESTABLISHED;
	const bool is_reset = e->kind == EVENT_RESET;

	t->events++;
	t->clients += is_established && e->side == SIDE_CLIENT;
	t->servers += is_established && e->side == SIDE_SERVER;
	t->unsided += is_established && e->side == SIDE_UNKNOWN;
	t->closed += e->kind == EVENT_CLOSE;
	t->failed[e->reason] += e->kind == EVENT_FAILED;
	t->resets_sent += is_reset && e->is_sent;
	t->resets_received += is_reset && !e->is_sent;
	t->retransmits += e->kind == EVENT_RETRANSMIT;
	if (!is_established || !(e->has & EVENT_HAS_HANDSHAKE))
		return;
	t->handshakes++;
	t->steps[step_of(e->handshake_us)]++;
	if (e->handshake_us > t->handshake_max_us)
		t->handshake_max_us = e->handshake_us;
}

uint64_t total_failed(const struct total *t)
{
	uint64_t n = 0;

	for (size_t i = 0; i < REASON_MAX_; i++)
		n += t->failed[i];
	return n;
}

uint64_t total_handshake_us(const struct total *t, unsigned int of_thousand)
{
	/* position, counted from 1, of the wanted handshake when handshakes are sorted by
	 * duration */
	const uint64_t rank = (t->handshakes * of_thousand + 999) / 1000;
	uint64_t seen = 0;

	if (!t->handshakes)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(t->steps); i++) {
		seen += t->steps[i];
		if (seen >= rank)
			return step_end(i) < t->handshake_max_us ? step_end(i)
								 : t->handshake_max_us;
	}
	return t->handshake_max_us;
}
