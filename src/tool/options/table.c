/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The option table of sockstat: an array of struct option_desc, with one row for each
 * option. */
#include <string.h>

#include "actions.h"
#include "dialect.h"
#include "fields.h"
#include "format/out.h"
#include "owner/owner.h"
#include "text/strbuf.h"
#include "util/cleanup.h"
#include "util/parse.h"

static int set_owners(struct parse_state *state, const char *arg)
{
	for (size_t i = 0; i < owner_sources_count; i++) {
		if (strcmp(owner_sources[i]->name, arg) == 0) {
			state->options.query.source = owner_sources[i];
			return 0;
		}
	}
	return parse_fail(state, "--owners: unknown source", arg,
			  " (known: auto, bpf, proc)");
}

static int set_sockets(struct parse_state *state, const char *arg)
{
	static const char *const names[SOCKETS_MAX_] = {
		[SOCKETS_AUTO] = "auto",
		[SOCKETS_TABLES] = "tables",
		[SOCKETS_DIAG] = "diag",
		[SOCKETS_PROC] = "proc",
	};

	for (size_t i = 0; i < SOCKETS_MAX_; i++) {
		if (strcmp(names[i], arg) == 0) {
			state->options.sockets = (enum sockets)i;
			return 0;
		}
	}
	return parse_fail(state, "--sockets: unknown source", arg,
			  " (known: auto, tables, diag, proc)");
}

static int set_count(struct parse_state *state, const char *arg)
{
	if (parse_u32(arg, &state->options.count) < 0 || !state->options.count)
		return parse_fail(state, "--count: not 1 to 4294967295:", arg, "");
	return 0;
}

static int set_completion(struct parse_state *state, const char *arg)
{
	state->options.shell = arg;
	return parse_set_command(state, COMMAND_COMPLETION);
}

static int set_explain(struct parse_state *state, const char *arg)
{
	return parse_set_explained(state, parse_take_word(state, arg));
}

static int set_threshold(struct parse_state *state, const char *arg)
{
	state->has_thresholds = true;
	int r = thresholds_parse(arg, &state->options.thresholds);
	if (r == 0)
		return 0;
	if (r == -EINVAL)
		return parse_fail(state, "--threshold: not NAME=VALUE, or no value:", arg,
				  "");
	return parse_fail_typo(state, "--threshold: unknown threshold", arg,
			       threshold_nearest(arg), " (the manual lists them)");
}

static int set_layout(struct parse_state *state, const char *arg)
{
	struct strbuf known = { 0 };

	state->options.layout = out_ops(arg ? arg : state->desc->name);
	if (state->options.layout)
		return 0;

	for (size_t i = 0; i < out_layouts_count; i++) {
		strbuf_adds(&known, i ? ", " : " (known: ");
		strbuf_adds(&known, out_layouts[i]->name);
	}
	strbuf_adds(&known, ")");
	strbuf_addc(&known, '\0');
	int r = known.error ? known.error
			    : parse_fail(state, "--layout: unknown layout", arg, known.s);
	strbuf_release(&known);
	return r;
}

static int set_color(struct parse_state *state, const char *arg)
{
	static const char *const words[] = {
		[COLOR_AUTO] = "auto",
		[COLOR_ALWAYS] = "always",
		[COLOR_NEVER] = "never",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(arg ? arg : "always", words[i]) == 0) {
			state->options.color = (enum color)i;
			return 0;
		}
	}
	return parse_fail(state, "--color: not auto, always or never:", arg, "");
}

static const struct option_desc option_table[] = {
	{ GROUP_WHICH, 'a', 0, "all", NONE, "all sockets (default: connected ones)",
	  "default: connected", FLAG(all) },
	{ GROUP_WHICH, 'l', 0, "listening", NONE, "listening sockets only", NULL,
	  FLAG(listening) },
	{ GROUP_WHICH, 'i', 2, "internet", MAY("WHAT"),
	  "as lsof: [46][PROTOCOL][@HOST][:PORTS]", "[46][PROTOCOL][@HOST][:PORTS]",
	  CALL(add_internet) },
	{ GROUP_WHICH, 's', 2, "state", NEEDS("PROTOCOL:STATES"),
	  "only these, or with ^ all but these", "^: all but these; -s alone: summary",
	  CALL(set_summary_or_states) },
	{ GROUP_PROTOCOLS, 't', 0, "tcp", NONE, "TCP", NULL, BIT(protos, PROTO_TCP) },
	{ GROUP_PROTOCOLS, 'u', 0, "udp", NONE, "UDP", NULL, BIT(protos, PROTO_UDP) },
	{ GROUP_PROTOCOLS, 'U', 0, "udplite", NONE, "UDP-Lite", NULL,
	  BIT(protos, PROTO_UDPLITE) },
	{ GROUP_PROTOCOLS, 'S', 0, "sctp", NONE, "SCTP", NULL, BIT(protos, PROTO_SCTP) },
	{ GROUP_PROTOCOLS, 'w', 0, "raw", NONE, "raw sockets, and those of ping", NULL,
	  BITS(protos, 1U << PROTO_RAW | 1U << PROTO_ICMP) },
	{ GROUP_PROTOCOLS, 'x', 0, "unix", NONE, "unix sockets", NULL,
	  BIT(protos, PROTO_UNIX) },
	{ GROUP_PROTOCOLS, '0', 0, "packet", NONE, "packet sockets", NULL,
	  BIT(protos, PROTO_PACKET) },
	{ GROUP_PROTOCOLS, 0, 0, "mptcp", NONE, "MPTCP", NULL, BIT(protos, PROTO_MPTCP) },
	{ GROUP_PROTOCOLS, 0, 0, "netlink", NONE, "netlink sockets", NULL,
	  BIT(protos, PROTO_NETLINK) },
	{ GROUP_PROTOCOLS, 0, 0, "vsock", NONE, "vsock", NULL, BIT(protos, PROTO_VSOCK) },
	{ GROUP_PROTOCOLS, 0, 0, "xdp", NONE, "XDP sockets", NULL,
	  BIT(protos, PROTO_XDP) },
	{ GROUP_PROTOCOLS, 0, 0, "tipc", NONE, "TIPC", NULL, BIT(protos, PROTO_TIPC) },
	{ GROUP_PROTOCOLS, '4', 0, "inet", NONE, "IPv4 sockets", NULL, BIT(ips, IP_V4) },
	{ GROUP_PROTOCOLS, '6', 0, "inet6", NONE, "IPv6 sockets", NULL, BIT(ips, IP_V6) },
	{ GROUP_PROTOCOLS, 'A', 1, "protocol", NEEDS("FAMILY"), FAMILY_WORDS, NULL,
	  CALL(add_families) },
	{ GROUP_PROTOCOLS, 'f', 1, "family", NEEDS("FAMILY"), NULL, FAMILY_WORDS,
	  CALL(add_families) },
	{ GROUP_PROCESSES, 0, 0, "pid", NEEDS("PID[,PID]"), "sockets of these processes",
	  NULL, CALL(add_pids) },
	{ GROUP_PROCESSES, 0, 0, "user", NEEDS("NAME|UID"),
	  "sockets of processes of this user", NULL, CALL(add_users) },
	{ GROUP_PROCESSES, 0, 0, "command", NEEDS("GLOB"),
	  "sockets of processes of this name", NULL, CALL(add_command) },
	{ GROUP_PROCESSES, 0, 0, "netns", MAY("WHICH"),
	  "of every network namespace, or of this one", NULL, CALL(add_netns) },
	{ GROUP_COLUMNS, 0, 0, "columns", NEEDS("FIELD[,FIELD]"),
	  "these fields, as ps -o: proto,local,peer,pid,rtt", "fields", CALL(add_columns) },
	{ GROUP_COLUMNS, 0, 0, "sort", NEEDS("[-]FIELD[,[-]FIELD]"),
	  "order of the rows; -FIELD: greatest first", NULL, CALL(set_sort) },
	{ GROUP_COLUMNS, 0, 0, "top", NEEDS("N"), "only the first N rows", NULL,
	  CALL(set_top) },
	{ GROUP_COLUMNS, 0, 0, "group", NEEDS("FIELD[,FIELD]"),
	  "count sockets by these fields", NULL, CALL(add_group) },
	{ GROUP_COLUMNS, 'p', 0, "program", NONE, "every process that holds the socket",
	  NULL, FLAG(options.query.owners) },
	{ GROUP_COLUMNS, 0, 0, "programs", NONE, NULL, NULL, FLAG(options.query.owners) },
	{ GROUP_COLUMNS, 'b', 0, "executable", NONE,
	  "the same, by the path of its executable", NULL,
	  FLAG(options.query.wanted.executable) },
	{ GROUP_COLUMNS, 0, 0, "unit", NONE, "the unit of each of these processes", NULL,
	  FLAG(options.units) },
	{ GROUP_COLUMNS, 0, 0, "container", NONE,
	  "the container of each of these processes", NULL, FLAG(options.containers) },
	{ GROUP_COLUMNS, 0, 0, "peer", NONE,
	  "the processes at the other end, on this machine", "at the other end",
	  FLAG(options.query.peers) },
	{ GROUP_COLUMNS, 'e', 0, "extend", NONE, "user and inode", "user, inode",
	  FLAG(options.extend) },
	{ GROUP_COLUMNS, 'o', 0, "timers", NONE, "timer", NULL, FLAG(options.timers) },
	{ GROUP_COLUMNS, 'W', 0, "wide", NONE, "accepted: nothing is ever cut",
	  "always on", CALL(accept_only) },
	{ GROUP_NAMES, 'n', 0, "numeric", NONE, "numbers for hosts, ports and users",
	  NULL, FLAG(is_numeric) },
	{ GROUP_NAMES, 0, 0, "numeric-hosts", NONE, "numbers for hosts", NULL,
	  FLAG(options.numeric_hosts) },
	{ GROUP_NAMES, 'P', 0, "numeric-ports", NONE, "numbers for ports", NULL,
	  FLAG(options.numeric_ports) },
	{ GROUP_NAMES, 0, 0, "numeric-users", NONE, "numbers for users", NULL,
	  FLAG(options.numeric_users) },
	{ GROUP_NAMES, 0, 0, "resolve-timeout", NEEDS("SECONDS"),
	  "time limit for host names (default 2)", NULL, SECONDS(options.resolve_ms, 0) },
	{ GROUP_LAYOUT, 0, 0, "json", NONE, "one JSON object", NULL, CALL(set_layout) },
	{ GROUP_LAYOUT, 0, 0, "layout", NEEDS("NAME"), "netstat, screen, lsof, ss, json or csv",
	  "netstat screen lsof ss json csv", CALL(set_layout) },
	{ GROUP_LAYOUT, 0, 0, "csv", NONE, "a line for each socket, with commas", NULL,
	  CALL(set_layout) },
	{ GROUP_LAYOUT, 'F', 2, "fields", MAY("LETTERS"),
	  "lsof's fields for programs; attached: -Fpcn0", "lsof's", CALL(set_fields) },
	{ GROUP_LAYOUT, 'H', 0, "no-header", NONE, "rows only", NULL,
	  FLAG(options.no_header) },
	{ GROUP_LAYOUT, 0, 0, "color", MAY("WHEN"), "colours: auto, always or never", NULL,
	  CALL(set_color) },
	{ GROUP_DIAGNOSIS, 0, 0, "summary", NONE,
	  "counts of sockets and failures; -s alone is the same", NULL,
	  FLAG(is_summary) },
	{ GROUP_DIAGNOSIS, 'm', 0, "memory", NONE, "memory of sockets, and their drops",
	  NULL, FLAG(options.query.wants.memory) },
	{ GROUP_DIAGNOSIS, 0, 0, "tcp-info", NONE,
	  "round trip, windows, retransmissions and so on", NULL,
	  FLAG(options.query.wants.tcp_info) },
	{ GROUP_DIAGNOSIS, 0, 0, "doctor", NONE,
	  "what is wrong with connections, and where", NULL, COMMAND(COMMAND_DOCTOR) },
	{ GROUP_DIAGNOSIS, 0, 0, "threshold", NEEDS("NAME=VALUE"),
	  "set the limit of a check", NULL, CALL(set_threshold) },
	{ GROUP_DIAGNOSIS, 0, 0, "explain", MAY("STATE"),
	  "what the states of TCP mean, or one of them", NULL, CALL(set_explain) },
	{ GROUP_DIAGNOSIS, 0, 0, "events", NONE,
	  "TCP connections as they begin, fail and end", NULL, COMMAND(COMMAND_EVENTS) },
	{ GROUP_DIAGNOSIS, 0, 0, "for", NEEDS("SECONDS"), "follow events for this time",
	  NULL, SECONDS(options.for_ms, 1) },
	{ GROUP_DIAGNOSIS, 0, 0, "count", NEEDS("N"), "end after so many events", NULL,
	  CALL(set_count) },
	{ GROUP_OTHER, 'c', 0, "continuous", MAY("SECONDS"),
	  "repeat the list every second, or every SECONDS", NULL, CALL(set_continuous) },
	{ GROUP_OTHER, 0, 0, "pager", NONE, "on a terminal, page by $PAGER or less", NULL,
	  FLAG(options.pager) },
	{ GROUP_OTHER, 'q', 0, "quiet", NONE, "no warnings about what could not be seen",
	  "no warnings", FLAG(options.quiet) },
	{ GROUP_OTHER, 'v', 0, "verbose", NONE, "on a terminal, every owner by itself",
	  NULL, FLAG(options.verbose) },
	{ GROUP_OTHER, 0, 0, "fail-empty", NONE, "exit 1 if nothing matched", NULL,
	  FLAG(options.fail_empty) },
	{ GROUP_OTHER, 0, 0, "owners", NEEDS("SOURCE"),
	  "find processes by auto, bpf or proc", "auto bpf proc", CALL(set_owners) },
	{ GROUP_NONE, 0, 0, "owners-timeout", NEEDS("SECONDS"),
	  "time limit for finding processes (default 5)", NULL,
	  SECONDS(options.query.owners_ms, 1) },
	{ GROUP_NONE, 0, 0, "sockets", NEEDS("SOURCE"),
	  "read TCP by auto, tables, diag or proc", "auto tables diag proc",
	  CALL(set_sockets) },
	{ GROUP_OTHER, 0, 0, "completion", NEEDS("SHELL"), "script for bash, zsh or fish",
	  "bash zsh fish", CALL(set_completion) },
	{ GROUP_OTHER, 'V', 0, "version", NONE, "version", NULL,
	  COMMAND(COMMAND_VERSION) },
	{ GROUP_OTHER, 'h', 0, "help", NONE, "this text", NULL, COMMAND(COMMAND_HELP) },
};

const struct dialect dialect_sockstat = {
	.name = "sockstat",
	.options = option_table,
	.options_count = ARRAY_SIZE(option_table),
	.examples = "sockstat -tlnp     TCP ports that programs listen on, and the "
		    "programs\n"
		    "sockstat -tnp      TCP connections, and their programs\n"
		    "sockstat -p 443    all sockets with port 443 at either end\n"
		    "sockstat doctor    what is wrong with connections, and where\n"
		    "sockstat events    TCP connections as they begin, fail and end\n",
	.operands = " [VERB] [FILTER]...",
	.empty = "finding, no such pid or --fail-empty",
	.operands_apply = words_apply,
	.has_words = true,
};
