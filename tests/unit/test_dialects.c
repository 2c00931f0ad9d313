/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The meaning of options when the program is called by another name. */
#include <stdio.h>
#include <sys/socket.h>

#include "compat/compat.h"
#include "format/lsof.h"
#include "format/out.h"
#include "options/actions.h"
#include "options/dialect.h"
#include "unit.h"

enum { WORDS_MAX = 16 };

/* Parses a program name and its words, separated by one blank. */
static int parse(const char *line, struct options *ret, char **ret_error)
{
	static _Thread_local char words[256];
	char *argv[WORDS_MAX + 1] = { NULL };
	char *next = words;
	int argc = 0;

	assert_true(strlen(line) < sizeof(words));
	memcpy(words, line, strlen(line) + 1);
	while (next) {
		assert_true(argc < WORDS_MAX);
		argv[argc++] = strsep(&next, " ");
	}
	return options_parse(compat_dialect(argv[0]), argc, argv, ret, ret_error);
}

static struct options good(const char *line)
{
	char *error = NULL;
	struct options o;

	if (parse(line, &o, &error) < 0)
		fail_msg("%s: %s", line, error);
	return o;
}

static void bad(const char *line, const char *word)
{
	_cleanup_free_ char *error = NULL;
	struct options o;

	const int r = parse(line, &o, &error);
	if (r != -EINVAL && r != -EOPNOTSUPP)
		fail_msg("%s: %d", line, r);
	if (!strstr(error, word) || strchr(error, '\n'))
		fail_msg("%s: %s", line, error);
}

/* Every option that does not concern sockets is refused, and the message names what to
 * use. */
static void refused_options_name_an_alternative(void **state)
{
	static const struct dialect *const dialects[] = { &dialect_netstat, &dialect_lsof,
							  &dialect_ss };
	unsigned int count = 0;

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(dialects); k++) {
		for (size_t i = 0; i < dialects[k]->options_count; i++) {
			const struct option_desc *desc = &dialects[k]->options[i];
			char line[64];

			if (desc->apply != refuse)
				continue;
			snprintf(line, sizeof(line), "%s --%s%s", dialects[k]->name,
				 desc->name,
				 desc->has_arg == required_argument ? "=x" : "");
			bad(line, desc->help);
			bad(line, dialects[k]->name);
			if (desc->letter) {
				snprintf(line, sizeof(line), "/bin/%s -%c%s",
					 dialects[k]->name, desc->letter,
					 desc->letter_arg ? "x" : "");
				bad(line, desc->help);
			}
			count++;
		}
	}
	assert_true(count > 30);
}

static void as_netstat(void **state)
{
	struct options o = good("netstat -antp");

	(void)state;
	assert_ptr_equal(o.layout, &out_netstat);
	assert_int_equal(o.query.pairs, proto_pairs(PROTO_TCP));
	assert_true(o.query.owners && o.numeric_hosts && o.numeric_ports);
	options_release(&o);

	/* Only families that netstat lists are selected, unless another is named. */
	o = good("netstat -a");
	assert_false(o.query.pairs & proto_pairs(PROTO_NETLINK));
	assert_true(o.query.pairs & proto_pairs(PROTO_UNIX));
	options_release(&o);
	o = good("netstat -a --netlink");
	assert_int_equal(o.query.pairs, proto_pairs(PROTO_NETLINK));
	options_release(&o);
	/* Operands are ignored, and abbreviations are those of netstat. */
	o = good("netstat -na -p tcp --sta --stat 5 x");
	assert_int_equal(o.command, COMMAND_STATISTICS);
	options_release(&o);
	bad("netstat -j", "'-j'");
	bad("netstat -T", "'-T'");
	bad("netstat -A link", "'link'");
	bad("netstat --num", "'--num'");
}

/* Rows are exactly those of netstat, unless an option of sockstat chooses a layout or
 * selects sockets. */
static void netstat_has_exact_rows(void **state)
{
	static const struct {
		const char *line;
		bool is_exact;
	} cases[] = {
		{ "netstat", true },
		{ "netstat -Wan", true },
		{ "netstat -a --layout netstat", false },
		{ "netstat -a --json", false },
		{ "netstat -a --columns pid", false },
		{ "netstat -a --summary", false },
		{ "netstat --state TCP:LISTEN", false },
		{ "sockstat -a", false },
		{ "ss -a", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct options o = good(cases[i].line);

		if (o.is_exact != cases[i].is_exact)
			fail_msg("%s", cases[i].line);
		assert_int_equal(o.is_exact, o.filter.excluded[PROTO_TCP] != 0 &&
						     o.layout == &out_netstat);
		assert_false(o.is_exact && o.query.pairs & proto_pairs(PROTO_ICMP));
		options_release(&o);
	}
}

/* -s chooses the protocols and the IP version of the statistics. */
static void netstat_statistics(void **state)
{
	static const struct {
		const char *line;
		uint32_t protos;
		bool is_v6;
	} cases[] = {
		{ "netstat -s", 0, false },
		{ "netstat -st6", 1U << PROTO_TCP, true },
		{ "netstat -suA inet", 1U << PROTO_UDP, false },
		{ "netstat --statistics --raw", 1U << PROTO_RAW | 1U << PROTO_ICMP,
		  false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct options o = good(cases[i].line);

		assert_int_equal(o.command, COMMAND_STATISTICS);
		assert_int_equal(o.statistics.protos, cases[i].protos);
		assert_int_equal(o.statistics.is_v6, cases[i].is_v6);
		options_release(&o);
	}
	bad("netstat -s46", "-s");
	bad("netstat -sx", "-s");
	struct options o = good("netstat -s --json");
	assert_ptr_equal(o.layout, &out_summary_json);
	options_release(&o);
}

static void lsof_selects_by_any_or_all(void **state)
{
	static const struct {
		const char *line;
		bool either, any;
		size_t pids, endpoints;
	} cases[] = {
		{ "lsof", false, true, 0, 0 },
		{ "lsof -i", false, true, 0, 1 },
		{ "lsof -i :22 -i:80", false, true, 0, 2 },
		{ "lsof -U -i", false, true, 0, 2 },
		{ "lsof -p 5", false, true, 1, 0 },
		{ "lsof -p 5,6 -i", true, true, 2, 1 },
		{ "lsof -p 5,6 -a -i", false, false, 2, 1 },
		{ "lsof -ap5 -i", false, false, 1, 1 },
		{ "lsof -p ^5 -i", false, true, 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct options o = good(cases[i].line);

		assert_ptr_equal(o.layout, &out_lsof);
		assert_true(o.query.owners && o.fail_empty);
		assert_int_equal(o.query.which, WHICH_ALL);
		assert_int_equal(o.query.either, cases[i].either);
		assert_int_equal(o.select.any, cases[i].any);
		assert_int_equal(o.select.pids.len, cases[i].pids);
		assert_int_equal(o.filter.endpoints_len, cases[i].endpoints);
		/* Sockets of every family are selected if an option other than -i
		 * selects. */
		assert_int_equal((bool)(o.query.pairs & proto_pairs(PROTO_NETLINK)),
				 cases[i].either || !cases[i].endpoints);
		options_release(&o);
	}
}

static void as_lsof(void **state)
{
	struct options o = good("lsof -nPl -t -i tcp:22 -Q +c 15 -w");

	(void)state;
	assert_ptr_equal(o.layout, &out_lsof_pids);
	assert_true(o.numeric_hosts && o.numeric_ports && o.numeric_users && o.quiet);
	assert_false(o.fail_empty);
	options_release(&o);

	o = good("lsof -F pcn -i");
	assert_ptr_equal(o.layout, &out_lsof_fields);
	assert_int_equal(o.filter.endpoints_len, 1);
	options_release(&o);

	o = good("lsof -r -i");
	assert_true(o.continuous && o.lsof.mark && !o.ends_empty);
	assert_int_equal(o.interval_ms, 15000);
	options_release(&o);
	o = good("lsof -i +r 2");
	assert_true(o.continuous && o.ends_empty);
	assert_int_equal(o.interval_ms, 2000);
	options_release(&o);

	o = good("lsof -u root,^4242 -c a -c ^/b.*/i -s");
	assert_int_equal(o.select.uids.len, 1);
	assert_int_equal(o.select.not_uids.len, 1);
	assert_int_equal(o.select.commands.len, 1);
	assert_int_equal(o.select.not_commands.len, 1);
	options_release(&o);

	bad("lsof -c /x", "'/x'");
	bad("lsof -c /x/q", "'/x/q'");
	bad("lsof -c /(/", "'/(/'");
	bad("lsof -p x", "'x'");
	bad("lsof -g 5", "'5'");
	bad("lsof -T x", "'x'");
	bad("lsof file", "'file'");
	bad("lsof +", "'+'");
	bad("lsof +d /tmp", "'+d'");
	bad("lsof +r x", "'x'");
	bad("lsof -i -x", "fuser");
}

static void good_filter(const char *line)
{
	struct options o = good(line);

	assert_non_null(o.filter.expr);
	options_release(&o);
}

static void as_ss(void **state)
{
	enum { BOUND = STATE_BIT(STATE_BOUND_INACTIVE), CLOSED = STATE_BIT(STATE_CLOSE) };
	static const struct {
		const char *line;
		uint32_t has, lacks;
		bool no_netid, no_state;
	} cases[] = {
		{ "ss", STATE_BIT(STATE_ESTABLISHED),
		  CLOSED | STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_TIME_WAIT), false,
		  false },
		{ "ss -t", STATE_BIT(STATE_SYN_SENT), CLOSED | STATE_BIT(STATE_LISTEN),
		  true, false },
		{ "ss -tl", STATE_BIT(STATE_LISTEN) | CLOSED,
		  STATE_BIT(STATE_ESTABLISHED) | BOUND, true, false },
		{ "ss -ta", STATE_BIT(STATE_LISTEN) | CLOSED, BOUND, true, false },
		{ "ss -B", BOUND, CLOSED | STATE_BIT(STATE_LISTEN), true, true },
		{ "ss -u", STATE_BIT(STATE_ESTABLISHED), STATE_BIT(STATE_SYN_SENT), true,
		  true },
		{ "ss -tu", STATE_BIT(STATE_ESTABLISHED) | STATE_BIT(STATE_SYN_SENT),
		  CLOSED, false, false },
		{ "ss -x", STATE_BIT(STATE_ESTABLISHED), CLOSED, false, false },
		{ "ss -A unix_dgram", STATE_BIT(STATE_ESTABLISHED), CLOSED, true, false },
		{ "ss -0", CLOSED, STATE_BIT(STATE_ESTABLISHED), false, true },
		{ "ss -tla state time-wait", STATE_BIT(STATE_TIME_WAIT),
		  STATE_BIT(STATE_LISTEN), true, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct options o = good(cases[i].line);
		const uint32_t states = filter_states(&o.filter, PROTO_TCP);

		if ((states & cases[i].has) != cases[i].has || states & cases[i].lacks)
			fail_msg("%s: states %x", cases[i].line, states);
		assert_ptr_equal(o.layout, &out_ss);
		assert_int_equal(o.query.which, WHICH_ALL);
		assert_int_equal(o.no_netid, cases[i].no_netid);
		assert_int_equal(o.no_state, cases[i].no_state);
		assert_true(o.numeric_hosts && !o.numeric_ports);
		options_release(&o);
	}

	struct options o = good("ss -rnA tcp,unix_stream,unix_seqpacket");
	assert_false(o.numeric_hosts);
	assert_true(o.numeric_ports);
	assert_int_equal(o.filter.types[PROTO_UNIX],
			 1U << SOCK_STREAM | 1U << SOCK_SEQPACKET);
	assert_int_equal(o.filter.types[PROTO_TCP], 0);
	options_release(&o);
	/* -x has already selected every type. */
	o = good("ss -x -A unix_stream");
	assert_int_equal(o.filter.types[PROTO_UNIX], 0);
	options_release(&o);
	o = good("ss -4 -tan sport = :22 or dport = :22");
	assert_non_null(o.filter.expr);
	options_release(&o);
	/* The last option that names a family determines the family of addresses in the
	 * filter. */
	static const struct {
		const char *line;
		uint8_t family;
	} preferred[] = {
		{ "ss -x", AF_UNIX },        { "ss -xt", AF_UNIX },
		{ "ss -0", AF_PACKET },      { "ss -x -4", AF_INET },
		{ "ss -4 -x", AF_UNIX },     { "ss -4 -6", AF_INET6 },
		{ "ss --inet", AF_INET },    { "ss --unix", AF_UNIX },
		{ "ss -f link", AF_PACKET }, { "ss -x -f netlink", AF_NETLINK },
		{ "ss -t", AF_UNSPEC },      { "ss -A unix", AF_UNSPEC },
	};
	for (size_t i = 0; i < ARRAY_SIZE(preferred); i++) {
		o = good(preferred[i].line);
		assert_row(preferred[i].line, o.filter.family, preferred[i].family);
		options_release(&o);
	}
	good_filter("ss -xl src *X11-unix*");
	good_filter("ss -0a src all:1");
	good_filter("ss -a -f netlink src rtnl:kernel");
	bad("ss -a src *X11-unix*", "'*X11-unix*'");
	bad("ss -a -f netlink src nosuch", "'nosuch'");
	bad("ss -A tcp,nosuch", "'tcp,nosuch'");
	bad("ss sport = x", "'x'");
	bad("ss -Z", "ps -Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused_options_name_an_alternative),
		cmocka_unit_test(as_netstat),
		cmocka_unit_test(netstat_has_exact_rows),
		cmocka_unit_test(netstat_statistics),
		cmocka_unit_test(lsof_selects_by_any_or_all),
		cmocka_unit_test(as_lsof),
		cmocka_unit_test(as_ss),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
