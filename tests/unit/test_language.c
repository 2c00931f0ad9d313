/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/language.h"

#include "expr.h"
#include "filter/bytecode.h"
#include "filter/quantity.h"
#include "machine.h"
#include "netns/cgroup.h"

static int uid_of(const char *user, uint32_t *ret)
{
	if (strcmp(user, "alice") != 0 && strcmp(user, "1000") != 0)
		return -ENOENT;
	*ret = 1000;
	return 0;
}

static int port_of(const char *service, const char *protocol, uint16_t *ret)
{
	(void)protocol;
	if (strcmp(service, "https") != 0 && strcmp(service, "x-y") != 0)
		return -ENOENT;
	*ret = strcmp(service, "https") == 0 ? 443 : 53;
	return 0;
}

static const struct language_names names = { .port_of = port_of, .uid_of = uid_of };

static int add_words(struct filter *f, const char *text, struct language_error *error)
{
	return filter_add_words(f, &text, 1, &names, error);
}

/* The samples of expr.h: 0 a TCP listener at 22, 1 a connection 10.0.0.1:22 to 10.1.2.3:443, 2 one
 * from ::1:1 to ::1:443 in SYN_SENT, 3 one of IPv4-mapped addresses 10.0.0.1:80 to 10.9.9.9:65535
 * in TIME_WAIT, 4 a UDP socket at 53, 5 to 8 unix sockets. */
static void selects_sockets(void **state)
{
	static const struct {
		const char *text;
		unsigned int wanted;
	} cases[] = {
		/* ports */
		{ "22", 0x003 },
		{ ":22", 0x003 },
		{ "443", 0x006 },
		{ "port 443", 0x006 },
		{ "port https", 0x006 },
		{ ":https", 0x006 },
		{ "port x-y", 0x010 },
		{ "port 22,53", 0x013 },
		{ "port 22, 53", 0x013 },
		{ "22,53", 0x013 },
		{ "22,udp", 0x013 },
		{ "port 50-100", 0x018 },
		{ "50-100", 0x018 },
		{ "portrange 50-100", 0x018 },
		{ "sport = :22", 0x003 },
		{ "sport=:22", 0x003 },
		{ "src port 22", 0x003 },
		{ "dst port 22", 0x000 },
		{ "dport 443", 0x006 },
		{ "peer port 443", 0x006 },
		{ "port > 443", 0x008 },
		{ "port ge 443", 0x00e },
		{ "port < 22", 0x004 },
		{ "port <= 22", 0x007 },
		{ "dport < 22", 0x000 },
		{ "dport != 443", 0x008 },
		{ "sport != 22", 0x01c },
		{ "port != 22,443", 0x018 },
		{ "port 0", 0x011 },
		/* addresses */
		{ "10.0.0.0/8", 0x00a },
		{ "10.1.2.3", 0x002 },
		{ "10.1.2.3:443", 0x002 },
		{ "10.1.2.3:444", 0x000 },
		{ "[::1]:443", 0x004 },
		{ "[::1]", 0x004 },
		{ "::1", 0x004 },
		{ "::1/128", 0x004 },
		{ "host 10.0.0.1", 0x00a },
		{ "src 10.0.0.1", 0x00a },
		{ "dst 10.0.0.0/8", 0x00a },
		{ "dst net 10.1.0.0/16", 0x002 },
		{ "local 10.0.0.1:22", 0x002 },
		{ "host 10.1.2.3,127.0.0.1", 0x012 },
		{ "peer != 10.1.2.3", 0x00c },
		{ "local != 10.0.0.1", 0x015 },
		/* protocols, families and states */
		{ "tcp", 0x00f },
		{ "udp", 0x010 },
		{ "unix", 0x1e0 },
		{ "tcp4", 0x003 },
		{ "tcpv6", 0x00c },
		{ "inet6", 0x00c },
		{ "proto tcp,udp", 0x01f },
		{ "proto != tcp", EXPR_SAMPLES & ~0x00fU },
		{ "tcp dst port 443", 0x006 },
		{ "LISTEN tcp", 0x001 },
		{ "listening", 0x1e1 },
		{ "time-wait", 0x008 },
		{ "state syn-sent,time_wait", 0x00c },
		{ "state != listen", EXPR_SAMPLES & ~0x1e1U },
		{ "connected", 0x00e },
		/* operators bind as usual, not from left to right */
		{ "22 or 443 and inet6", 0x007 },
		{ "(22 or 443) and inet6", 0x004 },
		{ "22 or 443 inet6", 0x007 },
		{ "not 22", EXPR_SAMPLES & ~0x003U },
		{ "!22", EXPR_SAMPLES & ~0x003U },
		{ "not not 22", 0x003 },
		{ "not (22 or unix)", EXPR_SAMPLES & ~0x1e3U },
		{ "22 && !listen", 0x002 },
		{ "port 22,53 and not tcp", 0x010 },
		{ "22 | 53", 0x013 },
		/* unix sockets */
		{ "/run/*", 0x020 },
		{ "path /run/a.sock", 0x020 },
		{ "path '/run/*'", 0x020 },
		{ "path \"/run/*\"", 0x020 },
		{ "path @Abs@x", 0x040 },
		{ "path '/run/a.sock,b'", 0x000 },
		{ "path /run/a.sock\\,b", 0x000 },
		{ "path /run/a.sock,/run/b", 0x020 },
		{ "host != /run/a.sock", 0x1c0 },
		{ "path != /run/b", 0x020 },
		/* interfaces, fields */
		{ "dev 1", 0x002 },
		{ "ifindex 1", 0x000 },
		{ "local_port ge 53", 0x018 },
		{ "local-port >= 53 and LocalPort lt 80", 0x010 },
		{ "peer_port = 443", 0x006 },
		{ "type stream", 0x000 },
		/* a field that a socket lacks makes every comparison of it false */
		{ "rtt gt 0", 0x000 },
		{ "rtt ne 5", 0x000 },
		{ "not rtt ne 5", EXPR_SAMPLES },
		/* owners are not known here: the socket may match, whichever way it is asked */
		{ "nginx", EXPR_SAMPLES },
		{ "not nginx", EXPR_SAMPLES },
		{ "nginx 22", 0x003 },
		{ "nginx or 22", EXPR_SAMPLES },
		{ "pid 1", EXPR_SAMPLES },
		/* A field name alone is a command, and so is a keyword in quotes. */
		{ "node", EXPR_SAMPLES },
		{ "22 (queue)", 0x003 },
		{ "'or' 22", 0x003 },
		{ "'sshd: alice' 22", 0x003 },
		{ "comm and 22", 0x003 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		struct language_error error = { 0 };

		if (add_words(&f, cases[i].text, &error) < 0)
			fail_msg("%s: %s at '%s'", cases[i].text, error.why, error.token);
		assert_row(cases[i].text, expr_wanted(&f), cases[i].wanted);
	}
}

static void reads_users(void **state)
{
	struct sock s =
		sockets_make(PROTO_TCP, "10.0.0.1", 1, "10.0.0.2", 2, STATE_ESTABLISHED);
	static const char *const texts[] = { "@alice",        "user alice",
					     "uid alice",     "not user != alice",
					     "uid <= 1000",   "uid < 1000 or user 1000",
					     "not uid > 1000" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		struct language_error error = { 0 };

		assert_int_equal(add_words(&f, texts[i], &error), 0);
		s.has |= SOCK_HAS_UID;
		s.uid = 1000;
		assert_true(filter_is_wanted(&f, &s));
		s.uid = 1001;
		assert_false(filter_is_wanted(&f, &s));
	}
}

/* A cookie is read as it is shown: in hexadecimal. */
static void reads_cookies(void **state)
{
	struct sock s =
		sockets_make(PROTO_TCP, "10.0.0.1", 1, "10.0.0.2", 2, STATE_ESTABLISHED);
	static const char *const texts[] = { "cookie 0000000000001020", "cookie = 1020",
					     "cookie 0x1020", "cookie >= 101f" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		struct language_error error = { 0 };

		assert_int_equal(add_words(&f, texts[i], &error), 0);
		s.has |= SOCK_HAS_COOKIE;
		s.cookie = 0x1020;
		assert_true(filter_is_wanted(&f, &s));
		s.cookie = 1020;
		assert_false(filter_is_wanted(&f, &s));
	}
}

static void says_where_and_why(void **state)
{
	static const struct {
		const char *text;
		size_t offset;
		const char *token;
	} cases[] = {
		{ "port 80 and", 11, "" },
		{ "port =", 6, "" },
		{ "port 80,", 8, "" },
		{ "port nosuch", 5, "nosuch" },
		{ "22 port 70000", 8, "70000" },
		{ "70000", 0, "70000" },
		{ "(22", 3, "" },
		{ "22)", 2, ")" },
		{ "or 22", 0, "or" },
		{ "22 or", 5, "" },
		{ "not", 3, "" },
		{ "()", 1, ")" },
		{ "state nosuch", 6, "nosuch" },
		{ "state > listen", 8, "listen" },
		{ "proto 80", 6, "80" },
		{ "user bob", 5, "bob" },
		{ "@bob", 0, "@bob" },
		{ "user < alice", 7, "alice" },
		{ "cookie 1x", 7, "1x" },
		{ "rtt gt 3foo", 7, "3foo" },
		{ "rtt gt", 6, "" },
		{ "pid nginx", 4, "nginx" },
		{ "netns > web", 8, "web" },
		{ "path '/run", 5, "/run" },
		{ "dst > 10.0.0.1", 6, "10.0.0.1" },
		{ "10.0.0.256", 0, "10.0.0.256" },
		{ "10.0.0.0/33", 0, "10.0.0.0/33" },
		{ "[::1", 0, "[::1" },
		{ "memory 5", 7, "5" },
		{ "''", 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		struct language_error error = { 0 };
		const int r = add_words(&f, cases[i].text, &error);

		if (r != -EINVAL)
			fail_msg("%s: %d", cases[i].text, r);
		assert_null(f.expr);
		assert_non_null(error.why);
		assert_row(cases[i].text, error.offset, cases[i].offset);
		assert_string_equal(error.token, cases[i].token);
	}
}

static void joins_words_of_the_command_line(void **state)
{
	static const char *const words[] = { "port", "22", "or", "dst port", "443" };
	static const char *const wrong[] = { "22", "and port", "nosuch" };
	_cleanup_(expr_cleanup) struct filter f = { 0 };
	struct language_error error = { 0 };

	(void)state;
	assert_int_equal(filter_add_words(&f, words, 5, &names, &error), 0);
	assert_int_equal(expr_wanted(&f), 0x007);
	assert_int_equal(filter_add_words(&f, wrong, 3, &names, &error), -EINVAL);
	assert_int_equal(error.word, 2);
	assert_int_equal(error.offset, 0);
	assert_int_equal(expr_wanted(&f), 0x007);
	/* A second filter must be met, too. */
	assert_int_equal(add_words(&f, "inet6 or udp", &error), 0);
	assert_int_equal(expr_wanted(&f), 0x004);
}

static void bounds_what_it_reads(void **state)
{
	enum { LONG = 4000 };
	_cleanup_(expr_cleanup) struct filter f = { 0 };
	struct language_error error = { 0 };
	char text[LONG + 1];

	(void)state;
	memset(text, '(', LONG);
	text[LONG] = '\0';
	assert_int_equal(add_words(&f, text, &error), -EINVAL);
	memset(text, 'x', LONG);
	assert_int_equal(add_words(&f, text, &error), -EINVAL);
	memset(text, '!', LONG);
	assert_int_equal(add_words(&f, text, &error), -EINVAL);
	for (size_t i = 0; i < LONG; i++)
		text[i] = i % 2 ? ' ' : '1';
	assert_int_equal(add_words(&f, text, &error), -EINVAL);
	assert_null(f.expr);
}

static void reads_quantities(void **state)
{
	static const struct {
		const char *text;
		const char *unit;
		uint64_t number;
		bool fails;
	} cases[] = {
		{ "5", NULL, 5, false },
		{ "0x10", NULL, 16, false },
		{ "2k", "bytes", 2000, false },
		{ "2Ki", "bytes", 2048, false },
		{ "1.5M", "bytes", 1500000, false },
		{ "3GiB", NULL, UINT64_C(3) << 30, false },
		{ "200ms", "microseconds", 200000, false },
		{ "1.5s", "milliseconds", 1500, false },
		{ "2m", "milliseconds", 120000, false },
		{ "1h", "microseconds", 3600000000, false },
		{ "7", "microseconds", 7, false },
		{ "true", NULL, 1, false },
		{ "false", NULL, 0, false },
		{ "18446744073709551615", NULL, UINT64_MAX, false },
		{ "18446744073709551616", NULL, 7, true },
		{ "18446744073709551615k", NULL, 7, true },
		{ "", NULL, 7, true },
		{ "-1", NULL, 7, true },
		{ "5ms", "bytes", 7, true },
		{ "5k", "microseconds", 7, true },
		{ "1.", NULL, 7, true },
		{ "1.2345", NULL, 7, true },
		{ "ms", "microseconds", 7, true },
		/* Nothing is rounded: "< 1500ns" would otherwise leave out 1 us. */
		{ "1500ns", "microseconds", 7, true },
		{ "500us", "milliseconds", 7, true },
		{ "1.5", NULL, 7, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t number = 7;
		const char *why = quantity_parse(cases[i].text, cases[i].unit, &number);

		assert_row(cases[i].text, why != NULL, cases[i].fails);
		assert_row(cases[i].text, number, cases[i].number);
	}
}

static void tells_what_must_be_read(void **state)
{
	static const struct {
		const char *text;
		bool owners, executables, tcp_info, memory, refcnt;
	} cases[] = {
		{ "22", false, false, false, false, false },
		{ "nginx", true, false, false, false, false },
		{ "not (22 and exe '*x*')", true, true, false, false, false },
		{ "unit a.service", true, false, false, false, false },
		{ "rtt gt 1ms", false, false, true, false, false },
		{ "congestion cubic", false, false, true, false, false },
		{ "rcvbuf > 1Mi", false, false, false, true, false },
		{ "refcnt 2", false, false, false, false, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		struct language_error error = { 0 };

		assert_int_equal(add_words(&f, cases[i].text, &error), 0);
		const struct filter_needs needs = filter_needs(&f);

		assert_row(cases[i].text, needs.owners, cases[i].owners);
		assert_row(cases[i].text, needs.executables, cases[i].executables);
		assert_row(cases[i].text, needs.cgroups,
			   strncmp(cases[i].text, "unit", 4) == 0);
		assert_row(cases[i].text, needs.tcp_info, cases[i].tcp_info);
		assert_row(cases[i].text, needs.memory, cases[i].memory);
		assert_row(cases[i].text, needs.refcnt, cases[i].refcnt);
	}
}

static void asks_only_for_states_that_can_match(void **state)
{
	static const struct {
		const char *text;
		enum proto proto;
		uint32_t states;
	} cases[] = {
		{ "listen", PROTO_TCP, STATE_BIT(STATE_LISTEN) },
		{ "listen or 22", PROTO_TCP, STATE_ALL },
		{ "22 and (listen or established)", PROTO_TCP,
		  STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_ESTABLISHED) },
		{ "not listen", PROTO_TCP, STATE_ALL & ~STATE_BIT(STATE_LISTEN) },
		{ "22", PROTO_UNIX, 0 },
		{ "unix", PROTO_TCP, 0 },
		{ "nginx and udp", PROTO_TCP, 0 },
		{ "not udp", PROTO_UDP, 0 },
		/* The addresses of a host are not known yet. */
		{ "not host example", PROTO_TCP, STATE_ALL },
		{ "dst != example", PROTO_TCP, STATE_ALL },
		{ "closed", PROTO_TCP,
		  STATE_BIT(STATE_CLOSE) | STATE_BIT(STATE_BOUND_INACTIVE) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		struct language_error error = { 0 };

		assert_int_equal(add_words(&f, cases[i].text, &error), 0);
		assert_row(cases[i].text,
			   filter_pair_states(&f, PAIR(cases[i].proto, IP_V4)),
			   cases[i].states);
	}
}

static void knows_which_protocols_are_named(void **state)
{
	const uint32_t tcp = proto_pairs(PROTO_TCP);
	const uint32_t netlink = proto_pairs(PROTO_NETLINK);
	static const char *const none[] = { "22", "port != 22", "dst != 10.0.0.1",
					    "nginx", "not tcp" };
	const struct {
		const char *text;
		uint32_t pairs;
	} cases[] = {
		{ "tcp", tcp },
		{ "tcp or netlink", tcp | netlink },
		{ "proto tcp,netlink and port != 22", tcp | netlink },
		{ "(family netlink)", netlink },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		struct language_error error = { 0 };

		assert_int_equal(add_words(&f, cases[i].text, &error), 0);
		assert_row(cases[i].text, filter_named_pairs(&f), cases[i].pairs);
	}
	for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		struct language_error error = { 0 };

		assert_int_equal(add_words(&f, none[i], &error), 0);
		assert_row(none[i], filter_named_pairs(&f), 0);
	}
}

static void compares_processes(void **state)
{
	static const struct {
		const char *text;
		struct expr_process process;
		unsigned int values;
	} cases[] = {
		{ "nginx",
		  { 1, "nginx: worker process", "nginx", NULL, NULL },
		  CAN_BE_TRUE },
		{ "nginx",
		  { 1, "nginx-debug", "nginx-debug", NULL, NULL },
		  CAN_BE_FALSE },
		{ "'ng*'", { 1, "nginx-debug", NULL, NULL, NULL }, CAN_BE_TRUE },
		{ "command != nginx", { 1, "nginx", "nginx", NULL, NULL }, CAN_BE_FALSE },
		{ "command != nginx", { 1, "sshd", "sshd", NULL, NULL }, CAN_BE_TRUE },
		/* What is not known of a process leaves the answer open. */
		{ "nginx", { 1, NULL, NULL, NULL, NULL }, CAN_BE_BOTH },
		{ "command != nginx", { 1, NULL, NULL, NULL, NULL }, CAN_BE_BOTH },
		{ "exe /bin/sh", { 1, "sh", "sh", NULL, NULL }, CAN_BE_BOTH },
		{ "exe /bin/sh", { 1, "sh", "sh", "/bin/sh", NULL }, CAN_BE_TRUE },
		{ "exe != /bin/sh", { 1, "sh", "sh", "/bin/sh", NULL }, CAN_BE_FALSE },
		{ "pid 1", { 1, NULL, NULL, NULL, NULL }, CAN_BE_TRUE },
		{ "pid >= 2", { 1, NULL, NULL, NULL, NULL }, CAN_BE_FALSE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		struct language_error error = { 0 };

		assert_int_equal(add_words(&f, cases[i].text, &error), 0);
		assert_row(cases[i].text,
			   expr_process_values(&f.expr->nodes[0], &cases[i].process),
			   cases[i].values);
	}
}

/* Checks the values of a condition for a process in a cgroup, whose container, pod and
 * namespace of the pod have these names. */
static void assert_cgroup(const char *text, const char *cgroup, const char *name,
			  const char *pod, const char *namespace, unsigned int values)
{
	_cleanup_(expr_cleanup) struct filter f = { 0 };
	_cleanup_free_ struct cgroup_labels *labels = NULL;
	struct language_error error = { 0 };

	if (cgroup)
		assert_int_equal(cgroup_parse(cgroup, strlen(cgroup), &labels), 0);
	if (name) {
		labels->name = name;
		labels->pod_name = pod;
		labels->pod_namespace = namespace;
	}
	const struct expr_process process = { .pid = 1, .cgroup = labels };

	assert_int_equal(add_words(&f, text, &error), 0);
	assert_row(text, expr_process_values(&f.expr->nodes[0], &process), values);
}

/* Compares the labels of processes that hold a socket. */
static void compares_cgroups(void **state)
{
#define ID "3726184226f5d3147c25fdeab5b60097e378e8a720503a5e19ecfdf29f869860"
	static const char pod[] =
		"0::/kubepods/pod74ba62da-1a3d-11e7-bb11-080027cb0e22/" ID;
	static const char docker[] = "0::/system.slice/docker-" ID ".scope";
	static const char user[] = "0::/user.slice/user-1.slice/user@1.service/a.service";
	static const char lxc[] = "0::/lxc.payload.web";
	static const struct {
		const char *text, *cgroup;
		unsigned int values;
	} cases[] = {
		{ "unit a.service", NULL, CAN_BE_BOTH },
		{ "unit != a.service", NULL, CAN_BE_BOTH },
		{ "unit a.service", "0::/system.slice/a.service", CAN_BE_TRUE },
		{ "unit != a.service", "0::/system.slice/a.service", CAN_BE_FALSE },
		{ "unit 'a.*'", "0::/system.slice/a.service", CAN_BE_TRUE },
		{ "unit b.service", "0::/system.slice/a.service", CAN_BE_FALSE },
		{ "unit != b.service", "0::/system.slice/a.service", CAN_BE_TRUE },
		{ "unit a.service", user, CAN_BE_TRUE },
		{ "unit user@1.service", user, CAN_BE_TRUE },
		{ "unit != user@1.service", user, CAN_BE_FALSE },
		/* A property that the process lacks makes every comparison false. */
		{ "unit a.service", "0::/", CAN_BE_FALSE },
		{ "unit != a.service", "0::/", CAN_BE_FALSE },
		{ "container web", user, CAN_BE_FALSE },
		{ "container web", lxc, CAN_BE_TRUE },
		{ "container 'w*'", lxc, CAN_BE_TRUE },
		{ "container we", lxc, CAN_BE_FALSE },
		{ "container " ID, docker, CAN_BE_TRUE },
		{ "container 3726184226f5", docker, CAN_BE_TRUE },
		{ "container 3726184226f5d314", docker, CAN_BE_TRUE },
		{ "container docker:3726184226f5", docker, CAN_BE_TRUE },
		{ "container '*'", docker, CAN_BE_TRUE },
		{ "container 3726184226f6", docker, CAN_BE_FALSE },
		/* A container whose name was not found may have any name. */
		{ "container 3726184226f", docker, CAN_BE_BOTH },
		{ "container != web", docker, CAN_BE_BOTH },
		{ "container != 3726184226f5", docker, CAN_BE_FALSE },
		{ "pod 74ba62da-1a3d-11e7-bb11-080027cb0e22", pod, CAN_BE_TRUE },
		{ "pod x", pod, CAN_BE_BOTH },
		{ "pod != x", pod, CAN_BE_BOTH },
		{ "pod x", docker, CAN_BE_FALSE },
		{ "cgroup '/kubepods/*'", pod, CAN_BE_TRUE },
		{ "cgroup /kubepods", pod, CAN_BE_FALSE },
	};
	/* Conditions on a container that is named "web", and on its pod. */
	static const struct {
		const char *text, *cgroup;
		unsigned int values;
		const char *pod, *namespace;
	} named[] = {
		{ "container 3726184226f", docker, CAN_BE_FALSE, NULL, NULL },
		{ "container 'w?b'", docker, CAN_BE_TRUE, NULL, NULL },
		{ "container != web", docker, CAN_BE_FALSE, NULL, NULL },
		{ "container != db", docker, CAN_BE_TRUE, NULL, NULL },
		{ "container 3726184226f5", docker, CAN_BE_TRUE, NULL, NULL },
		{ "pod x", pod, CAN_BE_FALSE, "p", "n" },
		{ "pod 'p*'", pod, CAN_BE_TRUE, "p", "n" },
		{ "pod n/p", pod, CAN_BE_TRUE, "p", "n" },
		{ "pod 'n/*'", pod, CAN_BE_TRUE, "p", "n" },
		{ "pod m/p", pod, CAN_BE_FALSE, "p", "n" },
		{ "pod n/p", pod, CAN_BE_BOTH, "p", NULL },
		{ "pod != n/p", pod, CAN_BE_FALSE, "p", "n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_cgroup(cases[i].text, cases[i].cgroup, NULL, NULL, NULL,
			      cases[i].values);
	for (size_t i = 0; i < ARRAY_SIZE(named); i++)
		assert_cgroup(named[i].text, named[i].cgroup, "web", named[i].pod,
			      named[i].namespace, named[i].values);
#undef ID
}

enum { RANDOM_FILTERS = 2000, RANDOM_SOCKETS = 50, TEXT_MAX = 4096 };

static const char *pick(const char *const *from, size_t count)
{
	return from[(size_t)rand() % count];
}

static void append(char *to, const char *text)
{
	const size_t n = strlen(to);

	snprintf(to + n, TEXT_MAX - n, "%s", text);
}

/* A condition, or several in parentheses, at most so many deep. */
static void random_condition(char *to, int depth) /* NOLINT(misc-no-recursion) */
{
	static const char *const conditions[] = {
		"port 1",          "port 1-3,5", "sport != 2",      "dport > 2",
		"port <= 2",       "10.0.0.0/8", "dst != 10.0.0.1", "[::1]:1",
		"src [fe80::/10]", "listen",     "established",     "udp",
		"inet6",           "rtt gt 1ms", "rtt ne 3",        "nginx",
		"pid != 5",        "dev 1",      "host != ::1",     "user != alice",
	};
	static const char *const joins[] = { " and ", " or ", " ", " || ", " & " };

	if (rand() % 3 == 0)
		append(to, "not ");
	if (!depth || rand() % 2) {
		append(to, pick(conditions, ARRAY_SIZE(conditions)));
		return;
	}
	append(to, "(");
	for (int n = rand() % 4; n >= 0; n--) {
		random_condition(to, depth - 1);
		if (n)
			append(to, pick(joins, ARRAY_SIZE(joins)));
	}
	append(to, ")");
}

/* The program may accept more than the filter, never less, and mostly accepts the same. */
static void kernel_accepts_what_the_filter_can(void **state)
{
	static const char *const hosts[] = { "10.0.0.1",  "10.1.1.1",       "0.0.0.0",
					     "::1",       "fe80::1",        "::",
					     "192.0.2.1", "::ffff:10.0.0.1" };
	size_t same = 0;
	size_t passed = 0;
	size_t rejected = 0;

	(void)state;
	srand(3);
	for (uint32_t i = 0; i < unit_times(RANDOM_FILTERS); i++) {
		_cleanup_(expr_cleanup) struct filter f = { 0 };
		struct language_error error = { 0 };
		char text[TEXT_MAX] = "";

		random_condition(text, 3);
		if (add_words(&f, text, &error) < 0)
			fail_msg("%s: %s", text, error.why);
		for (int k = 0; k < RANDOM_SOCKETS; k++) {
			const bool is_v6 = rand() % 2;
			struct sock s = sockets_make(
				PROTO_TCP, hosts[(is_v6 ? 3 : 0) + rand() % 3],
				(uint16_t)(rand() % 6),
				hosts[(is_v6 ? 3 : 0) + rand() % 3],
				(uint16_t)(rand() % 6),
				rand() % 2 ? STATE_LISTEN : STATE_ESTABLISHED);
			const unsigned int pair = (unsigned int)PAIR(s.proto, s.ip);
			uint8_t code[BYTECODE_MAX];

			s.ifindex = (uint32_t)rand() % 3;
			const size_t len = bytecode_compile(&f, pair, code);
			const bool is_asked =
				filter_pair_states(&f, pair) & STATE_BIT(s.state);
			const bool is_wanted = filter_is_wanted(&f, &s);

			assert_true(machine_accepts(code, len));
			const bool is_passed =
				is_asked && (!len || machine_run(code, len, &s));
			if (is_wanted && !is_passed)
				fail_msg("rejected by the kernel: %s", text);
			same += is_wanted == is_passed;
			passed += is_passed;
			rejected += !is_passed;
		}
	}
	assert_true(passed > unit_times(10000) && rejected > unit_times(10000));
	assert_true(same > (passed + rejected) / 10 * 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(selects_sockets),
		cmocka_unit_test(reads_users),
		cmocka_unit_test(reads_cookies),
		cmocka_unit_test(says_where_and_why),
		cmocka_unit_test(joins_words_of_the_command_line),
		cmocka_unit_test(bounds_what_it_reads),
		cmocka_unit_test(reads_quantities),
		cmocka_unit_test(tells_what_must_be_read),
		cmocka_unit_test(asks_only_for_states_that_can_match),
		cmocka_unit_test(knows_which_protocols_are_named),
		cmocka_unit_test(compares_processes),
		cmocka_unit_test(compares_cgroups),
		cmocka_unit_test(kernel_accepts_what_the_filter_can),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
