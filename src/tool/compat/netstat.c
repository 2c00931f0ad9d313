/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of netstat. The table has all of them: a letter that netstat lacks is an
 * error, and an abbreviated option means what it means in netstat. */
#include <string.h>

#include "compat.h"
#include "options/actions.h"
#include "options/dialect.h"
#include "util/cleanup.h"

/* Applies -A of netstat: only the address families that netstat knows are accepted. */
static int add_netstat_families(struct parse_state *state, const char *arg)
{
	static const char *const names[] = { "inet", "inet6", "ip", "tcpip", "unix" };

	for (const char *at = arg;; at++) {
		const size_t n = strcspn(at, ",");
		size_t i = 0;

		while (i < ARRAY_SIZE(names) &&
		       (strlen(names[i]) != n || memcmp(names[i], at, n) != 0))
			i++;
		if (i == ARRAY_SIZE(names)) {
			int r = parse_fail(state, "-A: unknown address family", arg,
					   " (known: inet, inet6, unix)");
			return r == -EINVAL ? -EOPNOTSUPP : r;
		}
		at += n;
		if (!*at)
			return add_families(state, arg);
	}
}

#define FAMILY(letter, name)                                                             \
	{                                                                                \
		GROUP_NONE, letter, 0, name, NONE,                                       \
			"lists a family that is not listed here", NULL, CALL(refuse)     \
	}

/* clang-format off */
static const struct option_desc options[] = {
	{ GROUP_WHICH, 'a', 0, "all", NONE, "all sockets (default: connected ones)",
	  "default: connected", FLAG(all) },
	{ GROUP_WHICH, 'l', 0, "listening", NONE, "listening sockets only", NULL,
	  FLAG(listening) },
	{ GROUP_PROTOCOLS, 't', 0, "tcp", NONE, "TCP", NULL, BIT(protos, PROTO_TCP) },
	{ GROUP_PROTOCOLS, 'u', 0, "udp", NONE, "UDP", NULL, BIT(protos, PROTO_UDP) },
	{ GROUP_PROTOCOLS, 'U', 0, "udplite", NONE, "UDP-Lite", NULL,
	  BIT(protos, PROTO_UDPLITE) },
	{ GROUP_PROTOCOLS, 'S', 0, "sctp", NONE, "SCTP", NULL, BIT(protos, PROTO_SCTP) },
	{ GROUP_PROTOCOLS, 'w', 0, "raw", NONE, "raw sockets", NULL,
	  BITS(protos, 1U << PROTO_RAW | 1U << PROTO_ICMP) },
	{ GROUP_PROTOCOLS, 'x', 0, "unix", NONE, "unix sockets", NULL,
	  BIT(protos, PROTO_UNIX) },
	{ GROUP_PROTOCOLS, '4', 0, "inet", NONE, "IPv4 sockets", NULL, BIT(ips, IP_V4) },
	{ GROUP_NONE, 0, 0, "ip", NONE, NULL, NULL, BIT(ips, IP_V4) },
	{ GROUP_NONE, 0, 0, "tcpip", NONE, NULL, NULL, BIT(ips, IP_V4) },
	{ GROUP_PROTOCOLS, '6', 0, "inet6", NONE, "IPv6 sockets", NULL, BIT(ips, IP_V6) },
	{ GROUP_PROTOCOLS, 'A', 1, "protocol", NEEDS("FAMILY"), "inet inet6 unix", NULL,
	  CALL(add_netstat_families) },
	{ GROUP_NONE, 0, 0, "family", NEEDS("FAMILY"), NULL, NULL, CALL(add_families) },
	{ GROUP_COLUMNS, 'p', 0, "program", NONE, "a process that holds the socket", NULL,
	  FLAG(options.query.owners) },
	{ GROUP_COLUMNS, 0, 0, "programs", NONE, NULL, NULL, FLAG(options.query.owners) },
	{ GROUP_COLUMNS, 'e', 0, "extend", NONE, "user and inode", "user, inode",
	  FLAG(options.extend) },
	{ GROUP_COLUMNS, 'o', 0, "timers", NONE, "timer", NULL, FLAG(options.timers) },
	{ GROUP_COLUMNS, 'W', 0, "wide", NONE, "addresses are not cut", NULL,
	  FLAG(options.is_wide) },
	{ GROUP_NAMES, 'n', 0, "numeric", NONE, "numbers for hosts, ports and users",
	  NULL, FLAG(is_numeric) },
	{ GROUP_NAMES, 0, 0, "numeric-hosts", NONE, "numbers for hosts", NULL,
	  FLAG(options.numeric_hosts) },
	{ GROUP_NAMES, 0, 0, "numeric-ports", NONE, "numbers for ports", NULL,
	  FLAG(options.numeric_ports) },
	{ GROUP_NAMES, 0, 0, "numeric-users", NONE, "numbers for users", NULL,
	  FLAG(options.numeric_users) },
	{ GROUP_NONE, 'N', 0, "symbolic", NONE, "accepted: names are the default", NULL,
	  CALL(accept_only) },
	{ GROUP_DIAGNOSIS, 's', 0, "statistics", NONE, "counters of the protocols", NULL,
	  FLAG(is_statistics) },
	{ GROUP_OTHER, 'c', 0, "continuous", NONE, "repeat the list every second", NULL,
	  FLAG(options.continuous) },
	{ GROUP_OTHER, 'v', 0, "verbose", NONE, "accepted", NULL, CALL(accept_only) },
	{ GROUP_NONE, 'd', 0, "debug", NONE, NULL, NULL, CALL(accept_only) },
	/* The options -F and -C of netstat concern routes, and are ignored if sockets are
	 * listed. */
	{ GROUP_NONE, 'F', 0, "fib", NONE, "accepted", NULL, CALL(accept_only) },
	{ GROUP_NONE, 'C', 0, "cache", NONE, "accepted", NULL, CALL(accept_only) },
	{ GROUP_NONE, 'r', 0, "route", NONE, "is about routes: use 'ip route'", NULL,
	  CALL(refuse) },
	{ GROUP_NONE, 'i', 0, "interfaces", NONE,
	  "is about interfaces: use 'ip -s link'", NULL, CALL(refuse) },
	{ GROUP_NONE, 'g', 0, "groups", NONE,
	  "is about multicast groups: use 'ip maddress'", NULL, CALL(refuse) },
	{ GROUP_NONE, 'M', 0, "masquerade", NONE,
	  "is about translated addresses: use 'conntrack -L'", NULL, CALL(refuse) },
	{ GROUP_NONE, 'Z', 0, "context", NONE, "is about security contexts: use 'ps -Z'",
	  NULL, CALL(refuse) },
	{ GROUP_NONE, '2', 0, "l2cap", NONE, "is about Bluetooth: use 'bluetoothctl'",
	  NULL, CALL(refuse) },
	{ GROUP_NONE, 'f', 0, "rfcomm", NONE, "is about Bluetooth: use 'bluetoothctl'",
	  NULL, CALL(refuse) },
	{ GROUP_NONE, 0, 0, "bluetooth", NONE, "is about Bluetooth: use 'bluetoothctl'",
	  NULL, CALL(refuse) },
	FAMILY(0, "ax25"), FAMILY(0, "x25"), FAMILY(0, "ipx"), FAMILY(0, "netrom"),
	{ GROUP_OTHER, 'V', 0, "version", NONE, "version", NULL,
	  COMMAND(COMMAND_VERSION) },
	{ GROUP_OTHER, 'h', 0, "help", NONE, "this text", NULL, COMMAND(COMMAND_HELP) },
};
/* clang-format on */

/* Ignores the operands of the command line, as netstat does. */
static int ignore_operands(struct parse_state *state, size_t count, char *const words[])
{
	(void)state;
	(void)count;
	(void)words;
	return 0;
}

/* Completes the options of a command line of netstat with -s: for the statistics or, with
 * a layout such as --json, for the summary of sockstat. */
static int derive_statistics(struct parse_state *state)
{
	struct options *o = &state->options;
	const uint32_t both = 1U << IP_V4 | 1U << IP_V6;

	if (o->layout) {
		state->is_summary = true;
		return 0;
	}
	if ((state->ips & both) == both || state->protos & 1U << PROTO_UNIX) {
		int r = parse_failf(state, "-s: there are statistics of IPv4 or of IPv6");
		return r == -EINVAL ? -EOPNOTSUPP : r;
	}
	o->command = COMMAND_STATISTICS;
	o->statistics.protos = state->protos;
	o->statistics.is_v6 = state->ips & 1U << IP_V6;
	return 0;
}

static int netstat_derive(struct parse_state *state)
{
	struct options *o = &state->options;

	state->is_netstats = true;
	o->is_lenient = true;
	if (state->is_statistics && o->command == COMMAND_LIST)
		return derive_statistics(state);
	if (o->layout || o->command != COMMAND_LIST || state->is_summary ||
	    o->columns.len || o->group.len)
		return 0;
	o->layout = out_layouts[0];
	if (filter_is_narrow(&o->filter))
		return 0;
	/* sockstat lists exactly the sockets that the real netstat lists. Sockets that
	 * are only bound, and ping sockets, are therefore left out. */
	o->is_exact = true;
	o->filter.excluded[PROTO_TCP] =
		STATE_BIT(STATE_CLOSE) | STATE_BIT(STATE_BOUND_INACTIVE);
	return 0;
}

const struct dialect dialect_netstat = {
	.name = "netstat",
	.options = options,
	.options_count = ARRAY_SIZE(options),
	.is_complete = true,
	.statuses = { .wrong = 3, .lacking = 1, .unread = 1 },
	.operands = "",
	.empty = "incomplete, not listed here or --fail-empty",
	.operands_apply = ignore_operands,
	.derive = netstat_derive,
};
