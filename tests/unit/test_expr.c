/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/expr.h"

#include "sockets.h"
#include "unit.h"

static void cleanup_filter(struct filter *f)
{
	filter_release(f);
}

static int port_of(const char *service, const char *protocol, uint16_t *ret)
{
	assert_null(protocol);
	if (strcmp(service, "https") != 0)
		return -ENOENT;
	*ret = 443;
	return 0;
}

/* The sockets that each expression is tried on, by index as a bit. */
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
		{ PROTO_TCP, "10.0.0.1", 22, "10.1.2.3", 443, STATE_ESTABLISHED },
		{ PROTO_TCP, "::1", 1, "::1", 443, STATE_SYN_SENT },
		{ PROTO_TCP, "::ffff:10.0.0.1", 80, "::ffff:10.9.9.9", 65535,
		  STATE_TIME_WAIT },
		{ PROTO_UDP, "127.0.0.1", 53, "0.0.0.0", 0, STATE_CLOSE },
	};
	static const struct {
		const char *name;
		uint8_t len;
		uint32_t has;
	} names[] = {
		{ "/run/a.sock", 11, SOCK_HAS_PATH },
		{ "\0Abs\0x", 6, SOCK_HAS_ABSTRACT },
		{ "", 0, 0 },
		{ "\0001f00b", 6, SOCK_HAS_ABSTRACT },
	};

	if (i < ARRAY_SIZE(socks)) {
		struct sock s =
			sockets_make(socks[i].proto, socks[i].local, socks[i].local_port,
				     socks[i].peer, socks[i].peer_port, socks[i].state);

		s.ifindex = i == 1 ? 1 : 0;
		return s;
	}
	i -= ARRAY_SIZE(socks);
	if (i >= ARRAY_SIZE(names))
		return (struct sock){ .proto = PROTO_MAX_ };
	struct sock s = { .proto = PROTO_UNIX,
			  .has = SOCK_HAS_UNIX | names[i].has,
			  .state = STATE_LISTEN,
			  .un.name_len = names[i].len };
	memcpy(s.un.name, names[i].name, names[i].len);
	return s;
}

enum { INET = 0x1f, ALL = 0x1ff };

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

static int add(struct filter *f, const char *word, const char **why)
{
	const char *at = NULL;

	int r = filter_add_expr(f, &word, 1, port_of, why, &at);
	if (r < 0 && at != word)
		fail_msg("%s: the fault is in '%s'", word, at ? at : "nothing");
	return r;
}

struct example {
	const char *text;
	unsigned int wanted;
};

static void try_all(const struct example *examples, size_t count, uint8_t family)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_(cleanup_filter) struct filter f = { .family = family };
		const char *why = NULL;

		int r = add(&f, examples[i].text, &why);
		if (r < 0)
			fail_msg("%s: %s", examples[i].text, why);
		assert_row(examples[i].text, wanted(&f), examples[i].wanted);
	}
}

static void ports(void **state)
{
	static const struct example cases[] = {
		{ "sport = :22", 0x003 },
		{ "sport == :22", 0x003 },
		{ "sport eq :22", 0x003 },
		{ "sport :22", 0x003 },
		{ "sport 22", 0x003 },
		{ "sport = 0x16", 0x003 },
		{ "sport = \\:22", 0x003 },
		{ " \tsport\t= :22 ", 0x003 },
		{ "sport = inet:22", 0x003 },
		{ "sport = inet::22", 0x003 },
		{ "sport = inet6:80", 0x008 },
		{ "sport = inet6:22", 0x000 },
		{ "dport = :443", 0x006 },
		{ "dport = :https", 0x006 },
		{ "dport = https", 0x006 },
		{ "sport != :22", ALL & ~0x003 },
		{ "sport ne :22", ALL & ~0x003 },
		{ "sport neq :22", ALL & ~0x003 },
		{ "not sport != :22", 0x003 },
		/* what has no ports is neither above nor below one */
		{ "sport > :22", 0x018 },
		{ "sport gt :22", 0x018 },
		{ "sport >= :22", 0x01b },
		{ "sport ge :22", 0x01b },
		{ "sport geq :22", 0x01b },
		{ "sport < :22", 0x004 },
		{ "sport lt :22", 0x004 },
		{ "sport <= :22", 0x007 },
		{ "sport le :22", 0x007 },
		{ "sport leq :22", 0x007 },
		{ "dport > :65535", 0x000 },
		{ "dport < :0", 0x000 },
		{ "dport >= :65535", 0x008 },
		{ "dport <= :0", 0x011 },
		{ "not dport > :65535", ALL },
		{ "sport = *", ALL },
		{ "sport = :*", ALL },
		{ "sport = :", ALL },
		{ "sport != *", 0x000 },
	};

	(void)state;
	try_all(cases, ARRAY_SIZE(cases), AF_UNSPEC);
}

static void addresses(void **state)
{
	static const struct example cases[] = {
		{ "src 10.0.0.1", 0x00a }, /* a mapped one is IPv4 as well */
		{ "src = 10.0.0.1", 0x00a },
		{ "src 10.0.0.1:22", 0x002 },
		{ "src 10.0.0.1:*", 0x00a },
		{ "src 10.0.0.1:", 0x00a },
		{ "src 10/8", 0x00a },
		{ "src 10/8:80", 0x008 },
		{ "src 10.255.255.255/8", 0x00a },
		{ "dst 10.1/16", 0x002 },
		{ "dst 10.1", 0x000 }, /* 10.1.0.0 */
		{ "dst 10.1.2.3:https", 0x002 },
		{ "src 0/0", 0x01b },
		{ "src inet:10/8", 0x002 },
		{ "src inet:*", 0x013 },
		{ "src inet6:*", 0x00c },
		{ "src [::1]", 0x004 },
		{ "src [::1]:1", 0x004 },
		{ "src [::1]:2", 0x000 },
		{ "src [::]/96", 0x004 },
		{ "src [::/96]", 0x004 },
		{ "src [::/96]:1", 0x004 },
		{ "src ::/0", 0x00c },
		{ "src ::/0:80", 0x008 },
		{ "src [::ffff:10.0.0.1]", 0x008 },
		{ "src inet6:[::1]", 0x004 },
		{ "src :22", 0x003 },
		{ "src *:22", 0x003 },
		{ "src *", ALL },
		{ "src *:*", ALL },
		{ "src any", ALL },
		{ "src all", ALL },
		{ "src default", ALL },
		{ "dev 1", 0x002 },
		{ "dev = lo", 0x002 },
		{ "dev != lo", ALL & ~0x002 },
		{ "dev ne 0", 0x002 },
	};

	(void)state;
	try_all(cases, ARRAY_SIZE(cases), AF_UNSPEC);
}

static void names_of_unix_sockets(void **state)
{
	static const struct example cases[] = {
		{ "src unix:/run/*", 0x020 },
		{ "src unix:/RUN/A.*", 0x020 },
		{ "src /run/*", 0x020 },
		{ "src @abs*", 0x040 },
		{ "src @abs@x", 0x040 },
		{ "not src @abs*", ALL & ~0x040 },
		{ "src unix:*", 0x1e0 },
		{ "src unix:", 0x080 },
		{ "dst unix:*", 0x1e0 }, /* nobody tells the names of peers */
		{ "dst unix:/run/*", 0x000 },
		{ "src unix:*sock or sport = :22", 0x023 },
		{ "autobound and src unix:*", 0x180 },
	};
	static const struct example preferred[] = {
		{ "src *abs*", 0x040 },         { "src *", 0x1e0 },
		{ "src \\*", 0x1e0 },           { "src \\\\*", 0x000 },
		{ "src inet:10.0.0.1", 0x002 },
	};

	(void)state;
	try_all(cases, ARRAY_SIZE(cases), AF_UNSPEC);
	try_all(preferred, ARRAY_SIZE(preferred), AF_UNIX);
}

static void joins(void **state)
{
	static const struct example cases[] = {
		{ "", ALL },
		{ "sport = :22 and dport = :443", 0x002 },
		{ "sport = :22 & dport = :443", 0x002 },
		{ "sport = :22 && dport = :443", 0x002 },
		{ "sport = :22 dport = :443", 0x002 },
		{ "sport = :22 or dport = :443", 0x007 },
		{ "sport = :22 | dport = :443", 0x007 },
		{ "sport = :22 || dport = :443", 0x007 },
		{ "not sport = :22", ALL & ~0x003 },
		{ "! sport = :22", ALL & ~0x003 },
		{ "! not sport = :22", 0x003 },
		{ "not sport = :22 or sport = :22", ALL },
		{ "not ( sport = :22 or sport = :22 )", ALL & ~0x003 },
		{ "! ! ( sport = :22 )", 0x003 },
		{ "dport = :443 ! sport = :22", 0x004 },
		{ "dport = :443 and ( sport = :22 or sport = :1 )", 0x006 },
		{ "( ( dport = :https ) )", 0x006 },
		/* what comes first is joined first, "or" or "and" */
		{ "sport = :22 or sport = :1 and dport = :443", 0x006 },
		{ "sport = :22 or sport = :1 dport = :443", 0x006 },
		{ "sport = :22 or ( sport = :1 and dport = :443 )", 0x007 },
		{ "sport = :1 and sport = :22 or dport = :443", 0x006 },
		{ "not ( sport = :22 and not ( dport = :443 or dport = :0 ) ) src 0/0",
		  0x01b },
	};

	(void)state;
	try_all(cases, ARRAY_SIZE(cases), AF_UNSPEC);
}

static void words_split_anywhere(void **state)
{
	static const char *const splits[][10] = {
		{ "sport = :22 and ( dport = :443 )" },
		{ "sport", "=", ":22", "and", "(", "dport", "=", ":443", ")" },
		{ "sport =", ":22", "", "( dport", ":443 )" },
		{ "state all sport :22", "dport :443" },
		{ "state", "established", "sport = :22" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(splits); i++) {
		_cleanup_(cleanup_filter) struct filter f = { 0 };
		const char *why = NULL;
		const char *at = NULL;
		size_t n = 0;

		while (n < ARRAY_SIZE(splits[i]) && splits[i][n])
			n++;
		assert_int_equal(filter_add_expr(&f, splits[i], n, port_of, &why, &at),
				 0);
		assert_int_equal(wanted(&f), 0x002);
	}
}

static void states(void **state)
{
	const uint32_t not_connected = STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_CLOSE) |
				       STATE_BIT(STATE_BOUND_INACTIVE);
	const uint32_t bucket = STATE_BIT(STATE_SYN_RECV) | STATE_BIT(STATE_TIME_WAIT) |
				STATE_BIT(STATE_NEW_SYN_RECV);
	const struct {
		const char *text;
		uint32_t states;
	} cases[] = {
		{ "state established", STATE_BIT(STATE_ESTABLISHED) },
		{ "state estab", STATE_BIT(STATE_ESTABLISHED) },
		{ "state syn-sent", STATE_BIT(STATE_SYN_SENT) },
		{ "state syn-recv",
		  STATE_BIT(STATE_SYN_RECV) | STATE_BIT(STATE_NEW_SYN_RECV) },
		{ "state fin-wait-1", STATE_BIT(STATE_FIN_WAIT1) },
		{ "state FIN-WAIT-2", STATE_BIT(STATE_FIN_WAIT2) },
		{ "state time-wait", STATE_BIT(STATE_TIME_WAIT) },
		{ "state closed", STATE_BIT(STATE_CLOSE) },
		{ "state close", STATE_BIT(STATE_CLOSE) },
		{ "state unconnected", STATE_BIT(STATE_CLOSE) },
		{ "state close-wait", STATE_BIT(STATE_CLOSE_WAIT) },
		{ "state last-ack", STATE_BIT(STATE_LAST_ACK) },
		{ "state listening", STATE_BIT(STATE_LISTEN) },
		{ "state listen", STATE_BIT(STATE_LISTEN) },
		{ "state closing", STATE_BIT(STATE_CLOSING) },
		{ "state bound-inactive", STATE_BIT(STATE_BOUND_INACTIVE) },
		{ "state all", STATE_ALL },
		{ "state connected", STATE_ALL & ~not_connected },
		{ "state synchronized",
		  STATE_ALL & ~not_connected & ~STATE_BIT(STATE_SYN_SENT) },
		{ "state bucket", bucket },
		{ "state big", STATE_ALL & ~bucket },
		{ "exclude listening", STATE_ALL & ~STATE_BIT(STATE_LISTEN) },
		{ "excl listening", STATE_ALL & ~STATE_BIT(STATE_LISTEN) },
		{ "state connected exclude established",
		  STATE_ALL & ~not_connected & ~STATE_BIT(STATE_ESTABLISHED) },
		{ "state listening state closed",
		  STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_CLOSE) },
		{ "state listening exclude listening", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_filter) struct filter f = { 0 };
		const char *why = NULL;

		assert_int_equal(filter_states(&f, PROTO_UDP), STATE_ALL);
		assert_row(cases[i].text, add(&f, cases[i].text, &why), 0);
		assert_true(f.has_states);
		assert_null(f.expr);
		assert_row(cases[i].text, filter_states(&f, PROTO_UDP), cases[i].states);
	}

	_cleanup_(cleanup_filter) struct filter f = { 0 };
	const char *why = NULL;

	assert_int_equal(add(&f, "sport = :22", &why), 0);
	assert_false(f.has_states);
	assert_int_equal(add(&f, "state listening closed", &why), -EINVAL);
	assert_false(f.has_states);
	assert_int_equal(wanted(&f), 0x003);
	assert_int_equal(add(&f, "state established dport = :443", &why), 0);
	assert_int_equal(wanted(&f), 0x002);
	/* a socket that is only bound comes as closed */
	filter_release(&f);
	assert_int_equal(add(&f, "state bound-inactive", &why), 0);
	assert_int_equal(wanted(&f), 0x010);
}

static void a_second_narrows(void **state)
{
	_cleanup_(cleanup_filter) struct filter f = { 0 };
	const char *why = NULL;

	(void)state;
	assert_int_equal(add(&f, "sport = :22 or sport = :1", &why), 0);
	assert_int_equal(add(&f, "dport = :443 or dport = :0", &why), 0);
	assert_int_equal(wanted(&f), 0x007);
	assert_int_equal(add(&f, "( dport = :443 or", &why), -EINVAL);
	assert_int_equal(wanted(&f), 0x007);
	assert_int_equal(filter_add_expr(&f, NULL, 0, port_of, &why, &why), 0);
	assert_int_equal(wanted(&f), 0x007);
}

static void faults(void **state)
{
	static const struct {
		const char *text;
		const char *why; /* how it begins */
	} cases[] = {
		{ "(", "a parenthesis is not closed" },
		{ ")", "no parenthesis is open" },
		{ "( )", "a condition is missing before it" },
		{ "( sport = :22 or )", "a condition is missing before it" },
		{ "( sport = :22", "a parenthesis is not closed" },
		{ "sport = :22 )", "no parenthesis is open" },
		{ "sport = :22 and", "a condition is missing behind it" },
		{ "and sport = :22", "a condition is missing before it" },
		{ "sport = :22 or and sport = :1", "a condition is missing before it" },
		{ "not or sport = :22", "a condition is missing before it" },
		{ "not", "a condition is missing behind it" },
		{ "sport", "nothing to compare with" },
		{ "sport =", "nothing to compare with" },
		{ "sport = =", "nothing to compare with" },
		{ "src and", "nothing to compare with" },
		{ "sport=:22", "no condition" },
		{ "(sport = :22)", "no condition" },
		{ "= :22", "no condition" },
		{ "port = :22", "no condition" },
		{ "SPORT = :22", "no condition" },
		{ "sport = :nosuch", "no such port" },
		{ "sport = :65536", "no such port" },
		{ "sport = :-1", "no such port" },
		{ "sport = :0x", "no such port" },
		{ "sport = :1-2", "no such port" },
		{ "sport = 10.0.0.1:22", "no such port" },
		{ "sport > *", "any port" },
		{ "sport = unix:22", "only ports" },
		{ "src != 10.0.0.1", "src and dst are compared" },
		{ "src 10.0.0.256", "no such address" },
		{ "src 10.0.0.1.2", "no such address" },
		{ "src 10.0.0.", "no such address" },
		{ "src 10.0.0.1/33", "no such address" },
		{ "src 10.0.0.1/", "no such address" },
		{ "src 10.0.0.1/8/8", "no such address" },
		{ "src [::1", "no such address" },
		{ "src [::1]/129", "no such address" },
		{ "src [::1/8]/8", "no such address" },
		{ "src [::1]x", "no such address" },
		{ "src [10.0.0.1]", "no such address" },
		{ "src ::1", "no such address" },
		{ "src inet6:10.0.0.1", "no such address" },
		{ "src inet:[::1]", "no such address" },
		{ "src inet:", "no such address" },
		{ "src a_b!", "no such address" },
		{ "src -a", "no such address" },
		{ "src netlink:1", "only internet and unix" },
		{ "src vsock:1:2", "only internet and unix" },
		{ "dev > 1", "interfaces are compared" },
		{ "dev nosuchinterface", "no such network interface" },
		{ "dev 4294967296", "no such network interface" },
		{ "fwmark = 1", "fwmark, the mark" },
		{ "cgroup = /", "cgroup, the control group" },
		{ "state", "no such state" },
		{ "state bogus", "no such state" },
		{ "exclude", "no such state" },
		{ "sport = :22 state established", "no condition" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_filter) struct filter f = { 0 };
		const char *why = NULL;

		assert_row(cases[i].text, add(&f, cases[i].text, &why), -EINVAL);
		if (strncmp(why, cases[i].why, strlen(cases[i].why)) != 0)
			fail_msg("%s: %s", cases[i].text, why);
		assert_null(f.expr);
		assert_false(f.has_states);
	}

	/* of several words, the one at fault is told */
	static const char *const words[] = { "sport", "=", ":22",    "or",
					     "dport", "=", ":nosuch" };
	_cleanup_(cleanup_filter) struct filter f = { 0 };
	const char *why = NULL;
	const char *at = NULL;

	assert_int_equal(
		filter_add_expr(&f, words, ARRAY_SIZE(words), port_of, &why, &at),
		-EINVAL);
	assert_ptr_equal(at, words[6]);
}

/* So many times one text, then so many times another. */
static void repeat(struct strbuf *to, const char *a, size_t times_a, const char *middle,
		   const char *b, size_t times_b)
{
	to->len = 0;
	for (size_t i = 0; i < times_a; i++)
		strbuf_adds(to, a);
	strbuf_adds(to, middle);
	for (size_t i = 0; i < times_b; i++)
		strbuf_adds(to, b);
	strbuf_addc(to, '\0');
	assert_int_equal(to->error, 0);
}

static void limits(void **state)
{
	/* a condition and how it is joined are a node each */
	const struct {
		const char *a;
		size_t times_a;
		const char *b;
		size_t times_b;
		int r;
	} cases[] = {
		{ "( ", EXPR_DEPTH_MAX, ") ", EXPR_DEPTH_MAX, 0 },
		{ "( ", EXPR_DEPTH_MAX + 1, ") ", EXPR_DEPTH_MAX + 1, -EINVAL },
		{ "( ", 100000, "", 0, -EINVAL },
		{ "not ", 100000, "", 0, 0 },
		{ "", 0, "or sport = :22 ", EXPR_NODES_MAX / 2 - 1, 0 },
		{ "", 0, "or sport = :22 ", EXPR_NODES_MAX / 2, -EINVAL },
		{ "", 0, "sport = :22 ", 100000, -EINVAL },
		{ "", 0, "x", 100000, -EINVAL },
	};
	struct strbuf text = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(cleanup_filter) struct filter f = { 0 };
		const char *why = NULL;

		repeat(&text, cases[i].a, cases[i].times_a, "sport = :22 ", cases[i].b,
		       cases[i].times_b);
		assert_row(cases[i].a, add(&f, text.s, &why), cases[i].r);
		assert_int_equal(wanted(&f), cases[i].r ? ALL : 0x003);
	}
	strbuf_release(&text);
}

/* Every beginning of an expression is one, or is refused. */
static void beginnings(void **state)
{
	static const char text[] =
		"state established exclude closing not ( src [::1/64]:22 or ! dport >= "
		":https && src = 10.1/16:0x16 ) || dev lo dst unix:/a\\*";

	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		_cleanup_(cleanup_filter) struct filter f = { 0 };
		_cleanup_free_ char *word = strndup(text, n);
		const char *why = NULL;

		assert_non_null(word);
		if (add(&f, word, &why) < 0)
			assert_non_null(why);
		(void)wanted(&f);
	}
}

static void hosts(void **state)
{
	_cleanup_(cleanup_filter) struct filter f = { 0 };
	const struct addr a = sockets_addr("10.0.0.1");
	const struct addr b = sockets_addr("::1");
	const char *why = NULL;
	size_t at = 0;

	(void)state;
	assert_int_equal(filter_add_endpoint(&f, "@one:22", port_of, &why), 0);
	assert_int_equal(
		add(&f, "src two.example:22 or ( dst inet6:three src 10/8 )", &why), 0);
	assert_string_equal(filter_next_host(&f, &at)->host, "one");
	struct endpoint *two = filter_next_host(&f, &at);
	assert_string_equal(two->host, "two.example");
	struct endpoint *three = filter_next_host(&f, &at);
	assert_string_equal(three->host, "three");
	assert_null(filter_next_host(&f, &at));
	assert_int_equal(endpoint_add_addr(two, &a), 0);
	assert_int_equal(endpoint_add_addr(two, &b), 0);
	assert_int_equal(endpoint_add_addr(three, &b), 0);
	assert_int_equal(wanted(&f), 0x002);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports),
		cmocka_unit_test(addresses),
		cmocka_unit_test(names_of_unix_sockets),
		cmocka_unit_test(joins),
		cmocka_unit_test(words_split_anywhere),
		cmocka_unit_test(states),
		cmocka_unit_test(a_second_narrows),
		cmocka_unit_test(faults),
		cmocka_unit_test(limits),
		cmocka_unit_test(beginnings),
		cmocka_unit_test(hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
