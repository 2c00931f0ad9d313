/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr.h"

struct example {
	const char *text;
	unsigned int wanted;
};

static void try_all(const struct example *examples, size_t count, uint8_t family)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_(expr_cleanup) struct filter f = {
			.family = family,
			.protocol_of = expr_protocol_of,
		};
		const char *why = NULL;

		int r = expr_add(&f, examples[i].text, &why);
		if (r < 0)
			fail_msg("%s: %s", examples[i].text, why);
		assert_row(examples[i].text, expr_wanted(&f), examples[i].wanted);
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
		{ "sport != :22", EXPR_SAMPLES & ~0x003 },
		{ "sport ne :22", EXPR_SAMPLES & ~0x003 },
		{ "sport neq :22", EXPR_SAMPLES & ~0x003 },
		{ "not sport != :22", 0x003 },
		/* A socket without ports is neither above nor below a port. */
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
		{ "not dport > :65535", EXPR_SAMPLES },
		{ "sport = *", EXPR_SAMPLES },
		{ "sport = :*", EXPR_SAMPLES },
		{ "sport = :", EXPR_SAMPLES },
		{ "sport != *", 0x000 },
	};

	(void)state;
	try_all(cases, ARRAY_SIZE(cases), AF_UNSPEC);
}

static void addresses(void **state)
{
	static const struct example cases[] = {
		/* An IPv4-mapped address is also an IPv4 address. */
		{ "src 10.0.0.1", 0x00a },
		{ "src = 10.0.0.1", 0x00a },
		{ "src 10.0.0.1:22", 0x002 },
		{ "src 10.0.0.1:*", 0x00a },
		{ "src 10.0.0.1:", 0x00a },
		{ "src 10/8", 0x00a },
		{ "src 10/8:80", 0x008 },
		{ "src 10.255.255.255/8", 0x00a },
		{ "dst 10.1/16", 0x002 },
		/* The network is 10.1.0.0. */
		{ "dst 10.1", 0x000 },
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
		{ "src *", EXPR_SAMPLES },
		{ "src *:*", EXPR_SAMPLES },
		{ "src any", EXPR_SAMPLES },
		{ "src all", EXPR_SAMPLES },
		{ "src default", EXPR_SAMPLES },
		{ "dev 1", 0x002 },
		{ "dev = lo", 0x002 },
		{ "dev != lo", EXPR_SAMPLES & ~0x002 },
		{ "dev ne 0", 0x202 },
	};

	(void)state;
	try_all(cases, ARRAY_SIZE(cases), AF_UNSPEC);
}

static void unix_socket_names(void **state)
{
	static const struct example cases[] = {
		{ "src unix:/run/*", 0x020 },
		{ "src unix:/RUN/A.*", 0x020 },
		{ "src /run/*", 0x020 },
		{ "src @abs*", 0x040 },
		{ "src @abs@x", 0x040 },
		{ "not src @abs*", EXPR_SAMPLES & ~0x040 },
		{ "src unix:*", 0x1e0 },
		{ "src unix:", 0x080 },
		/* The names of peers are not known. */
		{ "dst unix:*", 0x1e0 },
		{ "dst unix:/run/*", 0x000 },
		{ "src unix:*sock or sport = :22", 0x023 },
		{ "autobound and src unix:*", 0x180 },
	};
	static const struct example preferred[] = {
		{ "src *abs*", 0x040 },
		{ "src *", 0x1e0 },
		{ "src \\*", 0x1e0 },
		{ "src \\\\*", 0x000 },
		{ "src inet:10.0.0.1", 0x002 },
		{ "src 10.0.0.1", 0x000 },
		{ "src a.sock", 0x000 },
		{ "src /run/a.sock", 0x020 },
		{ "sport = /run/a*", 0x020 },
		{ "sport != *abs*", EXPR_SAMPLES & ~0x040 },
		{ "sport > :80", 0x1e0 },
		{ "sport = inet:22", 0x003 },
		{ "dst ?", 0x000 },
		{ "dst *", 0x1e0 },
	};

	(void)state;
	try_all(cases, ARRAY_SIZE(cases), AF_UNSPEC);
	try_all(preferred, ARRAY_SIZE(preferred), AF_UNIX);
}

static void numbers_of_packet_and_netlink_sockets(void **state)
{
	static const struct example cases[] = {
		{ "src link:*", 0x200 },
		{ "src link:arp", 0x200 },
		{ "src link:0x806:7", 0x200 },
		{ "src link:2055", 0x000 },
		{ "src link:arp:lo", 0x000 },
		{ "not src link:arp", EXPR_SAMPLES & ~0x200 },
		{ "src netlink:uevent", 0x400 },
		{ "src netlink:*:42", 0x400 },
		{ "src netlink:15:kernel", 0x000 },
	};
	static const struct example packet[] = {
		{ "src *", 0x200 },
		{ "src :7", 0x200 },
		{ "src *:lo", 0x000 },
		{ "sport = 7", 0x200 },
		{ "sport = :lo", 0x000 },
		{ "sport != :7", EXPR_SAMPLES & ~0x200 },
		{ "sport > :7", 0x000 },
		{ "sport >= :7", 0x200 },
		{ "sport < :8", 0x200 },
		{ "sport < :0", 0x000 },
		{ "sport <= :4294967295", 0x200 },
		{ "sport > :4294967295", 0x000 },
		{ "sport = inet:22", 0x003 },
		/* the peer has protocol and interface 0 */
		{ "dst *", 0x200 },
		{ "dst arp", 0x000 },
		{ "dst 0:0", 0x200 },
	};
	static const struct example netlink[] = {
		{ "src uevent:42", 0x400 }, { "src uevent:-1", 0x400 },
		{ "src 15:0x2a", 0x400 },   { "src 15:0", 0x000 },
		{ "src 0:0", 0x000 },       { "sport = 42", 0x400 },
		{ "sport = *", 0x400 },     { "dst 0:0", 0x000 },
		{ "dst 0", 0x400 },
	};

	(void)state;
	try_all(cases, ARRAY_SIZE(cases), AF_UNSPEC);
	try_all(packet, ARRAY_SIZE(packet), AF_PACKET);
	try_all(netlink, ARRAY_SIZE(netlink), AF_NETLINK);
}

static void conditions_are_joined(void **state)
{
	static const struct example cases[] = {
		{ "", EXPR_SAMPLES },
		{ "sport = :22 and dport = :443", 0x002 },
		{ "sport = :22 & dport = :443", 0x002 },
		{ "sport = :22 && dport = :443", 0x002 },
		{ "sport = :22 dport = :443", 0x002 },
		{ "sport = :22 or dport = :443", 0x007 },
		{ "sport = :22 | dport = :443", 0x007 },
		{ "sport = :22 || dport = :443", 0x007 },
		{ "not sport = :22", EXPR_SAMPLES & ~0x003 },
		{ "! sport = :22", EXPR_SAMPLES & ~0x003 },
		{ "! not sport = :22", 0x003 },
		{ "not sport = :22 or sport = :22", EXPR_SAMPLES },
		{ "not ( sport = :22 or sport = :22 )", EXPR_SAMPLES & ~0x003 },
		{ "! ! ( sport = :22 )", 0x003 },
		{ "dport = :443 ! sport = :22", 0x004 },
		{ "dport = :443 and ( sport = :22 or sport = :1 )", 0x006 },
		{ "( ( dport = :https ) )", 0x006 },
		/* Conditions are joined from left to right, "or" as well as "and". */
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

static void an_expression_in_one_or_many_words(void **state)
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
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		const char *why = NULL;
		const char *at = NULL;
		size_t n = 0;

		while (n < ARRAY_SIZE(splits[i]) && splits[i][n])
			n++;
		assert_int_equal(
			filter_add_expr(&f, splits[i], n, expr_port_of, &why, &at), 0);
		assert_int_equal(expr_wanted(&f), 0x002);
	}
}

static void a_second_expression_narrows(void **state)
{
	_cleanup_(expr_cleanup) struct filter f = { 0 };
	const char *why = NULL;

	(void)state;
	assert_int_equal(expr_add(&f, "sport = :22 or sport = :1", &why), 0);
	assert_int_equal(expr_add(&f, "dport = :443 or dport = :0", &why), 0);
	assert_int_equal(expr_wanted(&f), 0x007);
	assert_int_equal(expr_add(&f, "( dport = :443 or", &why), -EINVAL);
	assert_int_equal(expr_wanted(&f), 0x007);
	assert_int_equal(filter_add_expr(&f, NULL, 0, expr_port_of, &why, &why), 0);
	assert_int_equal(expr_wanted(&f), 0x007);
}

/* The kernel is not asked for sockets that are only bound if an expression excludes
 * them. */
static void sockets_without_peer(void **state)
{
	static const struct {
		const char *text;
		bool can_lack_peer;
	} cases[] = {
		{ "sport = :22", true },
		{ "dport = :443", false },
		{ "dport = :0", true },
		{ "dport != :443", true },
		{ "dport > :1023", false },
		{ "dport < :1024", true },
		{ "not dport > :1023", true },
		{ "dst 10.1.2.3", true },
		{ "dst 10.1.2.3:443", false },
		{ "sport = :22 and dport = :443", false },
		{ "sport = :22 or dport = :443", true },
		{ "not ( sport = :22 or dport = :443 )", true },
		{ "not ( sport = :22 or not dport = :443 )", false },
		{ "dport = :1 or dport = :2", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		const char *why = NULL;
		const char *word = NULL;

		assert_row(
			cases[i].text,
			filter_add_expr(&f, &cases[i].text, 1, expr_port_of, &why, &word),
			0);
		assert_row(cases[i].text, filter_can_lack_peer(&f),
			   cases[i].can_lack_peer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports),
		cmocka_unit_test(addresses),
		cmocka_unit_test(numbers_of_packet_and_netlink_sockets),
		cmocka_unit_test(unix_socket_names),
		cmocka_unit_test(sockets_without_peer),
		cmocka_unit_test(conditions_are_joined),
		cmocka_unit_test(an_expression_in_one_or_many_words),
		cmocka_unit_test(a_second_expression_narrows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
