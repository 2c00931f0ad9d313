/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diag/families.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>

#include "guard.h"
#include "kernel/nl.h"
#include "recording.h"
#include "unit.h"

enum {
	/* Number of bytes that a later kernel may append. */
	MORE = 64,
	EVERY_SOCKET = SOCK_HAS_COOKIE | SOCK_HAS_SEND_Q | SOCK_HAS_RECV_Q |
		       SOCK_HAS_UID | SOCK_HAS_INET,
};

struct message {
	struct nlmsghdr nlh;
	struct inet_diag_msg msg;
	char more[MORE];
};

static struct message v4(void)
{
	struct message m = {
		.nlh = recording_nlmsghdr(SOCK_DIAG_BY_FAMILY, sizeof(m.msg)),
		.msg = {
			.idiag_family = AF_INET,
			.idiag_state = STATE_ESTABLISHED,
			.idiag_timer = TIMER_RETRANSMIT,
			.idiag_retrans = 3,
			.id = {
				.idiag_sport = htons(22),
				.idiag_dport = htons(65535),
				.idiag_src = { htonl(0x7f000001) },
				.idiag_dst = { htonl(0x0a010203) },
				.idiag_if = 5,
				.idiag_cookie = { 0x89abcdef, 0x01234567 },
			},
			.idiag_expires = 1234,
			.idiag_rqueue = 11,
			.idiag_wqueue = UINT32_MAX,
			.idiag_uid = 1000,
			.idiag_inode = UINT32_MAX,
		},
	};

	memset(m.more, 0xff, sizeof(m.more));
	return m;
}

static struct message v6(const char *src, const char *dst)
{
	struct message m = v4();

	m.msg.idiag_family = AF_INET6;
	assert_int_equal(inet_pton(AF_INET6, src, m.msg.id.idiag_src), 1);
	assert_int_equal(inet_pton(AF_INET6, dst, m.msg.id.idiag_dst), 1);
	return m;
}

static void assert_addr(const struct addr *a, int family, const char *want)
{
	char got[INET6_ADDRSTRLEN];

	assert_int_equal(a->family, family);
	assert_non_null(inet_ntop(family, a->bytes, got, sizeof(got)));
	assert_string_equal(got, want);
}

static void decode(const struct message *m, struct sock *ret)
{
	assert_int_equal(inet_decode(&m->nlh, PROTO_TCP, ret), 0);
}

static void every_field_v4(void **state)
{
	const struct message m = v4();
	struct sock s;

	(void)state;
	decode(&m, &s);
	assert_int_equal(s.has, EVERY_SOCKET | SOCK_HAS_IFINDEX);
	assert_int_equal(s.proto, PROTO_TCP);
	assert_int_equal(s.ip, IP_V4);
	assert_int_equal(s.state, STATE_ESTABLISHED);
	assert_int_equal(s.timer, TIMER_RETRANSMIT);
	assert_int_equal(s.retransmits, 3);
	assert_int_equal(s.probes, 0);
	assert_int_equal(s.local_port, 22);
	assert_int_equal(s.peer_port, 65535);
	assert_addr(&s.local, AF_INET, "127.0.0.1");
	assert_addr(&s.peer, AF_INET, "10.1.2.3");
	assert_int_equal(s.timer_ms, 1234);
	assert_int_equal(s.recv_q, 11);
	assert_int_equal(s.send_q, UINT32_MAX);
	assert_int_equal(s.uid, 1000);
	assert_int_equal(s.ifindex, 5);
	assert_int_equal(s.inode, UINT32_MAX);
	assert_true(s.cookie == UINT64_C(0x0123456789abcdef));
}

static void v6only(void **state)
{
	static const struct {
		struct nlattr attr;
		uint8_t value;
		uint8_t want;
		bool is_told;
	} cases[] = {
		{ { 5, INET_DIAG_SKV6ONLY }, 1, 1, true },
		{ { 5, INET_DIAG_SKV6ONLY }, 0, 0, true },
		{ { 5, INET_DIAG_SHUTDOWN }, 1, 0, false },
		/* Attributes that are not this one. */
		{ { 4, INET_DIAG_SKV6ONLY }, 1, 0, false },
		{ { 3, INET_DIAG_SKV6ONLY }, 1, 0, false },
		{ { 0, INET_DIAG_SKV6ONLY }, 1, 0, false },
		{ { UINT16_MAX, INET_DIAG_SKV6ONLY }, 1, 0, false },
	};
	struct sock s;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct message m = v6("::", "::");

		m.msg.idiag_state = STATE_LISTEN;
		memcpy(m.more, &cases[i].attr, sizeof(cases[i].attr));
		m.more[sizeof(cases[i].attr)] = (char)cases[i].value;
		m.nlh.nlmsg_len += 8;
		decode(&m, &s);
		assert_int_equal(s.v6only, cases[i].want);
		assert_int_equal(!!(s.has & SOCK_HAS_V6ONLY), cases[i].is_told);

		/* An attribute after the end of the message, or of an IPv4 socket, is
		 * ignored. */
		m.nlh.nlmsg_len -= 8;
		decode(&m, &s);
		assert_int_equal(s.v6only, 0);
		m.nlh.nlmsg_len += 8;
		m.msg.idiag_family = AF_INET;
		decode(&m, &s);
		assert_int_equal(s.v6only, 0);
	}

	/* An attribute that ends after its message is refused, even within the
	 * padding. */
	struct message m = v6("::", "::");
	const struct nlattr attr = { 7, INET_DIAG_SKV6ONLY };

	m.msg.idiag_state = STATE_LISTEN;
	memcpy(m.more, &attr, sizeof(attr));
	m.more[sizeof(attr)] = 1;
	m.nlh.nlmsg_len += 5;
	decode(&m, &s);
	assert_int_equal(s.v6only, 0);
}

/* Extensions requested by idiag_ext; for other protocols INET_DIAG_INFO is another
 * struct. */
static void extensions(void **state)
{
	static const uint32_t numbers[12] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
	static const struct {
		enum proto proto;
		uint16_t type;
		/* length of the attribute */
		uint16_t len;
		uint32_t has;
	} cases[] = {
		{ PROTO_TCP, INET_DIAG_SKMEMINFO, 4 + 36, SOCK_HAS_MEMORY },
		{ PROTO_UDP, INET_DIAG_SKMEMINFO, 4 + 36, SOCK_HAS_MEMORY },
		{ PROTO_TCP, INET_DIAG_SKMEMINFO, 4 + 3, 0 },
		{ PROTO_TCP, INET_DIAG_SKMEMINFO, 4, 0 },
		{ PROTO_TCP, INET_DIAG_INFO, 4 + 48, SOCK_HAS_TCP_INFO },
		{ PROTO_TCP, INET_DIAG_INFO, 4, SOCK_HAS_TCP_INFO },
		{ PROTO_MPTCP, INET_DIAG_INFO, 4 + 48, 0 },
		{ PROTO_SCTP, INET_DIAG_INFO, 4 + 48, 0 },
		{ PROTO_TCP, INET_DIAG_CONG, 4 + 8, SOCK_HAS_TCP_INFO },
		{ PROTO_UDP, INET_DIAG_CONG, 4 + 8, 0 },
		/* The attribute ends after the message. */
		{ PROTO_TCP, INET_DIAG_SKMEMINFO, 4 + MORE, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct nlattr attr = { cases[i].len, cases[i].type };
		struct message m = v4();
		struct sock s;

		memcpy(m.more, &attr, sizeof(attr));
		memcpy(m.more + sizeof(attr), numbers, sizeof(numbers));
		m.nlh.nlmsg_len += sizeof(attr) + sizeof(numbers);
		assert_int_equal(inet_decode(&m.nlh, cases[i].proto, &s), 0);
		inet_take_facts(&m.nlh, &s);
		assert_int_equal(s.has, EVERY_SOCKET | SOCK_HAS_IFINDEX | cases[i].has);
		if (cases[i].has & SOCK_HAS_MEMORY)
			assert_int_equal(s.memory.of[MEMORY_DROPS], 9);
		if (cases[i].len == 4 + 48)
			assert_int_equal((s.has & SOCK_HAS_TCP_INFO) &&
						 s.tcp.facts[TCP_RTO_US] == 3,
					 cases[i].proto == PROTO_TCP);
	}
}

static void every_field_v6(void **state)
{
	struct message m = v6("2001:db8::1", "::ffff:10.0.0.1");
	struct sock s;

	(void)state;
	m.msg.id.idiag_if = 0;
	decode(&m, &s);
	assert_int_equal(s.has, EVERY_SOCKET);
	assert_int_equal(s.ip, IP_V6);
	assert_int_equal(s.ifindex, 0);
	assert_addr(&s.local, AF_INET6, "2001:db8::1");
	assert_addr(&s.peer, AF_INET6, "::ffff:10.0.0.1");
}

/* IPv4 messages also have sixteen bytes for each address. */
static void bytes_after_an_ipv4_address_are_ignored(void **state)
{
	static const uint8_t zeros[12];
	struct message m = v4();
	struct sock s;

	(void)state;
	memset(&m.msg.id.idiag_src[1], 0xee, sizeof(zeros));
	decode(&m, &s);
	assert_memory_equal(s.local.bytes + 4, zeros, sizeof(zeros));
}

static void protocol_is_that_of_the_request(void **state)
{
	const struct message m = v4();

	(void)state;
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		struct sock s;

		assert_int_equal(inet_decode(&m.nlh, proto, &s), 0);
		assert_int_equal(s.proto, proto);
	}
}

static void timers(void **state)
{
	static const struct {
		uint8_t timer, retrans, retransmits, probes;
		uint32_t expires, ms;
	} cases[] = {
		{ TIMER_OFF, 0, 0, 0, 0, 0 },
		{ TIMER_RETRANSMIT, 255, 255, 0, 200, 200 },
		{ TIMER_KEEPALIVE, 4, 0, 4, 7200000, 7200000 },
		{ TIMER_TIME_WAIT, 0, 0, 0, 60000, 60000 },
		{ TIMER_PROBE, 9, 0, 9, 1, 1 },
		{ 5, 2, 2, 0, 3, 3 },
		{ 255, 2, 2, 0, 3, 3 },
		/* The timer is overdue. */
		{ TIMER_RETRANSMIT, 1, 1, 0, INT32_MAX, INT32_MAX },
		{ TIMER_RETRANSMIT, 1, 1, 0, UINT32_C(0x80000000), 0 },
		{ TIMER_RETRANSMIT, 1, 1, 0, UINT32_MAX, 0 },
		{ TIMER_KEEPALIVE, 1, 0, 1, (uint32_t)-4000, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct message m = v4();
		struct sock s;

		m.msg.idiag_timer = cases[i].timer;
		m.msg.idiag_retrans = cases[i].retrans;
		m.msg.idiag_expires = cases[i].expires;
		decode(&m, &s);
		assert_int_equal(s.timer, cases[i].timer);
		assert_int_equal(s.retransmits, cases[i].retransmits);
		assert_int_equal(s.probes, cases[i].probes);
		assert_int_equal(s.timer_ms, cases[i].ms);
	}
}

static void every_state_is_kept(void **state)
{
	(void)state;
	for (unsigned int i = 0; i <= UINT8_MAX; i++) {
		struct message m = v4();
		struct sock s;

		m.msg.idiag_state = (uint8_t)i;
		decode(&m, &s);
		assert_int_equal(s.state, i);
	}
}

/* Decodes a payload of this length before the guard page; it must be refused and leave
 * *ret alone. */
static void refuse(const struct message *m, size_t payload)
{
	struct guard g = guard_open(sizeof(*m));
	struct nlmsghdr *nlh = guard_copy(&g, m, sizeof(m->nlh) + payload, NLMSG_ALIGNTO);
	struct sock s;
	struct sock before;

	nlh->nlmsg_len = (uint32_t)(sizeof(*nlh) + payload);
	memset(&s, 0x5a, sizeof(s));
	memset(&before, 0x5a, sizeof(before));
	assert_int_equal(inet_decode(nlh, PROTO_TCP, &s), -EBADMSG);
	assert_memory_equal(&s, &before, sizeof(s));
	guard_close(&g);
}

static void truncated_messages(void **state)
{
	const struct message m4 = v4();
	const struct message m6 = v6("::1", "::2");

	(void)state;
	for (size_t n = 0; n < sizeof(m4.msg); n++) {
		refuse(&m4, n);
		refuse(&m6, n);
	}
}

static void longer_messages(void **state)
{
	struct message m = v4();
	struct sock want;

	(void)state;
	decode(&m, &want);
	for (size_t more = 0; more <= MORE; more++) {
		struct guard g = guard_open(sizeof(m));
		const size_t n = offsetof(struct message, more) + more;
		struct sock s;

		m.nlh.nlmsg_len = (uint32_t)n;
		assert_int_equal(
			inet_decode(guard_copy(&g, &m, n, NLMSG_ALIGNTO), PROTO_TCP, &s),
			0);
		assert_int_equal(s.inode, want.inode);
		assert_true(s.cookie == want.cookie);
		guard_close(&g);
	}
}

static void messages_without_a_socket(void **state)
{
	static const uint8_t families[] = { 0, AF_UNIX, AF_INET6 + 1, AF_NETLINK, 255 };
	static const uint16_t types[] = { 0, NLMSG_DONE, DCCPDIAG_GETSOCK, SOCK_DESTROY,
					  UINT16_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		struct message m = v4();

		m.msg.idiag_family = families[i];
		refuse(&m, sizeof(m.msg));
	}
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct message m = v4();

		m.nlh.nlmsg_type = types[i];
		refuse(&m, sizeof(m.msg));
	}
}

static int count(const struct sock *s, void *arg)
{
	unsigned int *ports = arg;

	*ports = *ports * 10 + s->local_port;
	return s->local_port == 3 ? 42 : 0;
}

static void errors_and_stops_are_returned(void **state)
{
	static const struct {
		const char *name;
		unsigned int sockets;
		/* number of bytes cut off the last message */
		unsigned int cut;
		int32_t done;
		int r;
		unsigned int ports;
	} cases[] = {
		{ "no module", 0, 0, -ENOENT, -ENOENT, 0 },
		{ "two", 2, 0, 0, 0, 12 },
		{ "two and an error", 2, 0, -EINVAL, -EINVAL, 12 },
		{ "fn stops", 4, 0, 0, 42, 123 },
		{ "cut", 2, 4, 0, -EBADMSG, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct family_request request = { .proto = PROTO_TCP,
							.ip = IP_V4,
							.states = STATE_ALL };
		struct family_source from = { .proc_fd = -1 };
		struct recording rec = { 0 };
		unsigned int ports = 0;

		for (unsigned int k = 1; k <= cases[i].sockets; k++) {
			struct message m = v4();

			m.msg.id.idiag_sport = htons((uint16_t)k);
			recording_datagram(&rec);
			recording_message(&rec, SOCK_DIAG_BY_FAMILY, &m.msg,
					  sizeof(m.msg) - (k == cases[i].sockets
								   ? cases[i].cut
								   : 0));
		}
		recording_datagram(&rec);
		recording_number(&rec, NLMSG_DONE, cases[i].done);
		assert_int_equal(nl_open_replay(rec.bytes.s, rec.bytes.len, &from.nl), 0);
		assert_row(cases[i].name, inet_diag(&from, &request, count, &ports),
			   cases[i].r);
		assert_row(cases[i].name, ports, cases[i].ports);
		assert_false(from.interrupted);
		nl_free(from.nl);
		recording_release(&rec);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_v4),
		cmocka_unit_test(every_field_v6),
		cmocka_unit_test(v6only),
		cmocka_unit_test(extensions),
		cmocka_unit_test(bytes_after_an_ipv4_address_are_ignored),
		cmocka_unit_test(protocol_is_that_of_the_request),
		cmocka_unit_test(timers),
		cmocka_unit_test(every_state_is_kept),
		cmocka_unit_test(truncated_messages),
		cmocka_unit_test(longer_messages),
		cmocka_unit_test(messages_without_a_socket),
		cmocka_unit_test(errors_and_stops_are_returned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
