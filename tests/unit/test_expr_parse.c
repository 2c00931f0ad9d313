/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Invalid expressions, the limit of the length, and what an expression says about
 * states. */
#include "expr.h"

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
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		const char *why = NULL;

		assert_int_equal(filter_states(&f, PROTO_UDP), STATE_ALL);
		assert_row(cases[i].text, expr_add(&f, cases[i].text, &why), 0);
		assert_true(f.has_states);
		assert_null(f.expr);
		assert_row(cases[i].text, filter_states(&f, PROTO_UDP), cases[i].states);
	}

	_cleanup_(expr_cleanup) struct filter f = { 0 };
	const char *why = NULL;

	assert_int_equal(expr_add(&f, "sport = :22", &why), 0);
	assert_false(f.has_states);
	assert_int_equal(expr_add(&f, "state listening closed", &why), -EINVAL);
	assert_false(f.has_states);
	assert_int_equal(expr_wanted(&f), 0x003);
	assert_int_equal(expr_add(&f, "state established dport = :443", &why), 0);
	assert_int_equal(expr_wanted(&f), 0x002);
	/* A socket that is only bound is reported in state CLOSE. */
	filter_release(&f);
	assert_int_equal(expr_add(&f, "state bound-inactive", &why), 0);
	assert_int_equal(expr_wanted(&f), 0x610);
}

static void errors(void **state)
{
	static const struct {
		const char *text;
		/* The beginning of the message. */
		const char *why;
	} cases[] = {
		{ "(", "a parenthesis is not closed" },
		{ ")", "no parenthesis is open" },
		{ "( )", "a condition is missing before it" },
		{ "( sport = :22 or )", "a condition is missing before it" },
		{ "( sport = :22", "a parenthesis is not closed" },
		{ "sport = :22 )", "no parenthesis is open" },
		{ "sport = :22 and", "a condition is missing after it" },
		{ "and sport = :22", "a condition is missing before it" },
		{ "sport = :22 or and sport = :1", "a condition is missing before it" },
		{ "not or sport = :22", "a condition is missing before it" },
		{ "not", "a condition is missing after it" },
		{ "sport", "nothing to compare with" },
		{ "sport =", "nothing to compare with" },
		{ "sport = =", "nothing to compare with" },
		{ "src and", "nothing to compare with" },
		{ "sport=:22", "not a condition" },
		{ "(sport = :22)", "not a condition" },
		{ "= :22", "not a condition" },
		{ "port = :22", "not a condition" },
		{ "SPORT = :22", "not a condition" },
		{ "sport = :nosuch", "no such port" },
		{ "sport = :65536", "no such port" },
		{ "sport = :-1", "no such port" },
		{ "sport = :0x", "no such port" },
		{ "sport = :1-2", "no such port" },
		{ "sport = 10.0.0.1:22", "no such port" },
		{ "sport > *", "any port" },
		{ "sport = vsock:22", "ports of this family" },
		{ "sport > link:*", "any port" },
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
		{ "src netlink:256", "no such protocol" },
		{ "src netlink:uevent", "no such protocol" },
		{ "src netlink:1:x", "not a port ID" },
		{ "src netlink:1:4294967296", "not a port ID" },
		{ "src link:65536", "no such protocol" },
		{ "src link:0x", "no such protocol" },
		{ "src link:[::1]", "no such protocol" },
		{ "src link:*:nosuchinterface", "no such network interface" },
		{ "src link:*:kernel", "no such network interface" },
		{ "src vsock:1:2", "addresses of this family" },
		{ "dev > 1", "interfaces are compared" },
		{ "dev nosuchinterface", "no such network interface" },
		{ "dev 4294967296", "no such network interface" },
		{ "fwmark = 1", "fwmark, the mark" },
		{ "cgroup = /", "cgroup, the control group" },
		{ "state", "no such state" },
		{ "state bogus", "no such state" },
		{ "exclude", "no such state" },
		{ "sport = :22 state established", "not a condition" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		const char *why = NULL;

		assert_row(cases[i].text, expr_add(&f, cases[i].text, &why), -EINVAL);
		if (strncmp(why, cases[i].why, strlen(cases[i].why)) != 0)
			fail_msg("%s: %s", cases[i].text, why);
		assert_null(f.expr);
		assert_false(f.has_states);
	}

	/* The message names the word at fault. */
	static const char *const words[] = { "sport", "=", ":22",    "or",
					     "dport", "=", ":nosuch" };
	_cleanup_(expr_cleanup) struct filter f = { 0 };
	const char *why = NULL;
	const char *at = NULL;

	assert_int_equal(
		filter_add_expr(&f, words, ARRAY_SIZE(words), expr_port_of, &why, &at),
		-EINVAL);
	assert_ptr_equal(at, words[6]);
}

/* Appends one text so many times, then another. */
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
	/* Each condition takes two nodes, itself and the join. */
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
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		const char *why = NULL;

		repeat(&text, cases[i].a, cases[i].times_a, "sport = :22 ", cases[i].b,
		       cases[i].times_b);
		assert_row(cases[i].a, expr_add(&f, text.s, &why), cases[i].r);
		assert_int_equal(expr_wanted(&f), cases[i].r ? EXPR_SAMPLES : 0x003);
	}
	strbuf_release(&text);
}

/* Every prefix of an expression is valid or refused. */
static void prefixes_of_expressions(void **state)
{
	static const char text[] =
		"state established exclude closing not ( src [::1/64]:22 or ! dport >= "
		":https && src = 10.1/16:0x16 ) || dev lo dst unix:/a\\*";

	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		_cleanup_free_ char *word = strndup(text, n);
		const char *why = NULL;

		assert_non_null(word);
		if (expr_add(&f, word, &why) < 0)
			assert_non_null(why);
		(void)expr_wanted(&f);
	}
}

static void hosts(void **state)
{
	_cleanup_(expr_cleanup) struct filter f = { 0 };
	const struct addr a = sockets_addr("10.0.0.1");
	const struct addr b = sockets_addr("::1");
	const char *why = NULL;
	size_t at = 0;

	(void)state;
	assert_int_equal(filter_add_endpoint(&f, "@one:22", expr_port_of, &why), 0);
	assert_int_equal(
		expr_add(&f, "src two.example:22 or ( dst inet6:three src 10/8 )", &why),
		0);
	/* A host that was not looked up matches no socket. */
	assert_int_equal(expr_wanted(&f), 0);
	struct endpoint *one = filter_next_host(&f, &at);
	assert_string_equal(one->host, "one");
	struct endpoint *two = filter_next_host(&f, &at);
	assert_string_equal(two->host, "two.example");
	struct endpoint *three = filter_next_host(&f, &at);
	assert_string_equal(three->host, "three");
	assert_null(filter_next_host(&f, &at));
	assert_int_equal(endpoint_add_addr(one, &a), 0);
	assert_int_equal(endpoint_add_addr(two, &a), 0);
	assert_int_equal(endpoint_add_addr(two, &b), 0);
	assert_int_equal(endpoint_add_addr(three, &b), 0);
	assert_int_equal(expr_wanted(&f), 0x002);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states), cmocka_unit_test(errors),
		cmocka_unit_test(limits), cmocka_unit_test(prefixes_of_expressions),
		cmocka_unit_test(hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
