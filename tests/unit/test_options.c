/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compat/compat.h"
#include "options/options.h"

#include <stdio.h>

#include "format/lsof.h"
#include "format/out.h"
#include "unit.h"

enum { WORDS_MAX = 16 };

#define TCP4   PAIR_BIT(PROTO_TCP, IP_V4)
#define TCP6   PAIR_BIT(PROTO_TCP, IP_V6)
#define UDP4   PAIR_BIT(PROTO_UDP, IP_V4)
#define UDP6   PAIR_BIT(PROTO_UDP, IP_V6)
#define UDPL4  PAIR_BIT(PROTO_UDPLITE, IP_V4)
#define UDPL6  PAIR_BIT(PROTO_UDPLITE, IP_V6)
#define SCTP4  PAIR_BIT(PROTO_SCTP, IP_V4)
#define SCTP6  PAIR_BIT(PROTO_SCTP, IP_V6)
#define TCP    (TCP4 | TCP6)
#define UDP    (UDP4 | UDP6)
#define UDPL   (UDPL4 | UDPL6)
#define SCTP   (SCTP4 | SCTP6)
#define RAW    (PAIR_BIT(PROTO_RAW, IP_V4) | PAIR_BIT(PROTO_RAW, IP_V6))
#define ICMP   (PAIR_BIT(PROTO_ICMP, IP_V4) | PAIR_BIT(PROTO_ICMP, IP_V6))
#define MPTCP4 PAIR_BIT(PROTO_MPTCP, IP_V4)
#define MPTCP6 PAIR_BIT(PROTO_MPTCP, IP_V6)
#define UNIX   PAIR_BIT(PROTO_UNIX, IP_V4)
#define LINK   PAIR_BIT(PROTO_PACKET, IP_V4)
#define NL     PAIR_BIT(PROTO_NETLINK, IP_V4)
#define VSOCK  PAIR_BIT(PROTO_VSOCK, IP_V4)
#define XDP    PAIR_BIT(PROTO_XDP, IP_V4)
#define TIPC   PAIR_BIT(PROTO_TIPC, IP_V4)
#define V4                                                                               \
	(TCP4 | UDP4 | UDPL4 | SCTP4 | PAIR_BIT(PROTO_RAW, IP_V4) |                      \
	 PAIR_BIT(PROTO_ICMP, IP_V4))
#define V6                                                                               \
	(TCP6 | UDP6 | UDPL6 | SCTP6 | PAIR_BIT(PROTO_RAW, IP_V6) |                      \
	 PAIR_BIT(PROTO_ICMP, IP_V6))
#define IP (V4 | V6)
/* The two sections of netstat; with -a every family. */
#define BOTH (IP | UNIX)
#define ALL  (BOTH | MPTCP4 | MPTCP6 | LINK | NL | VSOCK | XDP | TIPC)

/* Parses words separated by one blank, after the name of the program. */
static int parse(const char *line, struct options *ret, char **ret_error)
{
	_cleanup_free_ char *words = strdup(line);
	char *argv[WORDS_MAX + 1] = { (char *)"sockstat" };
	char *next = words;
	int argc = 1;

	assert_non_null(words);
	while (next && *line) {
		assert_true(argc < WORDS_MAX);
		argv[argc++] = strsep(&next, " ");
	}
	return options_parse(compat_dialect(argv[0]), argc, argv, ret, ret_error);
}

static struct options good(const char *line)
{
	char *const untouched = (char *)"untouched";
	char *error = untouched;
	struct options o;

	memset(&o, 0, sizeof(o));
	int r = parse(line, &o, &error);
	if (r)
		fail_msg("%s: %s", line, error);
	assert_ptr_equal(error, untouched);
	return o;
}

static void defaults(void **state)
{
	const struct options o = good("");

	(void)state;
	assert_int_equal(o.command, COMMAND_LIST);
	assert_int_equal(o.query.pairs, BOTH);
	assert_int_equal(o.query.which, WHICH_CONNECTED);
	assert_int_equal(o.named, 0);
	assert_ptr_equal(o.layout, out_ops("netstat"));
	assert_int_equal(o.interval_ms, 1000);
	assert_int_equal(o.resolve_ms, 2000);
	assert_false(o.query.owners || o.query.wanted.executable || o.no_header ||
		     o.extend || o.timers || o.quiet || o.fail_empty || o.numeric_hosts ||
		     o.numeric_ports || o.numeric_users || o.continuous);
}

static void selected_sockets_and_families(void **state)
{
	static const struct {
		const char *line;
		enum which which;
		uint32_t pairs, named;
	} cases[] = {
		{ "-a", WHICH_ALL, ALL, 0 },
		{ "-l", WHICH_LISTENING, BOTH, 0 },
		{ "-la", WHICH_ALL, ALL, 0 },
		{ "-al", WHICH_ALL, ALL, 0 },
		{ "-t", WHICH_CONNECTED, TCP, TCP },
		{ "-u", WHICH_CONNECTED, UDP, UDP },
		{ "-U", WHICH_CONNECTED, UDPL, UDPL },
		{ "-S", WHICH_CONNECTED, SCTP, SCTP },
		{ "-lS6", WHICH_LISTENING, SCTP6, SCTP6 },
		{ "--sctp -a", WHICH_ALL, SCTP, SCTP },
		{ "-S --layout ss", WHICH_CONNECTED, SCTP, SCTP },
		{ "-S --layout lsof", WHICH_CONNECTED, SCTP, SCTP },
		/* -i alone selects the sockets that lsof selects by it. */
		{ "-i", WHICH_ALL, TCP | UDP | UDPL, 0 },
		{ "-iSCTP", WHICH_ALL, SCTP, 0 },
		{ "-i 4SCTP", WHICH_ALL, SCTP, 0 },
		{ "-tuU", WHICH_CONNECTED, TCP | UDP | UDPL, TCP | UDP | UDPL },
		{ "-4", WHICH_CONNECTED, V4, 0 },
		{ "-6", WHICH_CONNECTED, V6, 0 },
		{ "-46", WHICH_CONNECTED, IP, 0 },
		{ "-t4", WHICH_CONNECTED, TCP4, TCP4 },
		{ "-6ul", WHICH_LISTENING, UDP6, UDP6 },
		{ "--tcp --inet6 --listening", WHICH_LISTENING, TCP6, TCP6 },
		{ "--udplite --all", WHICH_ALL, UDPL, UDPL },
		{ "-f inet", WHICH_CONNECTED, V4, 0 },
		{ "-finet6", WHICH_CONNECTED, V6, 0 },
		{ "-f inet,inet6", WHICH_CONNECTED, IP, 0 },
		{ "-A inet6,inet", WHICH_CONNECTED, IP, 0 },
		{ "-A inet,inet", WHICH_CONNECTED, V4, 0 },
		{ "-f inet -A inet6", WHICH_CONNECTED, IP, 0 },
		{ "--family=inet6 -t", WHICH_CONNECTED, TCP6, TCP6 },
		{ "--protocol inet -ut", WHICH_CONNECTED, TCP4 | UDP4, TCP4 | UDP4 },
		{ "-anf inet", WHICH_ALL, V4 | MPTCP4, 0 },
		{ "-a6", WHICH_ALL, V6 | MPTCP6, 0 },
		/* Families without IP addresses are named, and not restricted. */
		{ "-x", WHICH_CONNECTED, UNIX, UNIX },
		{ "--unix -l", WHICH_LISTENING, UNIX, UNIX },
		{ "-w", WHICH_CONNECTED, RAW | ICMP, RAW | ICMP },
		{ "-w4", WHICH_CONNECTED, (RAW | ICMP) & V4, (RAW | ICMP) & V4 },
		{ "-0", WHICH_CONNECTED, LINK, LINK },
		{ "--packet --netlink", WHICH_CONNECTED, LINK | NL, LINK | NL },
		{ "--vsock --xdp --tipc", WHICH_CONNECTED, VSOCK | XDP | TIPC,
		  VSOCK | XDP | TIPC },
		{ "--mptcp", WHICH_CONNECTED, MPTCP4 | MPTCP6, MPTCP4 | MPTCP6 },
		{ "--mptcp -6", WHICH_CONNECTED, MPTCP6, MPTCP6 },
		{ "-tx", WHICH_CONNECTED, TCP | UNIX, TCP | UNIX },
		{ "-tx4", WHICH_CONNECTED, TCP4 | UNIX, TCP4 | UNIX },
		{ "-x4", WHICH_CONNECTED, V4 | UNIX, UNIX },
		{ "-ax4", WHICH_ALL, V4 | MPTCP4 | UNIX, UNIX },
		{ "-x tcp6", WHICH_CONNECTED, TCP6 | UNIX, TCP6 | UNIX },
		{ "-f unix", WHICH_CONNECTED, UNIX, UNIX },
		{ "-f link,netlink", WHICH_CONNECTED, LINK | NL, LINK | NL },
		{ "-A vsock -f xdp,tipc", WHICH_CONNECTED, VSOCK | XDP | TIPC,
		  VSOCK | XDP | TIPC },
		{ "-f unix,inet6", WHICH_CONNECTED, UNIX | V6, UNIX },
		{ "-af unix", WHICH_ALL, UNIX, UNIX },
		/* Operands, in upper or lower case, in any position. */
		{ "tcp", WHICH_CONNECTED, TCP, TCP },
		{ "TCP", WHICH_CONNECTED, TCP, TCP },
		{ "tcpv4", WHICH_CONNECTED, TCP4, TCP4 },
		{ "TCPv4", WHICH_CONNECTED, TCP4, TCP4 },
		{ "tcpv6", WHICH_CONNECTED, TCP6, TCP6 },
		{ "TcpV6", WHICH_CONNECTED, TCP6, TCP6 },
		{ "tcp6", WHICH_CONNECTED, TCP6, TCP6 },
		{ "udp", WHICH_CONNECTED, UDP, UDP },
		{ "udpv6", WHICH_CONNECTED, UDP6, UDP6 },
		{ "UDPv6", WHICH_CONNECTED, UDP6, UDP6 },
		{ "udp6", WHICH_CONNECTED, UDP6, UDP6 },
		{ "tcp6 udp", WHICH_CONNECTED, TCP6 | UDP, TCP6 | UDP },
		{ "tcp -a", WHICH_ALL, TCP, TCP },
		{ "-- tcp", WHICH_CONNECTED, TCP, TCP },
		{ "tcp -4", WHICH_CONNECTED, TCP4, TCP4 },
		{ "-4 tcp6 udp", WHICH_CONNECTED, UDP4, UDP4 },
		{ "-6 tcpv6", WHICH_CONNECTED, TCP6, TCP6 },
		{ "-u tcp6", WHICH_CONNECTED, UDP | TCP6, UDP | TCP6 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct options o = good(cases[i].line);

		assert_row(cases[i].line, o.query.which, cases[i].which);
		assert_row(cases[i].line, o.query.pairs, cases[i].pairs);
		assert_row(cases[i].line, o.named, cases[i].named);
		options_release(&o);
	}
}

/* Everything that an option sets, as a mask. */
enum {
	OWNERS = 1 << 0,
	EXECUTABLES = 1 << 1,
	NO_HEADER = 1 << 2,
	EXTEND = 1 << 3,
	TIMERS = 1 << 4,
	QUIET = 1 << 5,
	FAIL_EMPTY = 1 << 6,
	HOSTS = 1 << 7,
	PORTS = 1 << 8,
	USERS = 1 << 9,
	CONTINUOUS = 1 << 10,
	JSON = 1 << 11,
	NUMERIC = HOSTS | PORTS | USERS,
};

static unsigned int flags_of(const struct options *o)
{
	return (o->query.owners ? OWNERS : 0) |
	       (o->query.wanted.executable ? EXECUTABLES : 0) |
	       (o->no_header ? NO_HEADER : 0) | (o->extend ? EXTEND : 0) |
	       (o->timers ? TIMERS : 0) | (o->quiet ? QUIET : 0) |
	       (o->fail_empty ? FAIL_EMPTY : 0) | (o->numeric_hosts ? HOSTS : 0) |
	       (o->numeric_ports ? PORTS : 0) | (o->numeric_users ? USERS : 0) |
	       (o->continuous ? CONTINUOUS : 0) |
	       (o->layout == out_ops("json") ? JSON : 0);
}

static void flags(void **state)
{
	static const struct {
		const char *line;
		unsigned int flags;
		enum which which;
		uint32_t pairs;
	} cases[] = {
		{ "-ptln", OWNERS | NUMERIC, WHICH_LISTENING, TCP },
		{ "-nltp", OWNERS | NUMERIC, WHICH_LISTENING, TCP },
		{ "-tulpn", OWNERS | NUMERIC, WHICH_LISTENING, TCP | UDP },
		{ "-anp4", OWNERS | NUMERIC, WHICH_ALL, V4 | MPTCP4 },
		{ "-4pna", OWNERS | NUMERIC, WHICH_ALL, V4 | MPTCP4 },
		{ "-p -t -l -n", OWNERS | NUMERIC, WHICH_LISTENING, TCP },
		/* Options of netstat on Windows. */
		{ "-na -p tcp", OWNERS | NUMERIC, WHICH_ALL, TCP },
		{ "-p udp -na", OWNERS | NUMERIC, WHICH_ALL, UDP },
		{ "-ano -p TCPv6", OWNERS | NUMERIC | TIMERS, WHICH_ALL, TCP6 },
		{ "-na -bo", OWNERS | EXECUTABLES | NUMERIC | TIMERS, WHICH_ALL, ALL },
		{ "-b", OWNERS | EXECUTABLES, WHICH_CONNECTED, BOTH },
		{ "--executable", OWNERS | EXECUTABLES, WHICH_CONNECTED, BOTH },
		{ "--program", OWNERS, WHICH_CONNECTED, BOTH },
		{ "--programs", OWNERS, WHICH_CONNECTED, BOTH },
		{ "-H", NO_HEADER, WHICH_CONNECTED, BOTH },
		{ "--no-header", NO_HEADER, WHICH_CONNECTED, BOTH },
		{ "-eo", EXTEND | TIMERS, WHICH_CONNECTED, BOTH },
		{ "--extend --timers", EXTEND | TIMERS, WHICH_CONNECTED, BOTH },
		{ "-q", QUIET, WHICH_CONNECTED, BOTH },
		{ "--quiet --fail-empty", QUIET | FAIL_EMPTY, WHICH_CONNECTED, BOTH },
		{ "--numeric", NUMERIC, WHICH_CONNECTED, BOTH },
		{ "--numeric-hosts", HOSTS, WHICH_CONNECTED, BOTH },
		{ "--numeric-ports", PORTS, WHICH_CONNECTED, BOTH },
		{ "--numeric-users", USERS, WHICH_CONNECTED, BOTH },
		{ "-W --wide", 0, WHICH_CONNECTED, BOTH },
		{ "-Wan", NUMERIC, WHICH_ALL, ALL },
		{ "-c", CONTINUOUS, WHICH_CONNECTED, BOTH },
		{ "-cn", CONTINUOUS | NUMERIC, WHICH_CONNECTED, BOTH },
		{ "--json", JSON | OWNERS, WHICH_CONNECTED, BOTH },
		{ "--json -b", JSON | OWNERS | EXECUTABLES, WHICH_CONNECTED, BOTH },
		/* Every layout has all families. */
		{ "-an --layout ss", NUMERIC, WHICH_ALL, ALL },
		{ "-a --layout lsof", OWNERS, WHICH_ALL, ALL },
		{ "-aF", OWNERS, WHICH_ALL, ALL },
		{ "--layout ss", 0, WHICH_CONNECTED, BOTH },
		/* Unambiguous abbreviations. */
		{ "--prog", OWNERS, WHICH_CONNECTED, BOTH },
		{ "--lis", 0, WHICH_LISTENING, BOTH },
		{ "--numeric-h", HOSTS, WHICH_CONNECTED, BOTH },
		{ "--tim --ext", EXTEND | TIMERS, WHICH_CONNECTED, BOTH },
		{ "--inet", 0, WHICH_CONNECTED, V4 },
		{ "--udp", 0, WHICH_CONNECTED, UDP },
		{ "--fam=inet", 0, WHICH_CONNECTED, V4 },
		/* Abbreviations that later options fit, too. */
		{ "--cont", CONTINUOUS, WHICH_CONNECTED, BOTH },
		{ "--con=2 --numeric", CONTINUOUS | NUMERIC, WHICH_CONNECTED, BOTH },
		{ "--uni", 0, WHICH_CONNECTED, UNIX },
		{ "--pa", 0, WHICH_CONNECTED, LINK },
		{ "--owner bpf", 0, WHICH_CONNECTED, BOTH },
		{ "--own=bpf", 0, WHICH_CONNECTED, BOTH },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct options o = good(cases[i].line);

		assert_row(cases[i].line, o.command, COMMAND_LIST);
		assert_row(cases[i].line, flags_of(&o), cases[i].flags);
		assert_row(cases[i].line, o.query.which, cases[i].which);
		assert_row(cases[i].line, o.query.pairs, cases[i].pairs);
	}
}

static void layouts(void **state)
{
	static const struct {
		const char *line;
		const struct out_ops *layout;
		bool owners, uid, comm, stat;
		/* The same result by letters, or NULL. */
		const char *fields;
		bool fd_flags;
	} cases[] = {
		{ "--layout netstat", &out_netstat, false, false, false, false, NULL,
		  false },
		{ "--layout=json", &out_json, true, true, false, false, NULL, false },
		{ "--layout lsof", &out_lsof, true, true, true, false, NULL, false },
		{ "--layout ss", &out_ss, false, false, true, false, NULL, false },
		{ "-p --layout ss", &out_ss, true, false, true, false, NULL, false },
		{ "--json --layout ss", &out_ss, false, false, true, false, NULL, false },
		{ "--layout ss --json", &out_json, true, true, false, false, NULL,
		  false },
		{ "-F", &out_lsof_fields, true, true, true, true, "", true },
		{ "-aF", &out_lsof_fields, true, true, true, true, "", true },
		{ "-F tcp", &out_lsof_fields, true, true, true, true, "", true },
		{ "-Fpcn0", &out_lsof_fields, true, true, true, true, "0cn", false },
		{ "-anFn", &out_lsof_fields, true, true, true, true, "pn", false },
		{ "--fields", &out_lsof_fields, true, true, true, true, "", true },
		{ "--fields=n", &out_lsof_fields, true, true, true, true, "n", false },
		{ "--layout ss -F0", &out_lsof_fields, true, true, true, true, "0",
		  true },
		{ "-F --layout lsof", &out_lsof, true, true, true, false, "", false },
		{ "-FG", &out_lsof_fields, true, true, true, true, "G", true },
		{ "-FG --layout json", &out_json, true, true, false, false, "G", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct options o = good(cases[i].line);
		uint32_t fields = 0;

		if (cases[i].fields)
			assert_int_equal(lsof_fields_parse(cases[i].fields, &fields), 0);
		if (o.layout != cases[i].layout)
			fail_msg("%s: layout %s", cases[i].line, o.layout->name);
		assert_row(cases[i].line, o.query.owners, cases[i].owners);
		assert_row(cases[i].line, o.query.wanted.uid, cases[i].uid);
		assert_row(cases[i].line, o.query.wanted.comm, cases[i].comm);
		assert_row(cases[i].line, o.query.wanted.stat, cases[i].stat);
		assert_row(cases[i].line, o.query.wanted.fd_flags, cases[i].fd_flags);
		assert_row(cases[i].line, o.fields, fields);
	}
}

static void commands(void **state)
{
	static const struct {
		const char *line;
		enum command command;
	} cases[] = {
		{ "-h", COMMAND_HELP },          { "--help", COMMAND_HELP },
		{ "-V", COMMAND_VERSION },       { "--version", COMMAND_VERSION },
		{ "--he", COMMAND_HELP },        { "-anh", COMMAND_HELP },
		{ "-tV tcp", COMMAND_VERSION },  { "--help --doctor", COMMAND_HELP },
		{ "--doctor -h", COMMAND_HELP }, { "--events --events", COMMAND_EVENTS },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_row(cases[i].line, good(cases[i].line).command, cases[i].command);
}

static void seconds(void **state)
{
	static const struct {
		const char *line;
		bool continuous;
		uint32_t interval_ms, resolve_ms;
	} cases[] = {
		{ "-c", true, 1000, 2000 },
		{ "--continuous", true, 1000, 2000 },
		{ "--continuous=0.5", true, 500, 2000 },
		{ "--contin=3", true, 3000, 2000 },
		{ "--continuous=0.001", true, 1, 2000 },
		/* Only the word behind -c can be the interval: 5 and 443 are ports. */
		{ "5 -c", true, 1000, 2000 },
		{ "443 -c 2", true, 2000, 2000 },
		{ "-c 2 443", true, 2000, 2000 },
		{ "--continuous=2 443", true, 2000, 2000 },
		{ "-c :443", true, 1000, 2000 },
		{ "-c 10.0.0.1", true, 1000, 2000 },
		{ "-tc 0.25", true, 250, 2000 },
		{ "-c 2", true, 2000, 2000 },
		{ "--continuous 2", true, 2000, 2000 },
		{ "-anc 3 tcp", true, 3000, 2000 },
		{ "--resolve-timeout=0", false, 1000, 0 },
		{ "--resolve-timeout=0.5", false, 1000, 500 },
		{ "--resolve-timeout 10", false, 1000, 10000 },
		{ "--resolve-timeout=1 --continuous=9", true, 9000, 1000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct options o = good(cases[i].line);

		assert_row(cases[i].line, o.continuous, cases[i].continuous);
		assert_row(cases[i].line, o.interval_ms, cases[i].interval_ms);
		assert_row(cases[i].line, o.resolve_ms, cases[i].resolve_ms);
		options_release(&o);
	}
}

static void owners_timeout(void **state)
{
	static const struct {
		const char *line;
		uint32_t owners_ms;
	} cases[] = {
		{ "-tan", 5000 },
		{ "-p --owners-timeout=0.001", 1 },
		{ "-p --owners-timeout 86400", 86400000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_row(cases[i].line, good(cases[i].line).query.owners_ms,
			   cases[i].owners_ms);
}

static void bad(const char *line, const char *named)
{
	char *error = NULL;
	struct options o;
	struct options before;

	memset(&o, 0x5a, sizeof(o));
	memset(&before, 0x5a, sizeof(before));
	assert_row(line, parse(line, &o, &error), -EINVAL);
	assert_memory_equal(&o, &before, sizeof(o));
	assert_non_null(error);
	if (!strstr(error, named) || strchr(error, '\n'))
		fail_msg("%s: \"%s\" does not name %s", line, error, named);
	free(error);
}

static void errors_name_the_argument(void **state)
{
	static const struct {
		const char *line;
		const char *named;
	} cases[] = {
		{ "-z", "'-z'" },
		{ "-anz", "'-z'" },
		{ "-nz4", "'-z'" },
		{ "-?", "'-?'" },
		{ "-:", "'-:'" },
		{ "-c5", "'-5'" },
		{ "-n tcp -z", "'-z'" },
		{ "--nonesuch", "'--nonesuch'" },
		{ "tcp --nonesuch=1", "'--nonesuch=1'" },
		{ "--numer", "'--numer'" },
		{ "--in", "'--in'" },
		{ "--all=yes", "'--all=yes'" },
		{ "--json=1 tcp", "'--json=1'" },
		{ "--layout", "'--layout'" },
		{ "--layout=", "''" },
		{ "--layout nestat",
		  "'nestat' (known: netstat, screen, lsof, ss, json, csv)" },
		{ "--layout lsof,ss", "'lsof,ss'" },
		{ "-Fpx", "'px'" },
		{ "--sort=--port", "unknown field '-port'" },
		{ "--sort=pid,pid,pid,pid,pid,pid,pid,pid,port",
		  "too many fields, from 'port'" },
		{ "--columns=pid,port,local_port", "'local_port' is named twice" },
		{ "--group=pid --json --group=pid", "'pid' is named twice" },
		{ "--fields=?", "'?'" },
		{ "-f", "'-f'" },
		{ "-nf", "'-f'" },
		{ "-A", "'-A'" },
		{ "--family", "'--family'" },
		{ "tcp --resolve-timeout", "'--resolve-timeout'" },
		{ "-f ax25", "'ax25'" },
		{ "-A inet,ipx", "'inet,ipx'" },
		{ "-f inet,", "'inet,'" },
		{ "-f ,inet", "',inet'" },
		{ "-f inet,,inet6", "'inet,,inet6'" },
		{ "--family=", "''" },
		{ "-f INET", "'INET'" },
		{ "-f inet4", "'inet4'" },
		{ "-f ine", "'ine'" },
		{ "99999", "'99999'" },
		{ "tcp state nonsense", "'nonsense'" },
		{ "-", "'-'" },
		{ "-- -t", "'-t'" },
		{ "-1", "'-1'" },
		{ "--continuous=0", "'0'" },
		{ "--continuous=", "''" },
		{ "--continuous=often", "'often'" },
		{ "--continuous=86401", "'86401'" },
		{ "--resolve-timeout=-1", "'-1'" },
		{ "--resolve-timeout soon", "'soon'" },
		{ "--owners-timeout=0", "'0'" },
		{ "--owners-timeout soon", "'soon'" },
		{ "--owners-timeout=86401", "'86401'" },
		{ "tcp --owners-timeout", "'--owners-timeout'" },
		{ "-4 tcp6", "'-4'" },
		{ "-4 tcpv6", "'-4'" },
		{ "-4 udp6", "'-4'" },
		{ "-6 tcpv4", "'-6'" },
		{ "-f inet6 tcpv4", "'-6'" },
		{ "tcp6 --inet", "'-4'" },
		{ "-h --nonesuch", "'--nonesuch'" },
		{ "--events --doctor", "--events does not go with '--doctor'" },
		{ "--doctor --events", "--doctor does not go with '--events'" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		bad(cases[i].line, cases[i].named);
	/* No state remains from earlier calls. */
	defaults(state);
}

static void an_empty_argument_is_refused(void **state)
{
	char *argv[] = { (char *)"sockstat", (char *)"", NULL };
	char *error = NULL;
	struct options o;

	(void)state;
	assert_int_equal(options_parse(compat_dialect(argv[0]), 2, argv, &o, &error),
			 -EINVAL);
	assert_non_null(strstr(error, "at the end"));
	free(error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(selected_sockets_and_families),
		cmocka_unit_test(flags),
		cmocka_unit_test(commands),
		cmocka_unit_test(seconds),
		cmocka_unit_test(owners_timeout),
		cmocka_unit_test(layouts),
		cmocka_unit_test(errors_name_the_argument),
		cmocka_unit_test(an_empty_argument_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
