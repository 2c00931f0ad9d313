/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "events/track.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "unit.h"
#include "util/clock.h"

enum { SEEN_MAX = 64, CLIENT = 1, SERVER, LISTENER, OTHER };

struct seen {
	struct track track;
	struct event all[SEEN_MAX];
	size_t len;
	int answer;
};

static int see(const struct event *e, void *arg)
{
	struct seen *seen = arg;

	assert_true(seen->len < SEEN_MAX);
	seen->all[seen->len++] = *e;
	return seen->answer;
}

static struct seen *begin(void)
{
	static struct seen seen;

	seen = (struct seen){ .len = 0 };
	assert_int_equal(track_init(&seen.track, see, &seen), 0);
	return &seen;
}

/* A change of state at a time in milliseconds, of a connection from 127.0.0.1 to
 * itself. */
static struct trace state_of(uint64_t cookie, uint64_t ms, uint8_t old_state,
			     uint8_t state)
{
	const bool is_client = cookie == CLIENT;

	return (struct trace){
		.ns = ms * NS_PER_MS,
		.cookie = cookie,
		.kind = TRACE_STATE,
		.family = AF_INET,
		.old_state = old_state,
		.state = state,
		.local_port = is_client ? 40000 : 80,
		.peer_port = is_client ? 80 : 40000,
		.local = { 127, 0, 0, 1 },
		.peer = { 127, 0, 0, 1 },
	};
}

static void tell(struct seen *seen, const struct trace *trace)
{
	assert_int_equal(track_trace(&seen->track, trace), 0);
}

static void pass(struct seen *seen, uint64_t cookie, uint64_t ms, uint8_t old_state,
		 uint8_t state)
{
	const struct trace trace = state_of(cookie, ms, old_state, state);

	tell(seen, &trace);
}

static struct trace by(struct trace trace, uint32_t pid, const char *comm)
{
	trace.pid = pid;
	memcpy(trace.comm, comm, strnlen(comm, sizeof(trace.comm)));
	return trace;
}

static const struct event *last(const struct seen *seen)
{
	assert_true(seen->len);
	return &seen->all[seen->len - 1];
}

static void the_life_of_a_client(void **state)
{
	struct seen *seen = begin();
	struct trace t =
		by(state_of(CLIENT, 1000, STATE_CLOSE, STATE_SYN_SENT), 7, "curl");

	(void)state;
	t.local_port = 0;
	tell(seen, &t);
	/* Its port is not known yet. */
	assert_int_equal(seen->len, 0);
	pass(seen, CLIENT, 1100, STATE_SYN_SENT, STATE_ESTABLISHED);
	assert_int_equal(seen->len, 2);
	assert_int_equal(seen->all[0].kind, EVENT_BIRTH);
	assert_int_equal(seen->all[0].ns, 1000 * NS_PER_MS);
	assert_int_equal(seen->all[0].sock.local_port, 40000);
	assert_int_equal(seen->all[0].sock.state, STATE_SYN_SENT);
	assert_int_equal(seen->all[1].kind, EVENT_ESTABLISHED);
	assert_int_equal(seen->all[1].side, SIDE_CLIENT);
	assert_int_equal(seen->all[1].has, EVENT_HAS_HANDSHAKE | EVENT_HAS_RETRANSMITS);
	assert_int_equal(seen->all[1].handshake_us, 100000);

	/* The process that connected stays the owner, whichever process closes the
	 * socket. */
	t = by(state_of(CLIENT, 1200, STATE_ESTABLISHED, STATE_FIN_WAIT1), 8, "other");
	tell(seen, &t);
	assert_int_equal(last(seen)->kind, EVENT_STATE);
	assert_int_equal(last(seen)->owner.pid, 7);
	pass(seen, CLIENT, 1300, STATE_FIN_WAIT1, STATE_FIN_WAIT2);
	t = state_of(CLIENT, 2500, STATE_FIN_WAIT2, STATE_CLOSE);
	t.sent = 10;
	t.received = 20;
	tell(seen, &t);
	assert_int_equal(last(seen)->kind, EVENT_CLOSE);
	assert_int_equal(last(seen)->has,
			 EVENT_HAS_LIFETIME | EVENT_HAS_BYTES | EVENT_HAS_RETRANSMITS);
	assert_int_equal(last(seen)->lifetime_us, 1500000);
	assert_int_equal(last(seen)->sent, 10);
	assert_int_equal(last(seen)->received, 20);
	assert_string_equal(last(seen)->owner.comm, "curl");

	/* The connection is kept for a while, for the reset that it may send. */
	assert_int_equal(track_later(&seen->track, 3000 * NS_PER_MS), 0);
	assert_non_null(connections_get(&seen->track.connections, CLIENT));
	assert_int_equal(track_later(&seen->track, 4000 * NS_PER_MS), 0);
	assert_null(connections_get(&seen->track.connections, CLIENT));
	track_release(&seen->track);
}

static void a_birth_is_reported_in_time(void **state)
{
	struct seen *seen = begin();
	struct trace t =
		by(state_of(CLIENT, 1000, STATE_CLOSE, STATE_SYN_SENT), 7, "curl");
	struct sock known = { .ip = IP_V4, .state = STATE_SYN_SENT, .local_port = 1234 };

	(void)state;
	t.local_port = 0;
	assert_int_equal(track_next(&seen->track, 0), -1);
	tell(seen, &t);
	assert_int_equal(track_next(&seen->track, 1010 * NS_PER_MS), 40 * NS_PER_MS);
	assert_int_equal(track_later(&seen->track, 1049 * NS_PER_MS), 0);
	assert_int_equal(seen->len, 0);
	/* Its port was looked up. */
	known.local = addr_make(AF_INET, t.local);
	known.cookie = CLIENT;
	assert_int_equal(track_known(&seen->track, &known, NULL, 1050 * NS_PER_MS), 0);
	assert_int_equal(track_later(&seen->track, 1050 * NS_PER_MS), 0);
	assert_int_equal(seen->len, 1);
	assert_int_equal(last(seen)->sock.local_port, 1234);
	assert_int_equal(track_next(&seen->track, 1050 * NS_PER_MS), -1);

	/* A connection whose port is known is reported at once. */
	pass(seen, OTHER, 2000, STATE_CLOSE, STATE_SYN_SENT);
	assert_int_equal(seen->len, 2);
	assert_int_equal(last(seen)->owner.pid, 0);
	track_release(&seen->track);
}

static void a_failure_has_a_reason(void **state)
{
	static const struct {
		const char *name;
		uint32_t error;
		bool has_reset;
		uint32_t flags;
		enum event_reason reason;
		bool lacks_resets;
	} cases[] = {
		{ "reset, as a rule", ECONNREFUSED, false, 0, REASON_RESET, true },
		{ "reset", ECONNREFUSED, true, 0, REASON_RESET, false },
		{ "ICMP", ECONNREFUSED, false, 0, REASON_ICMP_REFUSED, false },
		{ "no answer", ETIMEDOUT, false, 0, REASON_TIMEOUT, false },
		{ "no host", EHOSTUNREACH, false, 0, REASON_UNREACHABLE, false },
		{ "no network", ENETUNREACH, false, 0, REASON_UNREACHABLE, false },
		{ "closed", 0, false, 0, REASON_ABANDONED, false },
		{ "another", EACCES, false, 0, REASON_OTHER, false },
		{ "not told", 0, false, TRACE_LACKS_ERROR, REASON_UNKNOWN, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct seen *seen = begin();
		struct trace t = state_of(CLIENT, 1, STATE_SYN_SENT, STATE_SYN_SENT);

		seen->track.lacks_resets = cases[i].lacks_resets;
		pass(seen, CLIENT, 1, STATE_CLOSE, STATE_SYN_SENT);
		t.kind = TRACE_RESET_RECEIVED;
		if (cases[i].has_reset) {
			tell(seen, &t);
			assert_row(cases[i].name, last(seen)->kind, EVENT_RESET);
			assert_row(cases[i].name, last(seen)->is_sent, false);
		}
		t = state_of(CLIENT, 3, STATE_SYN_SENT, STATE_CLOSE);
		t.error = cases[i].error;
		t.flags = cases[i].flags;
		tell(seen, &t);
		assert_row(cases[i].name, last(seen)->kind, EVENT_FAILED);
		assert_row(cases[i].name, last(seen)->reason, cases[i].reason);
		assert_row(cases[i].name, last(seen)->has & EVENT_HAS_REASON,
			   EVENT_HAS_REASON);
		assert_row(cases[i].name, last(seen)->lifetime_us, 2000);

		/* The same socket connects once more. */
		pass(seen, CLIENT, 5, STATE_CLOSE, STATE_SYN_SENT);
		assert_row(cases[i].name, last(seen)->kind, EVENT_BIRTH);
		pass(seen, CLIENT, 6, STATE_SYN_SENT, STATE_ESTABLISHED);
		assert_row(cases[i].name, last(seen)->handshake_us, 1000);
		track_release(&seen->track);
	}
}

static void listen_as(struct seen *seen, uint64_t cookie, uint32_t pid)
{
	struct trace t = by(state_of(cookie, 1, STATE_CLOSE, STATE_LISTEN), pid, "httpd");

	t.peer_port = 0;
	memset(t.peer, 0, sizeof(t.peer));
	memset(t.local, 0, sizeof(t.local));
	tell(seen, &t);
}

static void the_life_of_a_server(void **state)
{
	struct seen *seen = begin();
	struct trace t = state_of(SERVER, 1000, STATE_SYN_RECV, STATE_ESTABLISHED);

	(void)state;
	listen_as(seen, LISTENER, 5);
	assert_int_equal(last(seen)->kind, EVENT_STATE);
	t.handshake_us = 99000;
	tell(seen, &t);
	assert_int_equal(last(seen)->side, SIDE_SERVER);
	assert_int_equal(last(seen)->handshake_us, 99000);
	assert_int_equal(last(seen)->owner.pid, 5);
	assert_true(last(seen)->owner.is_listeners);

	/* An event that no process caused names none, whichever process was running. */
	t = by(state_of(SERVER, 1100, STATE_ESTABLISHED, STATE_CLOSE_WAIT), 99, "idle");
	tell(seen, &t);
	assert_int_equal(last(seen)->owner.pid, 5);
	t = by(state_of(SERVER, 1200, STATE_CLOSE_WAIT, STATE_LAST_ACK), 6, "worker");
	tell(seen, &t);
	assert_int_equal(last(seen)->owner.pid, 6);
	assert_false(last(seen)->owner.is_listeners);
	t = by(state_of(SERVER, 1300, STATE_LAST_ACK, STATE_CLOSE), 99, "idle");
	tell(seen, &t);
	assert_string_equal(last(seen)->owner.comm, "worker");
	assert_int_equal(last(seen)->lifetime_us, 399000);
	track_release(&seen->track);
}

static void an_owner_is_not_guessed(void **state)
{
	struct seen *seen = begin();
	struct trace t;

	(void)state;
	/* Two processes listen at one end: either may accept the connection. */
	listen_as(seen, LISTENER, 5);
	listen_as(seen, OTHER, 6);
	pass(seen, SERVER, 1000, STATE_SYN_RECV, STATE_ESTABLISHED);
	assert_int_equal(last(seen)->owner.pid, 0);
	assert_int_equal(last(seen)->has, EVENT_HAS_RETRANSMITS);
	/* The connection ends by a reset, while an arbitrary process runs. */
	t = state_of(SERVER, 1001, STATE_ESTABLISHED, STATE_ESTABLISHED);
	t.kind = TRACE_RESET_RECEIVED;
	tell(seen, &t);
	t = by(state_of(SERVER, 1001, STATE_ESTABLISHED, STATE_CLOSE), 99, "idle");
	t.error = ECONNRESET;
	tell(seen, &t);
	assert_int_equal(last(seen)->owner.pid, 0);
	assert_int_equal(last(seen)->reason, REASON_RESET);
	track_release(&seen->track);

	/* The event keeps the accepting process that was found in the tables before. */
	seen = begin();
	listen_as(seen, LISTENER, 5);
	t = state_of(SERVER, 1000, STATE_SYN_RECV, STATE_ESTABLISHED);
	const struct sock accepted = { .state = STATE_ESTABLISHED, .cookie = SERVER };
	const struct event_owner worker = { .pid = 6, .comm = "worker" };
	assert_int_equal(track_known(&seen->track, &accepted, &worker, t.ns), 0);
	tell(seen, &t);
	assert_int_equal(last(seen)->owner.pid, 6);
	assert_false(last(seen)->owner.is_listeners);
	assert_false(track_lacks_owners(&seen->track, UINT64_MAX));
	track_release(&seen->track);

	/* The connection ends by its own close. */
	seen = begin();
	pass(seen, SERVER, 1000, STATE_SYN_RECV, STATE_ESTABLISHED);
	t = by(state_of(SERVER, 1001, STATE_ESTABLISHED, STATE_CLOSE), 6, "worker");
	tell(seen, &t);
	assert_int_equal(last(seen)->owner.pid, 6);
	assert_int_equal(last(seen)->has & EVENT_HAS_REASON, 0);
	/* The reset that it sends then belongs to it too. */
	t = state_of(SERVER, 1001, STATE_CLOSE, STATE_CLOSE);
	t.kind = TRACE_RESET_SENT;
	tell(seen, &t);
	assert_true(last(seen)->is_sent);
	assert_int_equal(last(seen)->owner.pid, 6);
	/* A reset without a socket has no owner. */
	t.cookie = 0;
	tell(seen, &t);
	assert_int_equal(last(seen)->owner.pid, 0);
	track_release(&seen->track);
}

/* The socket counts from its first SYN, not from the first reading. */
static void retransmissions_are_counted_by_the_socket(void **state)
{
	const struct sock known = { .state = STATE_SYN_SENT,
				    .cookie = CLIENT,
				    .retransmits = 4 };
	struct seen *seen = begin();
	struct trace t = state_of(CLIENT, 1000, STATE_SYN_SENT, STATE_SYN_SENT);

	(void)state;
	assert_int_equal(track_known(&seen->track, &known, NULL, 1), 0);
	t.kind = TRACE_RETRANSMIT;
	t.retransmits = 5;
	tell(seen, &t);
	assert_int_equal(last(seen)->kind, EVENT_RETRANSMIT);
	assert_int_equal(last(seen)->retransmits, 5);
	t = state_of(CLIENT, 1001, STATE_SYN_SENT, STATE_CLOSE);
	t.retransmits = 6;
	tell(seen, &t);
	assert_int_equal(last(seen)->kind, EVENT_FAILED);
	assert_int_equal(last(seen)->retransmits, 6);
	assert_true(last(seen)->has & EVENT_HAS_RETRANSMITS);
	track_release(&seen->track);

	/* The connection is not known. */
	seen = begin();
	t = state_of(CLIENT, 1000, STATE_ESTABLISHED, STATE_ESTABLISHED);
	t.kind = TRACE_RETRANSMIT;
	t.retransmits = 7;
	tell(seen, &t);
	assert_int_equal(last(seen)->retransmits, 7);
	track_release(&seen->track);

	/* A polling source reports the last count for a SYN, and nothing for data. */
	seen = begin();
	assert_int_equal(track_known(&seen->track, &known, NULL, 1), 0);
	t = state_of(CLIENT, 1001, STATE_SYN_SENT, STATE_CLOSE);
	t.flags = TRACE_LACKS_RETRANSMITS;
	tell(seen, &t);
	assert_int_equal(last(seen)->retransmits, 4);
	assert_true(last(seen)->has & EVENT_HAS_RETRANSMITS);
	t = state_of(CLIENT, 1001, STATE_ESTABLISHED, STATE_CLOSE);
	t.flags = TRACE_LACKS_RETRANSMITS;
	tell(seen, &t);
	assert_false(last(seen)->has & EVENT_HAS_RETRANSMITS);
	track_release(&seen->track);
}

/* A reset that answers a packet has the ends of that packet; a socket of both families
 * writes them differently. */
static void a_reset_has_the_ends_of_its_connection(void **state)
{
	static const uint8_t mapped[TRACE_ADDR] = { [10] = 0xff, 0xff, 127, 0, 0, 1 };
	struct seen *seen = begin();
	struct trace t = state_of(SERVER, 1000, STATE_SYN_RECV, STATE_ESTABLISHED);

	(void)state;
	t.family = AF_INET6;
	memcpy(t.local, mapped, sizeof(mapped));
	memcpy(t.peer, mapped, sizeof(mapped));
	tell(seen, &t);
	t = state_of(SERVER, 1100, STATE_ESTABLISHED, STATE_ESTABLISHED);
	t.kind = TRACE_RESET_SENT;
	tell(seen, &t);
	assert_int_equal(last(seen)->kind, EVENT_RESET);
	assert_int_equal(last(seen)->sock.ip, IP_V6);
	assert_memory_equal(last(seen)->sock.peer.bytes, mapped, sizeof(mapped));
	assert_int_equal(last(seen)->sock.local_port, 80);
	/* For an unknown connection nothing else is reported. */
	t.cookie = 0;
	tell(seen, &t);
	assert_int_equal(last(seen)->sock.ip, IP_V4);
	track_release(&seen->track);
}

static void an_owner_is_searched_for_a_few_times(void **state)
{
	struct seen *seen = begin();
	const struct event_owner owner = { .pid = 6, .comm = "worker" };
	const struct sock known = { .ip = IP_V4,
				    .state = STATE_ESTABLISHED,
				    .cookie = SERVER };
	uint64_t now = 1000 * NS_PER_MS;
	int tries = 0;

	(void)state;
	pass(seen, SERVER, 1000, STATE_SYN_RECV, STATE_ESTABLISHED);
	assert_false(track_lacks_owners(&seen->track, now));
	for (int64_t next = 0;
	     (next = track_next_seek(&seen->track, now, 0)) >= 0 && tries < 100;
	     tries++) {
		now += (uint64_t)next;
		assert_true(track_lacks_owners(&seen->track, now));
		assert_int_equal(track_owners_sought(&seen->track, now), 0);
	}
	assert_in_range(tries, 2, 10);

	assert_int_equal(track_known(&seen->track, &known, &owner, now), 0);
	pass(seen, SERVER, 90000, STATE_ESTABLISHED, STATE_CLOSE_WAIT);
	assert_int_equal(last(seen)->owner.pid, 6);
	track_release(&seen->track);
}

static void impossible_values_are_errors(void **state)
{
	struct seen *seen = begin();
	struct trace t = state_of(0, 1, STATE_CLOSE, STATE_SYN_SENT);

	(void)state;
	assert_int_equal(track_trace(&seen->track, &t), -EBADMSG);
	t.kind = TRACE_KIND_MAX_;
	assert_int_equal(track_trace(&seen->track, &t), -EBADMSG);
	assert_int_equal(seen->len, 0);
	/* A stop is returned to the caller. */
	seen->answer = 1;
	t = state_of(CLIENT, 1, STATE_CLOSE, STATE_SYN_SENT);
	assert_int_equal(track_trace(&seen->track, &t), 1);
	track_release(&seen->track);
}

static void many_come_and_go(void **state)
{
	struct connections c;

	(void)state;
	assert_int_equal(connections_init(&c), 0);
	assert_null(connections_get(&c, 0));
	for (uint64_t round = 0; round < 20; round++) {
		for (uint64_t i = 1; i <= 5000; i++) {
			struct connection *at = connections_add(&c, round * 5000 + i);

			assert_non_null(at);
			at->local_port = (uint16_t)i;
		}
		for (uint64_t i = 1; i <= 5000; i++) {
			const uint64_t cookie = round * 5000 + i;

			assert_int_equal(connections_get(&c, cookie)->local_port, i);
			if (i % 10)
				connections_remove(&c, cookie);
			assert_int_equal(!connections_get(&c, cookie), i % 10 != 0);
		}
	}
	size_t left = 0;
	for (struct connection *at = connections_next(&c, NULL); at;
	     at = connections_next(&c, at))
		left++;
	assert_int_equal(left, 20 * 500);
	assert_int_equal(c.used, left);
	/* Memory is reused. */
	assert_in_range(c.len, left, left + 5000);
	connections_remove(&c, 1);
	connections_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_life_of_a_client),
		cmocka_unit_test(a_birth_is_reported_in_time),
		cmocka_unit_test(a_failure_has_a_reason),
		cmocka_unit_test(the_life_of_a_server),
		cmocka_unit_test(an_owner_is_not_guessed),
		cmocka_unit_test(retransmissions_are_counted_by_the_socket),
		cmocka_unit_test(a_reset_has_the_ends_of_its_connection),
		cmocka_unit_test(an_owner_is_searched_for_a_few_times),
		cmocka_unit_test(impossible_values_are_errors),
		cmocka_unit_test(many_come_and_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
