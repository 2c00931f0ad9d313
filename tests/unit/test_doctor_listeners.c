/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings about listeners, their queues and their clients, and findings about peers on this
 * host. */
#include "diagnose/doctor.h"

#include "ill.h"
#include "model/counters.h"
#include "text/strbuf.h"
#include "unit.h"

static struct sock at_port(enum state state, uint32_t queued, uint32_t max, uint64_t ms)
{
	return sock_of(&(struct made){
		.state = state,
		.of = { queued, max, state == STATE_LISTEN },
		.facts = { { TCP_LAST_DATA_SENT_MS, ms } },
	});
}

static void accept_queues(void **state)
{
	static const struct {
		const char *row;
		uint32_t queued, max;
		uint64_t oldest_ms, overflows;
		const char *id;
		enum side side;
	} rows[] = {
		{ "empty", 0, 128, 0, 0, NULL, 0 },
		{ "empty, for none", 0, 0, 0, 0, NULL, 0 },
		{ "full for a moment", 129, 128, 5, 0, NULL, 0 },
		{ "full", 129, 128, S, 0, "accept_queue_full", SIDE_PROGRAM },
		{ "full, and dropping", 129, 128, 5, 1, "accept_queue_full",
		  SIDE_PROGRAM },
		{ "nearly", 80, 100, S, 0, "accept_queue_full", SIDE_PROGRAM },
		{ "not nearly", 79, 100, S, 0, "accept_queue_waits", SIDE_PROGRAM },
		{ "not for long", 79, 100, S - 1, 0, NULL, 0 },
		{ "of none, one", 1, 0, S, 0, "accept_queue_full", SIDE_PROGRAM },
		{ "a subflow that is not accepted", 0, 100, 9 * S, 0, NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		/* The order of the sockets does not matter. */
		for (size_t turn = 0; turn < 2; turn++) {
			const struct sock s[2] = {
				at_port(STATE_LISTEN, rows[i].queued, rows[i].max, 0),
				at_port(STATE_ESTABLISHED, 0, 0, rows[i].oldest_ms),
			};
			struct counters since = { .at_ns = NS };
			struct doctor *d = begin();
			size_t count = 0;

			since.has[COUNTER_LISTEN_OVERFLOWS] = true;
			since.value[COUNTER_LISTEN_OVERFLOWS] = rows[i].overflows;
			add(d, &s[turn]);
			add(d, &s[!turn]);
			const struct finding *f = judged(d, &since, &count);
			assert_row(rows[i].row, count,
				   (rows[i].id != NULL) + (rows[i].overflows != 0));
			if (rows[i].id) {
				assert_string_equal(finding_words(f)->id, rows[i].id);
				assert_row(rows[i].row, f->side, rows[i].side);
				assert_row(rows[i].row, f->owner_inode, 1);
			}
			doctor_free(d);
		}
	}
}

/* The listener is selected by its process; connections in its queue have no process. */
static void accept_queue_of_a_selected_process(void **state)
{
	const struct sock listener = at_port(STATE_LISTEN, 129, 128, 0);
	const struct sock child = at_port(STATE_ESTABLISHED, 0, 0, S);
	struct doctor *d = begin();
	size_t count = 0;

	(void)state;
	assert_int_equal(doctor_note(d, &child), 0);
	add(d, &listener);
	const struct finding *f = judged(d, NULL, &count);
	assert_int_equal(count, 1);
	assert_string_equal(finding_words(f)->id, "accept_queue_full");
	assert_int_equal(f->least_ms, S);
	assert_int_equal(doctor_count(d, PROTO_TCP), 1);
	doctor_free(d);
}

/* Two programs at one port have a queue each; a connection whose address has no listener
 * of its own belongs to the listener on any address. */
static void two_listeners_at_one_port(void **state)
{
	static const uint8_t addresses[][4] = { { 127, 0, 0, 1 },
						{ 0 },
						{ 10, 0, 0, 1 } };
	struct doctor *d = begin();
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct sock s = at_port(STATE_LISTEN, i ? 6 : 0, 5, 0);

		s.inode = i + 1;
		s.local = addr_make(AF_INET, addresses[i]);
		add(d, &s);
	}
	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
		struct sock s = at_port(STATE_ESTABLISHED, 0, 0, i == 2 ? 5 * S : 1);

		s.local = addr_make(AF_INET, addresses[i]);
		add(d, &s);
	}
	const struct finding *f = judged(d, NULL, &count);
	assert_int_equal(count, 1);
	assert_string_equal(finding_words(f)->id, "accept_queue_full");
	assert_int_equal(f->owner_inode, 2);
	assert_int_equal(f->sockets, 1);
	assert_int_equal(f->least_ms, 5 * S);
	doctor_free(d);
}

/* Returns whether the meaning or the advice of a finding contains a word. */
static bool advises(const struct finding *f, const char *word)
{
	struct strbuf sb = { 0 };
	bool ret = false;

	strbuf_adds(&sb, finding_means(f));
	finding_put_next(f, &sb);
	strbuf_addc(&sb, '\0');
	assert_int_equal(sb.error, 0);
	ret = strstr(sb.s, word);
	strbuf_release(&sb);
	return ret;
}

/* Advice about the network path is given only for clients of remote servers, also if one
 * process has clients of both kinds. */
static void a_client_of_two_peers(void **state)
{
	static const uint8_t peers[][4] = { { 192, 0, 2, 1 }, { 10, 0, 0, 1 } };
	struct sock listener = at_port(STATE_LISTEN, 6, 5, 0);
	struct sock waiting = at_port(STATE_ESTABLISHED, 0, 0, 5 * S);
	struct doctor *d = begin();
	size_t count = 0;

	(void)state;
	listener.local = addr_make(AF_INET, (const uint8_t[4]){ 0 });
	waiting.local = addr_make(AF_INET, peers[1]);
	assert_int_equal(doctor_note(d, &listener), 0);
	assert_int_equal(doctor_note(d, &waiting), 0);
	for (size_t i = 0; i < 2; i++) {
		struct sock s = sock_of(&(struct made){ .state = STATE_SYN_SENT,
							.timer = { .resent = 9 } });

		s.inode = 7;
		s.peer = addr_make(AF_INET, peers[i]);
		s.peer_port = EPHEMERAL;
		add(d, &s);
	}
	const struct finding *f = judged(d, NULL, &count);
	assert_int_equal(count, 2);
	for (size_t i = 0; i < 2; i++) {
		const bool is_far = f[i].samples[0].peer.bytes[0] == 192;

		assert_int_equal(f[i].sockets, 1);
		assert_int_equal(f[i].side, is_far ? SIDE_PEER_OR_PATH : SIDE_PROGRAM);
		assert_int_equal(f[i].server_inode, is_far ? 0 : listener.inode);
		assert_int_equal(advises(&f[i], "firewall"), is_far);
	}
	doctor_free(d);
}

/* Data between two sockets of this host passes no network path. */
static void peers_on_this_host(void **state)
{
	static const struct made ill[] = {
		{ .row = "send_queue_unacked",
		  .state = STATE_ESTABLISHED,
		  .timer = { TIMER_RETRANSMIT, 9, 100 },
		  .of = { .send = 5, .inode = 7 } },
		{ .row = "fin_resent",
		  .state = STATE_FIN_WAIT1,
		  .timer = { TIMER_RETRANSMIT, 9, 100 },
		  .of = { .send = 1 } },
		{ .row = "retransmissions",
		  .state = STATE_ESTABLISHED,
		  .facts = { { TCP_BYTES_SENT, 100 },
			     { TCP_BYTES_RETRANS, 50 },
			     { TCP_TOTAL_RETRANS, 99 },
			     { TCP_LAST_ACK_RECV_MS, 1 } } },
		{ .row = "rtt_high",
		  .state = STATE_ESTABLISHED,
		  .facts = { { TCP_RTT_US, 900000 },
			     { TCP_MIN_RTT_US, 100 },
			     { TCP_LAST_ACK_RECV_MS, 1 } } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ill); i++) {
		for (int is_own = 0; is_own <= 1; is_own++) {
			struct sock s = sock_of(&ill[i]);
			struct doctor *d = begin();
			size_t count = 0;

			if (is_own)
				s.peer = s.local;
			add(d, &s);
			const struct finding *f = judged(d, NULL, &count);
			assert_row(ill[i].row, count, 1);
			assert_string_equal(finding_words(f)->id, ill[i].row);
			assert_row(ill[i].row, f->side == SIDE_HOST, is_own);
			assert_row(ill[i].row, advises(f, "path"), true);
			assert_row(ill[i].row, advises(f, "no path is"), is_own);
			doctor_free(d);
		}
	}
}

/* Both figures of a queue belong to the same listener, even if several share its port. */
static void both_figures_are_of_one_listener(void **state)
{
	const struct sock small = at_port(STATE_LISTEN, 6, 5, 0);
	const struct sock large = at_port(STATE_LISTEN, 90, 100, 0);
	struct sock read_again = at_port(STATE_LISTEN, 120, 128, 0);
	const struct sock waiting = at_port(STATE_ESTABLISHED, 0, 0, 5 * S);
	struct doctor *d = begin();
	size_t count = 0;

	(void)state;
	assert_int_equal(doctor_note(d, &read_again), 0);
	add(d, &small);
	add(d, &large);
	add(d, &waiting);
	const struct finding *f = judged(d, NULL, &count);
	assert_int_equal(count, 1);
	assert_string_equal(f->figures[0].key, "accept_queue");
	assert_int_equal(f->figures[0].value, 90);
	assert_string_equal(f->figures[1].key, "accept_queue_limit");
	assert_int_equal(f->figures[1].value, 100);
	doctor_free(d);
}

/* A client of a listener on this host whose queue is full is not blamed. */
static void server_on_this_host(void **state)
{
	static const struct {
		const char *row;
		uint8_t peer[4];
		uint32_t queued;
		uint64_t server;
		enum side side;
	} rows[] = {
		{ "full", { 127, 0, 0, 1 }, 6, 1, SIDE_PROGRAM },
		{ "not full", { 127, 0, 0, 1 }, 0, 1, SIDE_HOST },
		{ "elsewhere", { 192, 0, 2, 1 }, 6, 0, SIDE_PEER_OR_PATH },
		{ "no listener there", { 127, 0, 0, 2 }, 6, 0, SIDE_HOST },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct sock listener = at_port(STATE_LISTEN, rows[i].queued, 5, 0);
		struct sock s = sock_of(&(struct made){ .state = STATE_SYN_SENT,
							.timer = { .resent = 9 } });
		struct doctor *d = begin();
		size_t count = 0;

		s.inode = 7;
		s.peer = addr_make(AF_INET, rows[i].peer);
		s.peer_port = EPHEMERAL;
		add(d, &s);
		add(d, &listener);
		const struct finding *f = judged(d, NULL, &count);
		assert_row(rows[i].row, count, 1);
		assert_row(rows[i].row, f->side, rows[i].side);
		assert_row(rows[i].row, f->server_inode, rows[i].server);
		assert_row(rows[i].row, f->owner_inode, 7);
		/* A firewall is not mentioned, since there is no network path. */
		assert_row(rows[i].row, advises(f, "firewall"),
			   rows[i].side == SIDE_PEER_OR_PATH);
		assert_row(rows[i].row, advises(f, "route"),
			   rows[i].side == SIDE_PEER_OR_PATH);
		doctor_free(d);
	}
}

static void half_open_connections(void **state)
{
	static const struct {
		const char *row;
		unsigned int count, resent;
		uint32_t queued;
		bool is_ill;
		enum side side;
	} rows[] = {
		{ "few", 127, 0, 0, false, 0 },
		{ "many", 128, 0, 0, true, SIDE_PEER_OR_PATH },
		{ "two that wait", 2, 1, 0, false, 0 },
		{ "three that wait", 3, 1, 0, true, SIDE_PEER_OR_PATH },
		{ "behind a full queue", 3, 1, 6, true, SIDE_PROGRAM },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct sock listener = at_port(STATE_LISTEN, rows[i].queued, 5, 0);
		struct doctor *d = begin();
		size_t count = 0;

		add(d, &listener);
		for (unsigned int k = 0; k < rows[i].count; k++) {
			const struct sock s = sock_of(&(struct made){
				.state = k % 2 ? STATE_SYN_RECV : STATE_NEW_SYN_RECV,
				.timer = { TIMER_RETRANSMIT, rows[i].resent, 100 },
			});
			add(d, &s);
		}
		const struct finding *f = judged(d, NULL, &count);
		assert_row(rows[i].row, count, rows[i].is_ill);
		if (count) {
			assert_string_equal(finding_words(f)->id, "syn_recv_pile");
			assert_row(rows[i].row, f->side, rows[i].side);
			assert_row(rows[i].row, f->sockets, rows[i].count);
			assert_row(rows[i].row, advises(f, "route"),
				   rows[i].side != SIDE_PROGRAM);
		}
		doctor_free(d);
	}
}

/* Ports of a server are not counted as used up, even if connect() could use them. */
static void ports_of_a_server(void **state)
{
	(void)state;
	for (int has_listener = 0; has_listener <= 1; has_listener++) {
		struct doctor *d = begin();
		size_t count = 0;

		if (has_listener) {
			const struct sock listener = at_port(STATE_LISTEN, 0, 5, 0);

			add(d, &listener);
		}
		for (unsigned int i = 0; i < 50; i++) {
			struct sock s = sock_of(&(struct made){
				.state = STATE_TIME_WAIT,
				.timer = { .what = TIMER_TIME_WAIT },
			});

			/* Real connections never have the same ends; here they reach the
			 * threshold. */
			add(d, &s);
		}
		judged(d, NULL, &count);
		assert_int_equal(count, !has_listener);
		doctor_free(d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accept_queues),
		cmocka_unit_test(accept_queue_of_a_selected_process),
		cmocka_unit_test(two_listeners_at_one_port),
		cmocka_unit_test(server_on_this_host),
		cmocka_unit_test(a_client_of_two_peers),
		cmocka_unit_test(peers_on_this_host),
		cmocka_unit_test(both_figures_are_of_one_listener),
		cmocka_unit_test(half_open_connections),
		cmocka_unit_test(ports_of_a_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
