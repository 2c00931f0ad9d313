/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options: a row each. */
#include <getopt.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/parse.h"
#include "base/strbuf.h"
#include "out/lsof.h"
#include "out/out.h"
#include "selection.h"

static int set_flag(struct selection *sel, const struct option_desc *desc,
		    const char *arg)
{
	(void)arg;
	*(bool *)((char *)sel + desc->field) = true;
	return 0;
}

static int add_bit(struct selection *sel, const struct option_desc *desc, const char *arg)
{
	(void)arg;
	*(uint32_t *)((char *)sel + desc->field) |= desc->bit;
	return 0;
}

/* One name, or several with commas between them, as netstat's -A takes them. */
static int add_families(struct selection *sel, const struct option_desc *desc,
			const char *arg)
{
	static const struct {
		const char *name;
		uint32_t ips, protos;
	} families[] = {
		{ "inet", 1U << IP_V4, 0 },
		{ "inet6", 1U << IP_V6, 0 },
		{ "unix", 0, 1U << PROTO_UNIX },
		{ "link", 0, 1U << PROTO_PACKET },
		{ "netlink", 0, 1U << PROTO_NETLINK },
		{ "vsock", 0, 1U << PROTO_VSOCK },
		{ "xdp", 0, 1U << PROTO_XDP },
		{ "tipc", 0, 1U << PROTO_TIPC },
	};

	(void)desc;
	for (const char *at = arg;; at++) {
		const size_t n = strcspn(at, ",");
		size_t i = 0;

		while (i < ARRAY_SIZE(families) && (strlen(families[i].name) != n ||
						    memcmp(families[i].name, at, n) != 0))
			i++;
		if (i == ARRAY_SIZE(families))
			return selection_fail(
				sel, "-f, -A: unknown address family", arg,
				" (known: inet, inet6, unix, link, netlink, vsock, "
				"xdp, tipc)");
		sel->ips |= families[i].ips;
		sel->protos |= families[i].protos;
		at += n;
		if (!*at)
			return 0;
	}
}

static int set_executable(struct selection *sel, const struct option_desc *desc,
			  const char *arg)
{
	(void)desc;
	(void)arg;
	sel->options.query.owners = true;
	sel->options.query.wanted.executable = true;
	return 0;
}

/* What netstat must be told to do and we always do. */
static int accept_only(struct selection *sel, const struct option_desc *desc,
		       const char *arg)
{
	(void)sel;
	(void)desc;
	(void)arg;
	return 0;
}

int selection_set_interval(struct selection *sel, const char *text)
{
	uint32_t ms = 0;

	if (parse_seconds(text, &ms) < 0 || !ms)
		return selection_fail(
			sel, "--continuous: not 0.001 to 86400 seconds:", text, "");
	sel->options.interval_ms = ms;
	return 0;
}

static int set_continuous(struct selection *sel, const struct option_desc *desc,
			  const char *arg)
{
	(void)desc;
	sel->options.continuous = true;
	return arg ? selection_set_interval(sel, arg) : 0;
}

static int set_resolve_timeout(struct selection *sel, const struct option_desc *desc,
			       const char *arg)
{
	(void)desc;
	if (parse_seconds(arg, &sel->options.resolve_ms) < 0)
		return selection_fail(
			sel, "--resolve-timeout: not 0 to 86400 seconds:", arg, "");
	return 0;
}

static int set_json(struct selection *sel, const struct option_desc *desc,
		    const char *arg)
{
	(void)desc;
	(void)arg;
	sel->options.layout = out_ops("json");
	return 0;
}

static int set_completion(struct selection *sel, const struct option_desc *desc,
			  const char *arg)
{
	(void)desc;
	sel->options.command = COMMAND_COMPLETION;
	sel->options.shell = arg;
	return 0;
}

static int set_layout(struct selection *sel, const struct option_desc *desc,
		      const char *arg)
{
	struct strbuf known = { 0 };

	(void)desc;
	sel->options.layout = out_ops(arg);
	if (sel->options.layout)
		return 0;

	for (size_t i = 0; i < out_layouts_count; i++) {
		strbuf_adds(&known, i ? ", " : " (known: ");
		strbuf_adds(&known, out_layouts[i]->name);
	}
	strbuf_add(&known, ")", sizeof(")"));
	int r = known.error
			? known.error
			: selection_fail(sel, "--layout: unknown layout", arg, known.s);
	strbuf_release(&known);
	return r;
}

static int set_fields(struct selection *sel, const struct option_desc *desc,
		      const char *arg)
{
	(void)desc;
	sel->options.layout = &out_lsof_fields;
	if (lsof_fields_parse(arg ? arg : "", &sel->options.fields) < 0)
		return selection_fail(sel, "-F: unknown field in", arg,
				      " (see the manual)");
	return 0;
}

static int set_command(struct selection *sel, const struct option_desc *desc,
		       const char *arg)
{
	(void)arg;
	sel->options.command = (enum command)desc->bit;
	return 0;
}

#define FIELD(name)     offsetof(struct selection, name)
#define NONE            no_argument, NULL
#define NEEDS(arg)      required_argument, arg
#define MAY(arg)        optional_argument, arg
#define FLAG(name)      set_flag, FIELD(name), 0
#define BIT(name, n)    add_bit, FIELD(name), UINT32_C(1) << (n)
#define BITS(name, n)   add_bit, FIELD(name), (n)
#define CALL(fn)        fn, 0, 0
#define COMMAND(number) set_command, 0, number

const struct option_desc option_table[] = {
	{ 'a', 0, "all", NONE, "all sockets (default: connected ones)", FLAG(all) },
	{ 'l', 0, "listening", NONE, "listening sockets only", FLAG(listening) },
	{ 't', 0, "tcp", NONE, "TCP", BIT(protos, PROTO_TCP) },
	{ 'u', 0, "udp", NONE, "UDP", BIT(protos, PROTO_UDP) },
	{ 'U', 0, "udplite", NONE, "UDP-Lite", BIT(protos, PROTO_UDPLITE) },
	{ 'S', 0, "sctp", NONE, "SCTP", BIT(protos, PROTO_SCTP) },
	{ 'w', 0, "raw", NONE, "raw sockets, and those of ping",
	  BITS(protos, 1U << PROTO_RAW | 1U << PROTO_ICMP) },
	{ 'x', 0, "unix", NONE, "unix sockets", BIT(protos, PROTO_UNIX) },
	{ '0', 0, "packet", NONE, "packet sockets", BIT(protos, PROTO_PACKET) },
	{ 0, 0, "mptcp", NONE, "MPTCP", BIT(protos, PROTO_MPTCP) },
	{ 0, 0, "netlink", NONE, "netlink sockets", BIT(protos, PROTO_NETLINK) },
	{ 0, 0, "vsock", NONE, "vsock", BIT(protos, PROTO_VSOCK) },
	{ 0, 0, "xdp", NONE, "XDP sockets", BIT(protos, PROTO_XDP) },
	{ 0, 0, "tipc", NONE, "TIPC", BIT(protos, PROTO_TIPC) },
	{ '4', 0, "inet", NONE, "IPv4 sockets", BIT(ips, IP_V4) },
	{ '6', 0, "inet6", NONE, "IPv6 sockets", BIT(ips, IP_V6) },
	{ 'f', 1, "family", NEEDS("FAMILY"),
	  "inet inet6 unix link netlink vsock xdp tipc", CALL(add_families) },
	{ 'A', 1, "protocol", NEEDS("FAMILY"), NULL, CALL(add_families) },
	{ 'p', 0, "program", NONE, "every process that holds the socket",
	  FLAG(options.query.owners) },
	{ 0, 0, "programs", NONE, NULL, FLAG(options.query.owners) },
	{ 'b', 0, "executable", NONE, "the same, by the path of its executable",
	  CALL(set_executable) },
	{ 'i', 2, "internet", MAY("WHAT"), "as lsof: [46][PROTOCOL][@HOST][:PORTS]",
	  CALL(add_internet) },
	{ 's', 2, "state", NEEDS("PROTOCOL:STATES"),
	  "only these, or with ^ all but these", CALL(add_states) },
	{ 0, 0, "pid", NEEDS("PID[,PID]"), "what these processes hold", CALL(add_pids) },
	{ 0, 0, "user", NEEDS("NAME|UID"), "what processes of this user hold",
	  CALL(set_user) },
	{ 0, 0, "command", NEEDS("GLOB"), "what processes of this name hold",
	  CALL(set_command_pattern) },
	{ 'e', 0, "extend", NONE, "user and inode", FLAG(options.extend) },
	{ 'o', 0, "timers", NONE, "timer", FLAG(options.timers) },
	{ 'n', 0, "numeric", NONE, "numbers for hosts, ports and users",
	  FLAG(is_numeric) },
	{ 0, 0, "numeric-hosts", NONE, "numbers for hosts", FLAG(options.numeric_hosts) },
	{ 'P', 0, "numeric-ports", NONE, "numbers for ports",
	  FLAG(options.numeric_ports) },
	{ 0, 0, "numeric-users", NONE, "numbers for users", FLAG(options.numeric_users) },
	{ 0, 0, "resolve-timeout", NEEDS("SECONDS"),
	  "wait so long for host names (default 2)", CALL(set_resolve_timeout) },
	{ 'W', 0, "wide", NONE, "accepted: nothing is ever cut", CALL(accept_only) },
	{ 'v', 0, "verbose", NONE, "accepted: gaps are always told", CALL(accept_only) },
	{ 'H', 0, "no-header", NONE, "rows only", FLAG(options.no_header) },
	{ 0, 0, "layout", NEEDS("NAME"), "netstat, lsof, ss or json", CALL(set_layout) },
	{ 'F', 2, "fields", MAY("LETTERS"),
	  "lsof's fields for programs; attached: -Fpcn0", CALL(set_fields) },
	{ 0, 0, "json", NONE, "one JSON object", CALL(set_json) },
	{ 'c', 0, "continuous", MAY("SECONDS"), "again and again; -c SECONDS: so often",
	  CALL(set_continuous) },
	{ 'q', 0, "quiet", NONE, "no notes on what could not be seen",
	  FLAG(options.quiet) },
	{ 0, 0, "fail-empty", NONE, "exit 1 where nothing matched",
	  FLAG(options.fail_empty) },
	{ 0, 0, "completion", NEEDS("SHELL"), "script for bash, zsh or fish",
	  CALL(set_completion) },
	{ 'V', 0, "version", NONE, "version", COMMAND(COMMAND_VERSION) },
	{ 'h', 0, "help", NONE, "this text", COMMAND(COMMAND_HELP) },
};
const size_t option_table_count = ARRAY_SIZE(option_table);
_Static_assert(ARRAY_SIZE(option_table) < OPTIONS_MAX, "more options than room");
