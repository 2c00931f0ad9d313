/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/doctor.h"

#include "ill.h"
#include "model/counters.h"
#include "text/strbuf.h"
#include "unit.h"

/* The duration of a finding is that of the socket affected longest; five are listed, and
 * all are counted. */
static void many_sockets_are_one_finding(void **state)
{
	static const uint64_t ages[] = { 4, 9, 3, 8, 5, 7, 6, 9, 2 };
	struct doctor *d = begin();
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ages); i++) {
		const struct made m = {
			.state = STATE_CLOSE_WAIT,
			.of = { 3, 0, i + 1 },
			.facts = { { TCP_LAST_ACK_RECV_MS, ages[i] * S },
				   { TCP_LAST_DATA_RECV_MS, (ages[i] + 10) * S } },
		};
		const struct sock s = sock_of(&m);

		add(d, &s);
	}
	const struct finding *f = judged(d, NULL, &count);
	assert_int_equal(count, 1);
	assert_int_equal(f->sockets, ARRAY_SIZE(ages));
	assert_int_equal(f->samples_len, DOCTOR_SAMPLES);
	for (size_t i = 0; i < DOCTOR_SAMPLES; i++) {
		static const uint64_t want[] = { 9, 9, 8, 7, 6 };

		assert_int_equal(f->samples[i].least_ms, want[i] * S);
	}
	assert_int_equal(f->least_ms, 9 * S);
	assert_int_equal(f->most_ms, 19 * S);
	/* Only the FIN of each connection is unread. */
	assert_int_equal(f->figures[0].value, 2 * ARRAY_SIZE(ages));
	assert_int_equal(doctor_count(d, PROTO_TCP), ARRAY_SIZE(ages));
	assert_int_equal(doctor_count_state(d, STATE_CLOSE_WAIT), ARRAY_SIZE(ages));
	doctor_free(d);
}

/* Ten addresses are reported one by one, the others are counted; different addresses are
 * never merged. */
static void many_addresses_are_summarized(void **state)
{
	enum { PEERS = 1000 };
	struct doctor *d = begin();
	size_t count = 0;
	uint64_t sockets = 0;

	(void)state;
	for (size_t i = 0; i < PEERS; i++) {
		struct sock s = sock_of(&(struct made){
			.state = STATE_ESTABLISHED,
			.of = { .inode = i + 1 },
			.facts = { { TCP_RTT_US, 900000 },
				   { TCP_MIN_RTT_US, 1 },
				   { TCP_LAST_ACK_RECV_MS, 1 } },
		});
		s.peer.bytes[2] = (uint8_t)(i >> 8);
		s.peer.bytes[3] = (uint8_t)i;
		/* The address with most connections comes last. */
		for (size_t k = 0; k < (i == PEERS - 1 ? 2U : 1U); k++)
			add(d, &s);
	}
	const struct finding *f = judged(d, NULL, &count);
	assert_int_equal(count, DOCTOR_GROUPS);
	assert_int_equal(f[0].sockets, 2);
	for (size_t i = 0; i < count; i++)
		sockets += f[i].sockets;
	assert_int_equal(f[count - 1].more_findings, PEERS - DOCTOR_GROUPS);
	assert_int_equal(sockets + f[count - 1].more_sockets, PEERS + 1);
	doctor_free(d);
}

/* The advice refers to the state of the sockets. */
static void advice_refers_to_the_state(void **state)
{
	static const struct {
		enum state state;
		const char *end;
	} rows[] = {
		{ STATE_FIN_WAIT1, "sockstat --explain FIN_WAIT1" },
		{ STATE_LAST_ACK, "sockstat --explain LAST_ACK" },
		{ STATE_CLOSING, "sockstat --explain CLOSING" },
		{ STATE_CLOSE_WAIT, "sockstat --explain CLOSE_WAIT" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct sock s = sock_of(&(struct made){
			.state = rows[i].state,
			.timer = { TIMER_RETRANSMIT, 2, 0 },
			.of = { .inode = 1 },
			.facts = { { TCP_LAST_ACK_RECV_MS, 9 * S } },
		});
		struct doctor *d = begin();
		struct strbuf sb = { 0 };
		size_t count = 0;

		add(d, &s);
		const struct finding *f = judged(d, NULL, &count);
		assert_int_equal(count, 1);
		finding_put_next(f, &sb);
		strbuf_addc(&sb, '\0');
		assert_int_equal(sb.error, 0);
		assert_true(sb.len > strlen(rows[i].end));
		assert_string_equal(sb.s + sb.len - 1 - strlen(rows[i].end), rows[i].end);
		strbuf_release(&sb);
		doctor_free(d);
	}
}

/* Figures and rows count the same bytes: the FIN, which the kernel counts as one byte, is
 * reported separately. */
static void a_fin_is_not_counted_as_data(void **state)
{
	static const struct {
		uint32_t recv_q, bytes;
		bool has_fin;
	} rows[] = { { 0, 0, false }, { 1, 0, true }, { 6, 5, true } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct made m = {
			.state = STATE_CLOSE_WAIT,
			.of = { .recv = rows[i].recv_q, .inode = 7 },
			.facts = { { TCP_LAST_ACK_RECV_MS, 9 * S } },
		};
		const struct sock s = sock_of(&m);
		struct doctor *d = begin();
		size_t count = 0;

		add(d, &s);
		const struct finding *f = judged(d, NULL, &count);
		assert_int_equal(count, 1);
		assert_string_equal(f->figures[0].key, "unread");
		assert_int_equal(f->figures[0].value, rows[i].bytes);
		assert_int_equal(f->samples[0].recv_q, rows[i].bytes);
		assert_int_equal(f->samples[0].has_unread_fin, rows[i].has_fin);
		doctor_free(d);
	}
}

static void ports_of_a_destination(void **state)
{
	(void)state;
	for (unsigned int n = 49; n <= 50; n++) {
		struct doctor *d = begin();
		size_t count = 0;

		for (unsigned int i = 0; i < 2 * n; i++) {
			struct sock s = sock_of(&(struct made){
				.state = STATE_TIME_WAIT,
				.timer = { .what = TIMER_TIME_WAIT },
			});
			/* Half of the connections have another destination, or belong to
			 * a server. */
			s.local_port = (uint16_t)(EPHEMERAL + i / 2);
			if (i % 4 == 1)
				s.peer_port = 81;
			else if (i % 4 == 3)
				s.local_port = 443;
			add(d, &s);
		}
		const struct finding *f = judged(d, NULL, &count);
		assert_int_equal(count, n == 50);
		if (count) {
			assert_string_equal(finding_words(f)->id, "time_wait_ports");
			assert_int_equal(f->sockets, n);
		}
		doctor_free(d);
	}
}

static void findings_are_sorted_by_severity(void **state)
{
	static const char *const want[] = { "syn_sent_stuck", "close_wait_held",
					    "zero_window", "resets_sent" };
	static const struct made ill[] = {
		{ .state = STATE_ESTABLISHED,
		  .timer = { .what = TIMER_PROBE },
		  .of = { .send = 1 },
		  .facts = { { TCP_LAST_DATA_SENT_MS, 9 * S } } },
		{ .state = STATE_CLOSE_WAIT,
		  .of = { .inode = 1 },
		  .facts = { { TCP_LAST_ACK_RECV_MS, 9 * S } } },
		{ .state = STATE_SYN_SENT, .timer = { .resent = 9 } },
	};
	struct counters since = { .at_ns = NS };
	struct doctor *d = begin();
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ill); i++) {
		const struct sock s = sock_of(&ill[i]);

		add(d, &s);
	}
	since.has[COUNTER_ABORT_ON_CLOSE] = true;
	since.value[COUNTER_ABORT_ON_CLOSE] = 100;
	const struct finding *f = judged(d, &since, &count);
	assert_int_equal(count, ARRAY_SIZE(want));
	for (size_t i = 0; i < count; i++)
		assert_string_equal(finding_words(&f[i])->id, want[i]);
	doctor_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_sockets_are_one_finding),
		cmocka_unit_test(many_addresses_are_summarized),
		cmocka_unit_test(advice_refers_to_the_state),
		cmocka_unit_test(a_fin_is_not_counted_as_data),
		cmocka_unit_test(ports_of_a_destination),
		cmocka_unit_test(findings_are_sorted_by_severity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
