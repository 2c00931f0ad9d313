/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "query/seen_sockets.h"

#include "model/sock.h"
#include "unit.h"

static struct sock make(uint64_t cookie, enum proto proto, enum state state)
{
	return (struct sock){ .has = SOCK_HAS_COOKIE | SOCK_HAS_INET,
			      .cookie = cookie,
			      .proto = (uint8_t)proto,
			      .state = (uint8_t)state };
}

static unsigned int add(struct seen_sockets *t, const struct sock *s)
{
	unsigned int before = 1234;

	assert_int_equal(seen_sockets_add(t, s, &before), 0);
	return before;
}

static void a_socket_is_known_by_its_cookie(void **state)
{
	static const uint64_t cookies[] = { 1,          2,          15,         16,
					    63,         64,         65,         4096,
					    UINT32_MAX, 1ULL << 32, 1ULL << 62, 0 };
	_cleanup_(seen_sockets_release) struct seen_sockets t = { 0 };

	(void)state;
	for (int again = 0; again < 2; again++)
		for (size_t i = 0; i < ARRAY_SIZE(cookies); i++) {
			const struct sock s =
				make(cookies[i], PROTO_TCP, STATE_ESTABLISHED);

			assert_row("cookie", add(&t, &s),
				   again ? SEEN_CONNECTED | SEEN_SAME : 0);
		}
	assert_int_equal(t.moved, 0);
}

/* Each of many sockets, with cookies close to each other and far apart, is new once. */
static void many_sockets(void **state)
{
	static const uint64_t steps[] = { 1, 3, 64, 1000003, 1ULL << 40 };
	const uint64_t count = unit_times(20000);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		_cleanup_(seen_sockets_release) struct seen_sockets t = { 0 };

		for (uint64_t k = 0; k < 2 * count; k++) {
			const struct sock s =
				make(k % count * steps[i] + 1, PROTO_UDP, STATE_CLOSE);

			if (add(&t, &s) != (k < count ? 0 : SEEN_CONNECTED | SEEN_SAME))
				fail_msg("step %zu: socket %zu", i, (size_t)k);
		}
	}
}

static void tables_of_two_protocols(void **state)
{
	static const struct {
		const char *name;
		enum proto proto;
		enum state first, second;
		unsigned int before;
		uint64_t moved;
	} cases[] = {
		{ "listens, is bound", PROTO_TCP, STATE_LISTEN, STATE_CLOSE,
		  SEEN_LISTENING, 1 },
		{ "is bound, connects", PROTO_TCP, STATE_CLOSE, STATE_SYN_SENT,
		  SEEN_BOUND, 1 },
		{ "is connected, closes", PROTO_TCP, STATE_ESTABLISHED, STATE_FIN_WAIT1,
		  SEEN_CONNECTED, 0 },
		{ "UDP", PROTO_UDP, STATE_CLOSE, STATE_ESTABLISHED, SEEN_CONNECTED, 0 },
		{ "associations", PROTO_SCTP, STATE_ESTABLISHED, STATE_ESTABLISHED, 0,
		  0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(seen_sockets_release) struct seen_sockets t = { 0 };
		const struct sock first = make(7, cases[i].proto, cases[i].first);
		const struct sock second = make(7, cases[i].proto, cases[i].second);

		assert_row(cases[i].name, add(&t, &first), 0);
		assert_row(cases[i].name, add(&t, &second),
			   cases[i].before ? cases[i].before | SEEN_SAME : 0);
		assert_row(cases[i].name, t.moved, cases[i].moved);
		add(&t, &first);
		assert_row(cases[i].name, t.moved, cases[i].moved);
	}
}

static void a_time_wait_entry_differs_from_its_socket(void **state)
{
	_cleanup_(seen_sockets_release) struct seen_sockets t = { 0 };
	const struct sock open = make(7, PROTO_TCP, STATE_CLOSE);
	struct sock left = make(7, PROTO_TCP, STATE_FIN_WAIT2);

	(void)state;
	left.timer = TIMER_TIME_WAIT;
	assert_int_equal(add(&t, &left), 0);
	assert_int_equal(add(&t, &left), SEEN_TIME_WAIT | SEEN_SAME);
	assert_int_equal(add(&t, &open), SEEN_TIME_WAIT);
	assert_int_equal(add(&t, &left), SEEN_TIME_WAIT | SEEN_BOUND | SEEN_SAME);
	/* The socket has connected and closed once more. */
	left.peer_port = 80;
	assert_int_equal(add(&t, &left), SEEN_TIME_WAIT | SEEN_BOUND);
	assert_int_equal(add(&t, &left), SEEN_TIME_WAIT | SEEN_BOUND | SEEN_SAME);
	assert_int_equal(t.moved, 0);
}

/* /proc/net has inodes in place of cookies; 0 stands for none. */
static void without_cookie(void **state)
{
	_cleanup_(seen_sockets_release) struct seen_sockets t = { 0 };
	struct sock s = make(7, PROTO_TCP, STATE_LISTEN);

	(void)state;
	assert_int_equal(add(&t, &s), 0);
	s.has &= ~(uint32_t)SOCK_HAS_COOKIE;
	s.inode = 7;
	assert_int_equal(add(&t, &s), 0);
	assert_int_equal(add(&t, &s), SEEN_LISTENING | SEEN_SAME);
	s.inode = 0;
	assert_int_equal(add(&t, &s), 0);
	assert_int_equal(add(&t, &s), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_socket_is_known_by_its_cookie),
		cmocka_unit_test(many_sockets),
		cmocka_unit_test(tables_of_two_protocols),
		cmocka_unit_test(a_time_wait_entry_differs_from_its_socket),
		cmocka_unit_test(without_cookie),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
