/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compat/compat.h"
#include "format/summary.h"

#include "format/lsof.h"
#include "model/counters.h"
#include "options/options.h"
#include "sockets.h"
#include "unit.h"

#define TCP     (PAIR_BIT(PROTO_TCP, IP_V4) | PAIR_BIT(PROTO_TCP, IP_V6))
#define UDP4    PAIR_BIT(PROTO_UDP, IP_V4)
#define UDP     (UDP4 | PAIR_BIT(PROTO_UDP, IP_V6))
#define UNIX    PAIR_BIT(PROTO_UNIX, IP_V4)
#define COLUMNS "       Value     Per sec. Proto   What\n"
#define NO_GAPS                                                                          \
	"\"gaps\":{\"from_proc_net\":[],\"absent\":[],\"interrupted\":false,"            \
	"\"malformed_lines\":0,\"processes_denied\":0,\"processes_unanswered\":0,"       \
	"\"processes_unasked\":0,\"owners_timed_out\":false,"                            \
	"\"sockets_without_owner\":0}}\n"

static void list(const char *name, const struct out_ops *ops, const struct out_spec *spec,
		 const struct sock *sockets, size_t count, const struct query_gaps *gaps,
		 const char *want)
{
	struct strbuf got = sockets_list(ops, spec, sockets, count, NULL, gaps);

	assert_row_text(name, &got, want);
	strbuf_release(&got);
}

static void counts(void **state)
{
	const struct sock sockets[] = {
		{ .proto = PROTO_UNIX, .state = STATE_CLOSE },
		sockets_make(PROTO_TCP, "::1", 1, "::1", 2, STATE_ESTABLISHED),
		sockets_make(PROTO_TCP, "1.2.3.4", 1, "1.2.3.4", 2, STATE_LISTEN),
		sockets_make(PROTO_TCP, "1.2.3.4", 1, "1.2.3.4", 2, STATE_ESTABLISHED),
		sockets_make(PROTO_TCP, "1.2.3.4", 3, "1.2.3.4", 2, STATE_ESTABLISHED),
		sockets_make(PROTO_TCP, "1.2.3.4", 3, "1.2.3.4", 2, 250),
		sockets_make(PROTO_SCTP, "1.2.3.4", 3, "1.2.3.4", 2, STATE_SYN_SENT),
	};
	const struct query_gaps gaps = { .absent = PAIR_BIT(PROTO_UDP, IP_V6) };
	struct out_spec spec = { .header = true, .named = UDP, .query.pairs = TCP | UDP };

	(void)state;
	list("text", &out_summary, &spec, sockets, ARRAY_SIZE(sockets), &gaps,
	     "Sockets\n" COLUMNS "           7            - all     total\n"
	     "           4            - tcp     total\n"
	     "           2            - tcp     ESTABLISHED\n"
	     "           1            - tcp     LISTEN\n"
	     "           1            - tcp     250\n"
	     "           1            - tcp6    total\n"
	     "           1            - tcp6    ESTABLISHED\n"
	     "           0            - udp     total\n"
	     "           1            - sctp    total\n"
	     "           1            - sctp    COOKIE_WAIT\n"
	     "           1            - unix    total\n"
	     "           1            - unix    UNCONN\n");
	spec.header = false;
	spec.named = 0;
	list("no header", &out_summary, &spec, NULL, 0, &gaps,
	     "           0            - all     total\n");
	list("json", &out_summary_json, &spec, sockets, ARRAY_SIZE(sockets),
	     &(struct query_gaps){ .absent = PAIR_BIT(PROTO_UDP, IP_V6) },
	     "{\"schema\":2,\"total\":7,\"counts\":["
	     "{\"proto\":\"tcp\",\"family\":\"inet\",\"total\":4,"
	     "\"states\":{\"ESTABLISHED\":2,\"LISTEN\":1,\"250\":1}},"
	     "{\"proto\":\"tcp\",\"family\":\"inet6\",\"total\":1,"
	     "\"states\":{\"ESTABLISHED\":1}},"
	     "{\"proto\":\"udp\",\"family\":\"inet\",\"total\":0,\"states\":{}},"
	     "{\"proto\":\"sctp\",\"family\":\"inet\",\"total\":1,"
	     "\"states\":{\"COOKIE_WAIT\":1}},"
	     "{\"proto\":\"unix\",\"family\":\"unix\",\"total\":1,"
	     "\"states\":{\"UNCONN\":1}}],"
	     "\"gaps\":{\"from_proc_net\":[],\"absent\":[\"udp6\"],"
	     "\"interrupted\":false,\"malformed_lines\":0,\"processes_denied\":0,"
	     "\"processes_unanswered\":0,"
	     "\"processes_unasked\":0,\"owners_timed_out\":false,"
	     "\"sockets_without_owner\":0}}\n");
}

static void set(struct counters *c, enum counter which, uint64_t value)
{
	c->has[which] = true;
	c->value[which] = value;
}

static void failures(void **state)
{
	struct counters now = { 0 };
	struct counters since = { .at_ns = 2000000000 };
	const struct query_gaps gaps = { 0 };
	struct out_spec spec = { .header = true,
				 .query.pairs = TCP | UDP4,
				 .counters = &now };

	(void)state;
	set(&now, COUNTER_ATTEMPT_FAILS, UINT64_MAX);
	set(&now, COUNTER_OUT_SEGS, 750);
	set(&now, COUNTER_RETRANS_SEGS, 250);
	set(&now, COUNTER_PRUNE_CALLED, 0); /* The counter is a detail. */
	set(&now, COUNTER_RCV_PRUNED, 1);
	set(&now, COUNTER_ORPHANS, 3);
	set(&now, COUNTER_UDP_NO_PORTS, 4);
	set(&now, COUNTER_UDP6_NO_PORTS, 5); /* The counter was not requested. */
	list("first", &out_summary, &spec, NULL, 0, &gaps,
	     "Sockets\n" COLUMNS "           0            - all     total\n"
	     "Counters of this network namespace (tcp: IPv4 and IPv6 together)\n" COLUMNS
	     "18446744073709551615            - tcp     handshakes that failed "
	     "[TcpAttemptFails]\n"
	     "         750            - tcp     segments sent for the first time "
	     "[TcpOutSegs]\n"
	     "         250            - tcp     segments sent again [TcpRetransSegs]\n"
	     "     25.000%            - tcp     of all segments sent were sent again "
	     "[TcpRetransSegs/(TcpOutSegs+TcpRetransSegs)]\n"
	     "           1            - tcp     times squeezing a receive queue was not "
	     "enough [TcpExtRcvPruned]\n"
	     "           3            - tcp     orphans now, on the whole machine "
	     "[TCP:orphan]\n"
	     "           4            - udp     datagrams to a port without a socket "
	     "[UdpNoPorts]\n");

	spec.since = &since;
	spec.header = false;
	spec.query.pairs = TCP;
	set(&since, COUNTER_ATTEMPT_FAILS, 5);
	set(&since, COUNTER_OUT_SEGS, 0);
	set(&since, COUNTER_RETRANS_SEGS, 1);
	set(&since, COUNTER_ORPHANS, 3);
	set(&now, COUNTER_ATTEMPT_FAILS, 9);
	set(&now, COUNTER_RCV_PRUNED, 0);
	list("rates", &out_summary, &spec, NULL, 0, &gaps,
	     "           0            - all     total\n"
	     "           9         2.50 tcp     handshakes that failed "
	     "[TcpAttemptFails]\n"
	     "         750         0.00 tcp     segments sent for the first time "
	     "[TcpOutSegs]\n"
	     "         250         0.50 tcp     segments sent again [TcpRetransSegs]\n"
	     "     25.000%     100.000% tcp     of all segments sent were sent again "
	     "[TcpRetransSegs/(TcpOutSegs+TcpRetransSegs)]\n"
	     "           3            - tcp     orphans now, on the whole machine "
	     "[TCP:orphan]\n");

	now = (struct counters){ 0 };
	set(&now, COUNTER_OUT_SEGS, 1);
	set(&now, COUNTER_RETRANS_SEGS, 1);
	set(&now, COUNTER_ORPHANS, 3);
	set(&now, COUNTER_UDP_NO_PORTS, 0);
	spec.query.pairs = TCP | UDP4;
	list("json", &out_summary_json, &spec, NULL, 0, &gaps,
	     "{\"schema\":2,\"total\":0,\"counts\":["
	     "{\"proto\":\"tcp\",\"family\":\"inet\",\"total\":0,\"states\":{}},"
	     "{\"proto\":\"tcp\",\"family\":\"inet6\",\"total\":0,\"states\":{}},"
	     "{\"proto\":\"udp\",\"family\":\"inet\",\"total\":0,\"states\":{}}],"
	     "\"counters\":["
	     "{\"id\":\"segments_sent\",\"proto\":\"tcp\","
	     "\"what\":\"segments sent for the first time\",\"kernel\":\"TcpOutSegs\","
	     "\"kind\":\"total\",\"of_machine\":false,\"value\":1,\"per_second\":0.000},"
	     "{\"id\":\"segments_resent\",\"proto\":\"tcp\","
	     "\"what\":\"segments sent again\",\"kernel\":\"TcpRetransSegs\","
	     "\"kind\":\"total\",\"of_machine\":false,\"value\":1,\"per_second\":0.500},"
	     "{\"id\":\"orphans\",\"proto\":\"tcp\","
	     "\"what\":\"orphans now, on the whole machine\",\"kernel\":\"TCP:orphan\","
	     "\"kind\":\"level\",\"of_machine\":true,\"value\":3},"
	     "{\"id\":\"udp_no_ports\",\"proto\":\"udp\",\"family\":\"inet\","
	     "\"what\":\"datagrams to a port without a socket\","
	     "\"kernel\":\"UdpNoPorts\",\"kind\":\"total\",\"of_machine\":false,"
	     "\"value\":0}],"
	     "\"resent_share\":0.500000,\"resent_share_since\":1.000000,"
	     "\"seconds\":2.000," NO_GAPS);
}

/* Counts begin at zero with each listing. */
static void a_second_listing(void **state)
{
	const struct sock s =
		sockets_make(PROTO_TCP, "::1", 1, "::1", 2, STATE_ESTABLISHED);
	const struct query_gaps gaps = { 0 };
	const struct out_spec spec = { .query.pairs = TCP };
	struct out out = sockets_out(&out_summary, &spec);

	(void)state;
	for (unsigned int i = 0; i < 2; i++) {
		assert_int_equal(out_begin(&out), 0);
		assert_int_equal(out_row(&out, &s, NULL), 0);
		assert_int_equal(out_end(&out, &gaps), 0);
	}
	struct strbuf got = sockets_written(&out);
#define ONCE                                                                             \
	"           1            - all     total\n"                                      \
	"           1            - tcp6    total\n"                                      \
	"           1            - tcp6    ESTABLISHED\n"
	assert_text(&got, ONCE ONCE);
	strbuf_release(&got);
}

/* Parses a command line; returns the options, or the error. */
static char *parse(const char *line, struct options *ret)
{
	_cleanup_free_ char *words = strdup(line);
	char *argv[17] = { NULL };
	char *next = words;
	char *error = NULL;
	int argc = 0;

	assert_non_null(words);
	while (next && argc < 16)
		argv[argc++] = strsep(&next, " ");
	return options_parse(compat_dialect(argv[0]), argc, argv, ret, &error) < 0 ? error
										   : NULL;
}

static void words(void **state)
{
	static const struct {
		const char *line;
		/* The layout, or NULL if there is no summary. */
		const struct out_ops *layout;
		/* the pairs, or 0 for more than TCP */
		uint32_t pairs;
		/* The selected states of TCP. */
		uint32_t included;
		enum which which;
	} cases[] = {
		{ "sockstat -s", &out_summary, 0, 0, WHICH_ALL },
		{ "sockstat --summary", &out_summary, 0, 0, WHICH_ALL },
		{ "sockstat -st", &out_summary, TCP, 0, WHICH_ALL },
		{ "sockstat -ts", &out_summary, TCP, 0, WHICH_ALL },
		{ "sockstat -s tcp", &out_summary, TCP, 0, WHICH_ALL },
		{ "sockstat tcp -s", &out_summary, TCP, 0, WHICH_ALL },
		{ "sockstat -s -p tcp", &out_summary, TCP, 0, WHICH_ALL },
		{ "sockstat -stu", &out_summary, TCP | UDP, 0, WHICH_ALL },
		{ "sockstat -ust", &out_summary, TCP | UDP, 0, WHICH_ALL },
		{ "sockstat -stsu", &out_summary, TCP | UDP, 0, WHICH_ALL },
		{ "sockstat -slt", &out_summary, TCP, 0, WHICH_LISTENING },
		{ "sockstat -sx", &out_summary, UNIX, 0, WHICH_ALL },
		{ "sockstat -sA unix", &out_summary, UNIX, 0, WHICH_ALL },
		{ "sockstat -sAunix", &out_summary, UNIX, 0, WHICH_ALL },
		{ "sockstat -stp", &out_summary, TCP, 0, WHICH_ALL },
		{ "sockstat -sti", &out_summary, TCP, 0, WHICH_ALL },
		{ "sockstat -si tcp:22", &out_summary, TCP, 0, WHICH_ALL },
		{ "sockstat -st --json", &out_summary_json, TCP, 0, WHICH_ALL },
		{ "sockstat --layout json -st", &out_summary_json, TCP, 0, WHICH_ALL },
		{ "sockstat -st -s TCP:LISTEN", &out_summary, TCP,
		  STATE_BIT(STATE_LISTEN), WHICH_ALL },
		{ "sockstat --summary -ts TCP:LISTEN", &out_summary, TCP,
		  STATE_BIT(STATE_LISTEN), WHICH_ALL },
		{ "sockstat -s TCP:LISTEN", NULL, TCP, STATE_BIT(STATE_LISTEN),
		  WHICH_CONNECTED },
		{ "sockstat -sTCP:LISTEN", NULL, TCP, STATE_BIT(STATE_LISTEN),
		  WHICH_CONNECTED },
		{ "sockstat -tsTCP:LISTEN", NULL, TCP, STATE_BIT(STATE_LISTEN),
		  WHICH_CONNECTED },
		{ "sockstat --state TCP:LISTEN", NULL, TCP, STATE_BIT(STATE_LISTEN),
		  WHICH_CONNECTED },
		{ "sockstat --state=TCP:LISTEN", NULL, TCP, STATE_BIT(STATE_LISTEN),
		  WHICH_CONNECTED },
		{ "sockstat -ts tcp:^established", NULL, TCP, 0, WHICH_CONNECTED },
		{ "netstat --summary -t", &out_summary, TCP, 0, WHICH_ALL },
		{ "netstat -st --json", &out_summary_json, TCP, 0, WHICH_ALL },
		{ "ss -s", &out_summary, 0, 0, WHICH_ALL },
		{ "ss -st", &out_summary, TCP, 0, WHICH_ALL },
		{ "ss -ts --json", &out_summary_json, TCP, 0, WHICH_ALL },
		{ "lsof --summary", &out_summary, 0, 0, WHICH_ALL },
		{ "lsof -s", &out_lsof, 0, 0, WHICH_ALL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *line = cases[i].line;
		struct options o;
		char *error = parse(line, &o);

		if (error)
			fail_msg("%s: %s", line, error);
		if (cases[i].layout)
			assert_row(line, o.layout == cases[i].layout, true);
		else
			assert_row(line, o.layout->wants.counters, false);
		if (cases[i].pairs)
			assert_row(line, o.query.pairs, cases[i].pairs);
		else
			assert_row(line, (o.query.pairs & (TCP | UDP | UNIX)),
				   TCP | UDP | UNIX);
		assert_row(line, o.filter.included[PROTO_TCP], cases[i].included);
		assert_row(line, o.query.which, cases[i].which);
		if (cases[i].layout && cases[i].layout->wants.counters)
			assert_row(line, o.query.owners || !o.numeric_hosts, false);
		options_release(&o);
	}
}

/* Attached letters have their usual meaning. */
static void attached_letters(void **state)
{
	struct options o;

	(void)state;
	assert_null(parse("sockstat -stc 5", &o));
	assert_true(o.continuous);
	assert_int_equal(o.interval_ms, 5000);
	options_release(&o);
	assert_null(parse("sockstat -sHqf unix", &o));
	assert_true(o.no_header && o.quiet);
	assert_int_equal(o.query.pairs, UNIX);
	options_release(&o);
	assert_null(parse("sockstat -sh", &o));
	assert_int_equal(o.command, COMMAND_HELP);
	options_release(&o);
}

static void wrong_options(void **state)
{
	static const struct {
		const char *line;
		const char *named;
	} cases[] = {
		{ "sockstat -se", "--extend" },
		{ "sockstat -s -o", "--timers" },
		{ "sockstat --peer -s", "--peer" },
		{ "sockstat -sb", "--executable" },
		{ "sockstat -s --layout lsof", "'lsof'" },
		{ "sockstat -sF", "'lsof -F'" },
		{ "sockstat -sTCP", "'-T'" },
		{ "sockstat -sA", "'-A'" },
		{ "sockstat -s :99999", "':99999'" },
		{ "sockstat -sTCP:NONE", "'TCP:NONE'" },
		{ "sockstat --state", "'--state'" },
		{ "sockstat --state=t", "'t'" },
		{ "sockstat --state t", "'t'" },
		{ "sockstat --summary=t", "'--summary=t'" },
		{ "sockstat --summary TCP:LISTEN", "'TCP:LISTEN'" },
		{ "lsof --summary -t", "'lsof -t'" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct options o;
		_cleanup_free_ char *error = parse(cases[i].line, &o);

		if (!error || !strstr(error, cases[i].named))
			fail_msg("%s: %s", cases[i].line, error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts),           cmocka_unit_test(failures),
		cmocka_unit_test(a_second_listing), cmocka_unit_test(words),
		cmocka_unit_test(attached_letters), cmocka_unit_test(wrong_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
