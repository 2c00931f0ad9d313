/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/doctor.h"

#include "ill.h"
#include "model/counters.h"
#include "unit.h"

/* Values just below a threshold, and at it. */
static const struct made cases[] = {
	{ "idle",
	  STATE_ESTABLISHED,
	  { TIMER_OFF, 0, 0 },
	  { 0, 0, 1 },
	  { { TCP_LAST_ACK_RECV_MS, 86400 * S } },
	  NULL },
	{ "SYN, just now",
	  STATE_SYN_SENT,
	  { TIMER_OFF, 0, 0 },
	  { 0, 1, 1 },
	  { { 0 } },
	  NULL },
	{ "SYN, sent again, just now",
	  STATE_SYN_SENT,
	  { TIMER_OFF, 1, 0 },
	  { 0, 1, 1 },
	  { { 0 } },
	  "syn_sent_slow" },
	{ "SYN, young",
	  STATE_SYN_SENT,
	  { TIMER_RETRANSMIT, 0, 1 },
	  { 0, 1, 1 },
	  { { 0 } },
	  NULL },
	{ "SYN, a second",
	  STATE_SYN_SENT,
	  { TIMER_RETRANSMIT, 1, 2000 },
	  { 0, 1, 1 },
	  { { 0 } },
	  "syn_sent_slow" },
	{ "SYN, nearly three",
	  STATE_SYN_SENT,
	  { TIMER_RETRANSMIT, 1, 1 },
	  { 0, 1, 1 },
	  { { 0 } },
	  "syn_sent_slow" },
	{ "SYN, three",
	  STATE_SYN_SENT,
	  { TIMER_RETRANSMIT, 2, 4000 },
	  { 0, 1, 1 },
	  { { 0 } },
	  "syn_sent_stuck" },
	{ "SYN, for ever",
	  STATE_SYN_SENT,
	  { TIMER_RETRANSMIT, 255, 0 },
	  { 0, 1, 1 },
	  { { 0 } },
	  "syn_sent_stuck" },
	{ "one SYN_RECV",
	  STATE_SYN_RECV,
	  { TIMER_RETRANSMIT, 5, 100 },
	  { 0, 0, 0 },
	  { { 0 } },
	  NULL },
	{ "FIN just came",
	  STATE_CLOSE_WAIT,
	  { TIMER_OFF, 0, 0 },
	  { 1, 0, 1 },
	  { { TCP_LAST_ACK_RECV_MS, 2 * S - 1 }, { TCP_LAST_DATA_RECV_MS, 900 * S } },
	  NULL },
	{ "FIN came long ago",
	  STATE_CLOSE_WAIT,
	  { TIMER_OFF, 0, 0 },
	  { 1, 0, 1 },
	  { { TCP_LAST_ACK_RECV_MS, 2 * S }, { TCP_LAST_DATA_RECV_MS, 900 * S } },
	  "close_wait_held" },
	{ "no tcp_info",
	  STATE_CLOSE_WAIT,
	  { TIMER_OFF, 0, 0 },
	  { 1, 0, 1 },
	  { { 0 } },
	  NULL },
	{ "FIN resent once",
	  STATE_LAST_ACK,
	  { TIMER_RETRANSMIT, 1, 0 },
	  { 0, 1, 0 },
	  { { 0 } },
	  NULL },
	{ "FIN resent, no tcp_info",
	  STATE_LAST_ACK,
	  { TIMER_RETRANSMIT, 2, 0 },
	  { 0, 1, 0 },
	  { { 0 } },
	  "fin_resent" },
	{ "FIN resent",
	  STATE_FIN_WAIT1,
	  { TIMER_RETRANSMIT, 2, 0 },
	  { 0, 1, 0 },
	  { { TCP_LAST_ACK_RECV_MS, S } },
	  "fin_resent" },
	{ "FIN unread",
	  STATE_CLOSING,
	  { TIMER_PROBE, 0, 0 },
	  { 0, 9, 0 },
	  { { TCP_LAST_DATA_SENT_MS, 2 * S } },
	  "fin_unread" },
	{ "FIN_WAIT2",
	  STATE_FIN_WAIT2,
	  { TIMER_OFF, 0, 0 },
	  { 0, 0, 1 },
	  { { TCP_LAST_ACK_RECV_MS, 30 * S - 1 } },
	  NULL },
	{ "FIN_WAIT2, held",
	  STATE_FIN_WAIT2,
	  { TIMER_OFF, 0, 0 },
	  { 0, 0, 1 },
	  { { TCP_LAST_ACK_RECV_MS, 30 * S } },
	  "fin_wait2_held" },
	{ "FIN_WAIT2, a timer",
	  STATE_FIN_WAIT2,
	  { TIMER_TIME_WAIT, 0, 30001 },
	  { 0, 0, 0 },
	  { { 0 } },
	  NULL },
	{ "FIN_WAIT2, half the timer",
	  STATE_FIN_WAIT2,
	  { TIMER_TIME_WAIT, 0, 30000 },
	  { 0, 0, 0 },
	  { { 0 } },
	  "fin_wait2_held" },
	{ "FIN_WAIT2, a longer timer",
	  STATE_FIN_WAIT2,
	  { TIMER_TIME_WAIT, 0, 90000 },
	  { 0, 0, 0 },
	  { { 0 } },
	  NULL },
	{ "one TIME_WAIT",
	  STATE_TIME_WAIT,
	  { TIMER_TIME_WAIT, 0, 50000 },
	  { 0, 0, 0 },
	  { { 0 } },
	  NULL },
	{ "resent twice",
	  STATE_ESTABLISHED,
	  { TIMER_RETRANSMIT, 2, 0 },
	  { 0, 9, 1 },
	  { { TCP_LAST_ACK_RECV_MS, S } },
	  NULL },
	{ "resent three times",
	  STATE_ESTABLISHED,
	  { TIMER_RETRANSMIT, 3, 0 },
	  { 0, 9, 1 },
	  { { TCP_LAST_ACK_RECV_MS, S } },
	  "send_queue_unacked" },
	{ "resent, long ago",
	  STATE_ESTABLISHED,
	  { TIMER_RETRANSMIT, 1, 0 },
	  { 0, 9, 1 },
	  { { TCP_LAST_ACK_RECV_MS, 3 * S } },
	  "send_queue_unacked" },
	{ "sent for the first time after long",
	  STATE_ESTABLISHED,
	  { TIMER_RETRANSMIT, 0, 0 },
	  { 0, 9, 1 },
	  { { TCP_LAST_ACK_RECV_MS, 9 * S } },
	  NULL },
	{ "zero window, a moment",
	  STATE_ESTABLISHED,
	  { TIMER_PROBE, 0, 0 },
	  { 0, 9, 1 },
	  { { TCP_LAST_DATA_SENT_MS, S - 1 } },
	  NULL },
	{ "zero window",
	  STATE_ESTABLISHED,
	  { TIMER_PROBE, 0, 0 },
	  { 0, 9, 1 },
	  { { TCP_LAST_DATA_SENT_MS, S } },
	  "zero_window" },
	{ "keepalive",
	  STATE_ESTABLISHED,
	  { TIMER_KEEPALIVE, 0, 0 },
	  { 0, 0, 1 },
	  { { TCP_LAST_DATA_SENT_MS, S } },
	  NULL },
	{ "unread, a moment",
	  STATE_ESTABLISHED,
	  { TIMER_OFF, 0, 0 },
	  { 9, 0, 1 },
	  { { TCP_LAST_DATA_RECV_MS, 3 * S - 1 } },
	  NULL },
	{ "unread",
	  STATE_ESTABLISHED,
	  { TIMER_OFF, 0, 0 },
	  { 9, 0, 1 },
	  { { TCP_LAST_DATA_RECV_MS, 3 * S } },
	  "recv_queue_unread" },
	{ "unread, of a listener that is not there",
	  STATE_ESTABLISHED,
	  { TIMER_OFF, 0, 0 },
	  { 9, 0, 0 },
	  { { TCP_LAST_DATA_RECV_MS, 3 * S }, { TCP_LAST_DATA_SENT_MS, 3 * S } },
	  NULL },
	{ "lossy",
	  STATE_ESTABLISHED,
	  { TIMER_OFF, 0, 0 },
	  { 0, 0, 1 },
	  { { TCP_BYTES_SENT, 1000 },
	    { TCP_BYTES_RETRANS, 50 },
	    { TCP_TOTAL_RETRANS, 10 },
	    { TCP_LAST_ACK_RECV_MS, 60 * S } },
	  "retransmissions" },
	{ "lossy, few",
	  STATE_ESTABLISHED,
	  { TIMER_OFF, 0, 0 },
	  { 0, 0, 1 },
	  { { TCP_BYTES_SENT, 1000 },
	    { TCP_BYTES_RETRANS, 50 },
	    { TCP_TOTAL_RETRANS, 9 },
	    { TCP_LAST_ACK_RECV_MS, 0 } },
	  NULL },
	{ "lossy, a small share",
	  STATE_ESTABLISHED,
	  { TIMER_OFF, 0, 0 },
	  { 0, 0, 1 },
	  { { TCP_BYTES_SENT, 100000 },
	    { TCP_BYTES_RETRANS, 4999 },
	    { TCP_TOTAL_RETRANS, 10 },
	    { TCP_LAST_ACK_RECV_MS, 0 } },
	  NULL },
	{ "lossy, long ago",
	  STATE_ESTABLISHED,
	  { TIMER_OFF, 0, 0 },
	  { 0, 0, 1 },
	  { { TCP_BYTES_SENT, 1000 },
	    { TCP_BYTES_RETRANS, 900 },
	    { TCP_TOTAL_RETRANS, 10 },
	    { TCP_LAST_ACK_RECV_MS, 60 * S + 1 } },
	  NULL },
	{ "lossy, numbers as large as can be",
	  STATE_ESTABLISHED,
	  { TIMER_OFF, 0, 0 },
	  { 0, 0, 1 },
	  { { TCP_BYTES_SENT, UINT64_MAX },
	    { TCP_BYTES_RETRANS, UINT64_MAX },
	    { TCP_TOTAL_RETRANS, UINT32_MAX },
	    { TCP_LAST_ACK_RECV_MS, 0 } },
	  "retransmissions" },
	{ "rtt",
	  STATE_ESTABLISHED,
	  { TIMER_OFF, 0, 0 },
	  { 0, 0, 1 },
	  { { TCP_RTT_US, 200000 },
	    { TCP_MIN_RTT_US, 20000 },
	    { TCP_LAST_ACK_RECV_MS, 1 } },
	  "rtt_high" },
	{ "rtt, always long",
	  STATE_ESTABLISHED,
	  { TIMER_OFF, 0, 0 },
	  { 0, 0, 1 },
	  { { TCP_RTT_US, 200000 },
	    { TCP_MIN_RTT_US, 20001 },
	    { TCP_LAST_ACK_RECV_MS, 1 } },
	  NULL },
	{ "rtt, short after all",
	  STATE_ESTABLISHED,
	  { TIMER_OFF, 0, 0 },
	  { 0, 0, 1 },
	  { { TCP_RTT_US, 199999 }, { TCP_MIN_RTT_US, 1 }, { TCP_LAST_ACK_RECV_MS, 1 } },
	  NULL },
};

static void thresholds_are_inclusive(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct sock s = sock_of(&cases[i]);
		struct doctor *d = begin();
		size_t count = 0;

		add(d, &s);
		const struct finding *f = judged(d, NULL, &count);
		assert_row(cases[i].row, count, cases[i].id != NULL);
		if (count && strcmp(finding_words(f)->id, cases[i].id) != 0)
			fail_msg("%s: %s", cases[i].row, finding_words(f)->id);
		if (count) {
			assert_row(cases[i].row, f->sockets, 1);
			assert_row(cases[i].row, f->samples_len, 1);
			assert_row(cases[i].row, f->samples[0].state, cases[i].state);
		}
		doctor_free(d);
	}
}

static void texts_are_complete(void **state)
{
	const struct finding_words *words = NULL;
	size_t count = 0;

	(void)state;
	for (; (words = doctor_words(count)); count++) {
		assert_true(strlen(words->id) > 3);
		assert_true(strlen(words->what) > 10);
		assert_true(strlen(words->means) > 20);
		assert_true(strlen(words->next) > 20);
		assert_non_null(severity_name(words->severity));
		for (size_t i = 0; i < count; i++)
			assert_string_not_equal(doctor_words(i)->id, words->id);
	}
	assert_true(count > 20);
	assert_null(doctor_words(SIZE_MAX));
	for (enum side side = 0; side < SIDE_MAX_; side++) {
		assert_non_null(side_id(side));
		assert_non_null(side_words(side));
	}
}

/* Growth of counters in ten seconds. */
static void growth_of_counters(void **state)
{
	static const struct {
		const char *row;
		struct {
			enum counter counter;
			uint64_t value;
		} of[4];
		const char *ids[3];
	} rows[] = {
		{ "nothing", { { 0 } }, { NULL } },
		{ "refused", { { COUNTER_ATTEMPT_FAILS, 10 } }, { "connects_refused" } },
		{ "refused, rarely", { { COUNTER_ATTEMPT_FAILS, 9 } }, { NULL } },
		{ "refused, of many",
		  { { COUNTER_ATTEMPT_FAILS, 10 }, { COUNTER_ACTIVE_OPENS, 190 } },
		  { "connects_refused" } },
		{ "refused, of more",
		  { { COUNTER_ATTEMPT_FAILS, 10 },
		    { COUNTER_ACTIVE_OPENS, 100 },
		    { COUNTER_PASSIVE_OPENS, 110 } },
		  { NULL } },
		{ "resets on a host that is busy",
		  { { COUNTER_ESTAB_RESETS, 4000 },
		    { COUNTER_ABORT_ON_DATA, 2000 },
		    { COUNTER_OUT_RSTS, 4000 },
		    { COUNTER_PASSIVE_OPENS, 50000 } },
		  { NULL } },
		{ "reset at a listener",
		  { { COUNTER_ATTEMPT_FAILS, 100 }, { COUNTER_EMBRYONIC_RSTS, 91 } },
		  { NULL } },
		{ "timed out",
		  { { COUNTER_ATTEMPT_FAILS, 100 }, { COUNTER_ABORT_ON_TIMEOUT, 100 } },
		  { "connections_timed_out" } },
		{ "reset by others",
		  { { COUNTER_ESTAB_RESETS, 20 } },
		  { "resets_received" } },
		{ "reset by us",
		  { { COUNTER_ESTAB_RESETS, 20 },
		    { COUNTER_ABORT_ON_DATA, 20 },
		    { COUNTER_OUT_RSTS, 20 } },
		  { "resets_sent" } },
		{ "more aborts than resets",
		  { { COUNTER_ESTAB_RESETS, 1 }, { COUNTER_ABORT_ON_CLOSE, 19 } },
		  { NULL } },
		{ "closed ports",
		  { { COUNTER_OUT_RSTS, 50 } },
		  { "resets_closed_port" } },
		{ "SYNs flood in",
		  { { COUNTER_COOKIES_SENT, 1 } },
		  { "listen_overflows" } },
		{ "loss",
		  { { COUNTER_OUT_SEGS, 190 }, { COUNTER_RETRANS_SEGS, 10 } },
		  { "retransmissions_all" } },
		{ "few are lost",
		  { { COUNTER_OUT_SEGS, 9 }, { COUNTER_RETRANS_SEGS, 9 } },
		  { NULL } },
		{ "a small share is lost",
		  { { COUNTER_OUT_SEGS, 1900 }, { COUNTER_RETRANS_SEGS, 99 } },
		  { NULL } },
		{ "memory",
		  { { COUNTER_ABORT_ON_MEMORY, 1 }, { COUNTER_UDP6_RCVBUF_ERRORS, 3 } },
		  { "tcp_memory", "udp_drops" } },
		{ "numbers as large as can be",
		  { { COUNTER_OUT_RSTS, UINT64_MAX }, { COUNTER_ABORT_ON_DATA, 0 } },
		  { "resets_closed_port" } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct counters since = { .at_ns = 10 * NS };
		struct doctor *d = begin();
		size_t count = 0;
		size_t want = 0;

		for (size_t k = 0; k < ARRAY_SIZE(rows[i].of); k++) {
			/* The row has no further counters. */
			if (!rows[i].of[k].counter && !rows[i].of[k].value)
				continue;
			since.has[rows[i].of[k].counter] = true;
			since.value[rows[i].of[k].counter] = rows[i].of[k].value;
		}
		const struct finding *f = judged(d, &since, &count);
		for (; want < ARRAY_SIZE(rows[i].ids) && rows[i].ids[want]; want++) {
			assert_true(want < count);
			assert_string_equal(finding_words(&f[want])->id,
					    rows[i].ids[want]);
			assert_int_equal(f[want].sockets, 0);
		}
		assert_row(rows[i].row, count, want);
		doctor_free(d);
	}
}

static void udp_sockets(void **state)
{
	static const struct {
		uint32_t count, used, room;
		bool is_ill;
	} rows[] = {
		{ 0, 4000, 4000, false },
		{ MEMORY_MAX_, 0, 4000, false },
		{ MEMORY_MAX_, 3199, 4000, false },
		{ MEMORY_MAX_, 3200, 4000, true },
		{ MEMORY_MAX_, UINT32_MAX, UINT32_MAX, true },
		{ MEMORY_MAX_, 0, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sock s = sock_of(&(struct made){ .state = STATE_CLOSE });
		struct doctor *d = begin();
		size_t count = 0;

		s.proto = PROTO_UDP;
		s.has |= SOCK_HAS_MEMORY;
		s.memory.count = rows[i].count;
		s.memory.of[MEMORY_RMEM_ALLOC] = rows[i].used;
		s.memory.of[MEMORY_RCVBUF] = rows[i].room;
		s.memory.of[MEMORY_DROPS] = 5;
		add(d, &s);
		const struct finding *f = judged(d, NULL, &count);
		assert_int_equal(count, rows[i].is_ill);
		if (count) {
			assert_string_equal(finding_words(f)->id, "udp_queue_full");
			assert_int_equal(f->figures[0].value, 5);
		}
		assert_int_equal(doctor_count(d, PROTO_UDP), 1);
		doctor_free(d);
	}
}

/* Values that a later kernel may report, and sockets that are not a connection. */
static void strange_sockets(void **state)
{
	struct sock s = sock_of(
		&(struct made){ .state = STATE_SYN_SENT, .timer = { .resent = 9 } });
	struct doctor *d = begin();
	size_t count = 0;

	(void)state;
	s.state = 200;
	add(d, &s);
	s.state = STATE_SYN_SENT;
	s.proto = PROTO_UNIX;
	s.has = SOCK_HAS_UNIX;
	add(d, &s);
	s.has = SOCK_HAS_INET;
	s.proto = PROTO_MAX_;
	add(d, &s);
	judged(d, NULL, &count);
	assert_int_equal(count, 0);
	assert_null(doctor_free(d));
	assert_null(doctor_free(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thresholds_are_inclusive),
		cmocka_unit_test(texts_are_complete),
		cmocka_unit_test(growth_of_counters),
		cmocka_unit_test(udp_sockets),
		cmocka_unit_test(strange_sockets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
