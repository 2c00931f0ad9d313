/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of netstat that sockstat itself lacks or gives another meaning. */
#include "compat.h"
#include "options/actions.h"
#include "options/dialect.h"
#include "util/cleanup.h"

static const struct option_desc options[] = {
	{ GROUP_NONE, 'r', 0, "route", NONE, "is about routes: use 'ip route'", NULL,
	  CALL(refuse) },
	{ GROUP_NONE, 'i', 2, "interfaces", MAY("NAME"),
	  "is about interfaces: use 'ip -s link'", NULL, CALL(refuse) },
	{ GROUP_NONE, 'I', 2, "interface", MAY("NAME"),
	  "is about interfaces: use 'ip -s link'", NULL, CALL(refuse) },
	{ GROUP_NONE, 'g', 0, "groups", NONE,
	  "is about multicast groups: use 'ip maddress'", NULL, CALL(refuse) },
	{ GROUP_DIAGNOSIS, 's', 0, "statistics", NONE, NULL, "--summary",
	  FLAG(is_summary) },
	{ GROUP_NONE, 'M', 0, "masquerade", NONE,
	  "is about translated addresses: use 'conntrack -L'", NULL, CALL(refuse) },
	{ GROUP_NONE, 'F', 0, "fib", NONE, "is about routes: use 'ip route'", NULL,
	  CALL(refuse) },
	{ GROUP_NONE, 'C', 0, "cache", NONE, "is about routes: use 'ip route show cache'",
	  NULL, CALL(refuse) },
	{ GROUP_NONE, 'Z', 0, "context", NONE, "is about security contexts: use 'ps -Z'",
	  NULL, CALL(refuse) },
	{ GROUP_NONE, '2', 0, "l2cap", NONE, "is about Bluetooth: use 'bluetoothctl'",
	  NULL, CALL(refuse) },
	{ GROUP_NONE, 0, 0, "rfcomm", NONE, "is about Bluetooth: use 'bluetoothctl'",
	  NULL, CALL(refuse) },
	/* in netstat, --ip and --tcpip are synonyms of --inet, which means IPv4 only */
	{ GROUP_NONE, 0, 0, "ip", NONE, NULL, NULL, BIT(ips, IP_V4) },
	{ GROUP_NONE, 0, 0, "tcpip", NONE, NULL, NULL, BIT(ips, IP_V4) },
	{ GROUP_NONE, 'd', 0, "debug", NONE, NULL, NULL, CALL(accept_only) },
	{ GROUP_NONE, 'N', 0, "symbolic", NONE, "accepted: names are the default", NULL,
	  CALL(accept_only) },
	{ GROUP_NONE, 'T', 0, "notrim", NONE, "accepted: nothing is ever cut", NULL,
	  CALL(accept_only) },
};

static void netstat_derive(struct parse_state *state)
{
	state->is_netstats = true;
}

const struct dialect dialect_netstat = {
	.name = "netstat",
	.options = options,
	.options_count = ARRAY_SIZE(options),
	.has_letters = true,
	.operands = " [tcp|tcpv4|tcpv6|udp|udpv4|udpv6]...",
	.empty = "nothing matched and --fail-empty",
	.operands_apply = operands_apply,
	.derive = netstat_derive,
};
