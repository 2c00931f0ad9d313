/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "total.h"

#include <stddef.h>

#include "util/cleanup.h"

/* Values below two octaves have a step of one microsecond each. */
static size_t step_of(uint64_t us)
{
	const uint64_t most = (UINT64_C(1) << TOTAL_OCTAVES) - 1;
	const uint64_t n = us < most ? us : most;
	unsigned int octave = 0;

	while (n >> octave >= UINT64_C(2) * TOTAL_STEPS)
		octave++;
	return octave * (size_t)TOTAL_STEPS + (n >> octave);
}

/* Returns the longest time that belongs to a step. */
static uint64_t step_end(size_t step)
{
	const unsigned int octave = step < (size_t)2 * TOTAL_STEPS
					    ? 0
					    : (unsigned int)(step / TOTAL_STEPS) - 1;
	const uint64_t n = step - octave * (size_t)TOTAL_STEPS;

	return ((n + 1) << octave) - 1;
}

static void add_handshake(struct total *t, uint64_t us)
{
	t->handshakes++;
	t->steps[step_of(us)]++;
	if (us > t->handshake_max_us)
		t->handshake_max_us = us;
}

static void add_established(struct total *t, const struct event *e)
{
	static const size_t at[] = {
		[SIDE_UNKNOWN] = offsetof(struct total, unsided),
		[SIDE_CLIENT] = offsetof(struct total, clients),
		[SIDE_SERVER] = offsetof(struct total, servers),
	};

	++*(uint64_t *)((char *)t + at[e->side]);
	if (e->has & EVENT_HAS_HANDSHAKE)
		add_handshake(t, e->handshake_us);
}

void total_add(struct total *t, const struct event *e)
{
	t->events++;
	if (e->kind == EVENT_ESTABLISHED)
		add_established(t, e);
	if (e->kind == EVENT_CLOSE)
		t->closed++;
	if (e->kind == EVENT_FAILED)
		t->failed[e->reason]++;
	if (e->kind == EVENT_RESET && e->is_sent)
		t->resets_sent++;
	if (e->kind == EVENT_RESET && !e->is_sent)
		t->resets_received++;
	if (e->kind == EVENT_RETRANSMIT)
		t->retransmits++;
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
	/* The rank, rounded up. */
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
