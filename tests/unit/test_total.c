/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "events/total.h"

#include "unit.h"

static void add(struct total *t, uint64_t us)
{
	const struct event e = { .kind = EVENT_ESTABLISHED,
				 .has = EVENT_HAS_HANDSHAKE,
				 .side = SIDE_CLIENT,
				 .handshake_us = us };

	total_add(t, &e);
}

/* The result may exceed the true value by one part in TOTAL_STEPS, and never exceeds the
 * maximum. */
static void assert_near(uint64_t got, uint64_t want)
{
	if (got < want || got > want + want / TOTAL_STEPS)
		fail_msg("%llu is not near %llu", (unsigned long long)got,
			 (unsigned long long)want);
}

static void percentiles_of_handshakes(void **state)
{
	struct total t = { 0 };

	(void)state;
	assert_int_equal(total_handshake_us(&t, 500), 0);
	for (uint64_t i = 1; i <= 1000; i++)
		add(&t, i * 1000);
	assert_near(total_handshake_us(&t, 500), 500000);
	assert_near(total_handshake_us(&t, 990), 990000);
	assert_int_equal(total_handshake_us(&t, 1000), 1000000);
	assert_int_equal(t.handshakes, 1000);
	assert_int_equal(t.clients, 1000);
}

static void percentiles_of_one_handshake(void **state)
{
	static const uint64_t lengths[] = { 0,    1,     127,        128,
					    255,  256,   257,        100123,
					    1000, 65535, UINT32_MAX, UINT64_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		struct total t = { 0 };

		add(&t, lengths[i]);
		const uint64_t p50 = total_handshake_us(&t, 500);
		assert_true(p50 <= lengths[i]);
		assert_true(lengths[i] > UINT32_MAX || p50 == lengths[i]);
		assert_int_equal(t.handshake_max_us, lengths[i]);
	}
}

static void each_kind_is_counted(void **state)
{
	struct total t = { 0 };
	struct event e = { .kind = EVENT_FAILED, .reason = REASON_TIMEOUT };

	(void)state;
	total_add(&t, &e);
	e.reason = REASON_RESET;
	total_add(&t, &e);
	total_add(&t, &e);
	assert_int_equal(total_failed(&t), 3);
	assert_int_equal(t.failed[REASON_RESET], 2);
	e.kind = EVENT_RESET;
	total_add(&t, &e);
	e.is_sent = true;
	total_add(&t, &e);
	total_add(&t, &e);
	assert_int_equal(t.resets_received, 1);
	assert_int_equal(t.resets_sent, 2);
	e.kind = EVENT_RETRANSMIT;
	total_add(&t, &e);
	assert_int_equal(t.retransmits, 1);
	e.kind = EVENT_CLOSE;
	total_add(&t, &e);
	assert_int_equal(t.closed, 1);
	e = (struct event){ .kind = EVENT_ESTABLISHED, .side = SIDE_SERVER };
	total_add(&t, &e);
	assert_int_equal(t.servers, 1);
	assert_int_equal(t.handshakes, 0);
	assert_int_equal(t.events, 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(percentiles_of_handshakes),
		cmocka_unit_test(percentiles_of_one_handshake),
		cmocka_unit_test(each_kind_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
