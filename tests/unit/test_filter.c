/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/filter.h"

#include "sockets.h"
#include "unit.h"

static void cleanup_filter(struct filter *f)
{
	filter_release(f);
}

/* A database of three services. */
static int port_of(const char *service, const char *protocol, uint16_t *ret)
{
	static const struct {
		const char *name, *protocol;
		uint16_t port;
	} known[] = { { "ssh", "tcp", 22 },
		      { "http-alt", "tcp", 8080 },
		      { "domain", NULL, 53 } };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (strcmp(known[i].name, service) != 0 ||
		    (protocol && known[i].protocol &&
		     strcmp(protocol, known[i].protocol) != 0))
			continue;
		*ret = known[i].port;
		return 0;
	}
	return -ENOENT;
}

/* The sockets that each text is matched against; a result has a bit for each, by
 * index. */
static struct sock sample(size_t i)
{
	static const struct {
		enum proto proto;
		const char *local;
		uint16_t local_port;
		const char *peer;
		uint16_t peer_port;
		uint8_t state;
	} socks[] = {
		{ PROTO_TCP, "0.0.0.0", 22, "0.0.0.0", 0, STATE_LISTEN },
		{ PROTO_TCP, "10.0.0.1", 22, "10.1.2.3", 40000, STATE_ESTABLISHED },
		{ PROTO_TCP, "::1", 40001, "::1", 8080, STATE_SYN_SENT },
		{ PROTO_TCP, "::ffff:10.0.0.1", 8080, "::ffff:10.9.9.9", 5,
		  STATE_FIN_WAIT2 },
		{ PROTO_UDP, "0.0.0.0", 53, "0.0.0.0", 0, STATE_CLOSE },
		{ PROTO_UDP, "fe80::1", 546, "::", 0, STATE_CLOSE },
	};

	if (i >= ARRAY_SIZE(socks))
		return (struct sock){ .proto = PROTO_MAX_ };
	return sockets_make(socks[i].proto, socks[i].local, socks[i].local_port,
			    socks[i].peer, socks[i].peer_port, socks[i].state);
}

static unsigned int wanted(const struct filter *f)
{
	unsigned int bits = 0;

	for (size_t i = 0; sample(i).proto != PROTO_MAX_; i++) {
		const struct sock s = sample(i);

		if (filter_is_wanted(f, &s))
			bits |= 1U << i;
	}
	return bits;
}

static void endpoints(void **state)
{
	static const struct {
		const char *text;
		unsigned int wanted;
	} cases[] = {
		{ "", 0x3f },
		{ "4", 0x13 },
		{ "6", 0x2c },
		{ "46", 0x3f },
		{ "tcp", 0x0f },
		{ "TCP", 0x0f },
		{ "6TCP", 0x04 },
		/* An IPv4-mapped address is an IPv4 address. */
		{ "4TCP", 0x0b },
		{ "4:8080", 0x08 },
		{ "6:8080", 0x04 },
		{ "UDP", 0x30 },
		{ ":22", 0x03 },
		{ ":ssh", 0x03 },
		{ "tcp:ssh", 0x03 },
		{ "udp:domain", 0x10 },
		{ ":http-alt", 0x0c },
		{ ":22-53", 0x13 },
		{ ":ssh-domain", 0x13 },
		{ ":22,546", 0x23 },
		{ ":0-65535", 0x3f },
		{ "@10.0.0.1", 0x0a },
		{ "@10.0.0.0/8", 0x0a },
		{ "@10.1.0.0/16", 0x02 },
		{ "@10.0.0.0/15", 0x0a },
		{ "@0.0.0.0/0", 0x1b },
		{ "@10.0.0.1:22", 0x02 },
		/* Host and port must match at the same end. */
		{ "@10.1.2.3:22", 0x00 },
		{ "@[::1]", 0x04 },
		{ "@[::1]:8080", 0x04 },
		{ "@[fe80::]/10", 0x20 },
		{ "@[fe80::/10]", 0x20 },
		{ "@[::ffff:0:0]/96", 0x08 },
		{ "6TCP@[::1]:http-alt", 0x04 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_filter) struct filter f = { 0 };
		const char *why = NULL;

		assert_row(cases[i].text,
			   filter_add_endpoint(&f, cases[i].text, port_of, &why), 0);
		assert_row(cases[i].text, wanted(&f), cases[i].wanted);
	}
}

static void invalid_endpoints(void **state)
{
	static const char *const texts[] = {
		"x",          "tcpx",        "4x",
		"tcp@",       "@:22",        "@[::1",
		"@[::1]x",    "@[10.0.0.1]", "@10.0.0.1/33",
		"@10.0.0.1/", "@[::1]/129",  "@[::/1]/1",
		"@host/8",    ":",           ":65536",
		":nosuch",    "udp:ssh",     ":22-",
		":-22",       ":23-22",      ":22,",
		":,22",       ":22x",        ":-",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_(cleanup_filter) struct filter f = { 0 };
		const char *why = NULL;

		assert_row(texts[i], filter_add_endpoint(&f, texts[i], port_of, &why),
			   -EINVAL);
		assert_non_null(why);
	}
}

static void host_names_are_resolved_later(void **state)
{
	_cleanup_(cleanup_filter) struct filter f = { 0 };
	const char *why = NULL;
	const struct addr a = sockets_addr("10.9.9.9");

	(void)state;
	assert_int_equal(filter_add_endpoint(&f, "@a-host.test:5", port_of, &why), 0);
	assert_string_equal(f.endpoints[0].host, "a-host.test");
	assert_int_equal(endpoint_add_addr(&f.endpoints[0], &a), 0);
	assert_int_equal(wanted(&f), 0x08);
}

static void alternatives_add_up(void **state)
{
	_cleanup_(cleanup_filter) struct filter f = { 0 };
	const char *why = NULL;

	(void)state;
	assert_int_equal(wanted(&f), 0x3f);
	assert_int_equal(filter_pairs(&f), 0);
	assert_int_equal(filter_add_endpoint(&f, "udp:53", port_of, &why), 0);
	assert_int_equal(filter_add_endpoint(&f, "6tcp", port_of, &why), 0);
	assert_int_equal(wanted(&f), 0x14);
	assert_int_equal(filter_pairs(&f),
			 PAIR_BIT(PROTO_UDP, IP_V4) | PAIR_BIT(PROTO_UDP, IP_V6) |
				 PAIR_BIT(PROTO_TCP, IP_V4) | PAIR_BIT(PROTO_TCP, IP_V6));
}

/* An SCTP socket is found by each of its addresses, and by its own states. */
static void sctp_associations(void **state)
{
	static const struct {
		/* The endpoint and states; NULL stands for any. */
		const char *endpoint, *states;
		bool is_wanted;
	} cases[] = {
		{ "SCTP", NULL, true },
		/* The -i of lsof does not include SCTP. */
		{ "", NULL, false },
		{ "SCTP@10.0.0.1:5000", NULL, true },
		{ "SCTP@10.0.0.2:5000", NULL, true },
		{ "SCTP@10.0.0.2:40000", NULL, false },
		{ "SCTP@10.9.9.9:40000", NULL, true },
		{ "SCTP@10.9.9.8", NULL, false },
		{ "SCTP", "SCTP:COOKIE-WAIT", true },
		{ "SCTP", "sctp:^cookie_wait", false },
		{ "SCTP", "SCTP:ESTAB", false },
	};
	struct sock s = sockets_make(PROTO_SCTP, "10.0.0.1", 5000, "10.9.9.1", 40000,
				     STATE_SYN_SENT);
	const struct addr local = sockets_addr("10.0.0.2");
	const struct addr peer = sockets_addr("10.9.9.9");

	(void)state;
	s.has |= SOCK_HAS_SCTP;
	sock_addrs_add(&s.sctp.locals, &s.local);
	sock_addrs_add(&s.sctp.locals, &local);
	sock_addrs_add(&s.sctp.peers, &s.peer);
	sock_addrs_add(&s.sctp.peers, &peer);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_filter) struct filter f = { 0 };
		const char *why = NULL;

		assert_row(cases[i].endpoint,
			   filter_add_endpoint(&f, cases[i].endpoint, port_of, &why), 0);
		if (cases[i].states)
			assert_row(cases[i].states,
				   filter_add_states(&f, cases[i].states, &why), 0);
		assert_row(cases[i].endpoint, filter_is_wanted(&f, &s),
			   cases[i].is_wanted);
	}
}

static void states(void **state)
{
	static const struct {
		const char *text;
		int r;
		unsigned int wanted;
	} cases[] = {
		{ "TCP:LISTEN", 0, 0x01 },
		{ "tcp:listen", 0, 0x01 },
		{ "TCP:^LISTEN", 0, 0x3e },
		{ "TCP:LISTEN,ESTABLISHED", 0, 0x03 },
		{ "TCP:^LISTEN,^ESTAB", 0, 0x3c },
		{ "TCP:SYN-SENT", 0, 0x04 },
		{ "TCP:synsent", 0, 0x04 },
		{ "TCP:FIN_WAIT_2", 0, 0x08 },
		{ "TCP:CLOSED", 0, 0x00 },
		{ "TCP:^CLOSED", 0, 0x3f },
		{ "UDP:ESTABLISHED", 0, 0x00 },
		{ "", -EINVAL, 0x3f },
		{ "TCP", -EINVAL, 0x3f },
		{ "TCP:", -EINVAL, 0x3f },
		{ "TCP:LIST", -EINVAL, 0x3f },
		{ "TCP:LISTENX", -EINVAL, 0x3f },
		{ "TCP:LISTEN,", -EINVAL, 0x3f },
		{ "TCP:^", -EINVAL, 0x3f },
		{ "SCTP:LISTEN", 0, 0x00 },
		{ "SCTP:SYN_SENT", -EINVAL, 0x3f },
		{ "TCP:COOKIE_WAIT", -EINVAL, 0x3f },
		{ "XTP:LISTEN", -EINVAL, 0x3f },
		{ "TCP:LISTEN,^LISTEN", -EINVAL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_filter) struct filter f = { 0 };
		const char *why = NULL;

		assert_row(cases[i].text, filter_add_states(&f, cases[i].text, &why),
			   cases[i].r);
		assert_row(cases[i].text, wanted(&f), cases[i].wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(endpoints),
		cmocka_unit_test(invalid_endpoints),
		cmocka_unit_test(host_names_are_resolved_later),
		cmocka_unit_test(alternatives_add_up),
		cmocka_unit_test(sctp_associations),
		cmocka_unit_test(states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
