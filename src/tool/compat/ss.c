/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of ss, and the operands of ss, which form a filter. */
#include <string.h>
#include <sys/socket.h>

#include "compat.h"
#include "format/out.h"
#include "format/ss_endpoints.h"
#include "options/actions.h"
#include "options/dialect.h"
#include "resolve/names.h"
#include "util/cleanup.h"

/* The states that ss lists by default: all except listening, closed and short-lived states. */
#define OPEN                                                                             \
	(STATE_ALL & ~(STATE_BIT(STATE_LISTEN) | STATE_BIT(STATE_CLOSE) |                \
		       STATE_BIT(STATE_TIME_WAIT) | STATE_BIT(STATE_SYN_RECV) |          \
		       STATE_BIT(STATE_NEW_SYN_RECV) | STATE_BIT(STATE_BOUND_INACTIVE)))
#define ESTABLISHED STATE_BIT(STATE_ESTABLISHED)
#define CLOSED      STATE_BIT(STATE_CLOSE)

/* The states of the sockets that ss lists for each protocol that an option names. If
 * options name several protocols, ss lists the union of their states for each
 * protocol. */
static const uint32_t states_of[PROTO_MAX_] = {
	[PROTO_TCP] = OPEN,
	[PROTO_UDP] = ESTABLISHED,
	[PROTO_UDPLITE] = ESTABLISHED,
	[PROTO_RAW] = ESTABLISHED,
	[PROTO_ICMP] = ESTABLISHED,
	[PROTO_UNIX] = OPEN,
	[PROTO_SCTP] = OPEN,
	[PROTO_MPTCP] = OPEN,
	[PROTO_PACKET] = CLOSED,
	[PROTO_NETLINK] = CLOSED,
	[PROTO_VSOCK] = OPEN,
	[PROTO_XDP] = CLOSED,
	[PROTO_TIPC] = ESTABLISHED | CLOSED | STATE_BIT(STATE_LISTEN),
};

#define P(name)    (1U << PROTO_##name)
#define TYPE(name) (1U << SOCK_##name)

/* The words that the option -A of ss accepts. */
static const struct query_desc {
	const char *word;
	/* What the word selects: masks of 1 << enum proto, 1 << socket type such as
	 * SOCK_STREAM, and 1 << enum ip; 0: everything. */
	uint32_t protos, types, ips;
} queries[] = {
	{ "all", 0, 0, 0 },
	{ "inet", 0, 0, IP_ALL },
	{ "tcp", P(TCP), 0, 0 },
	{ "mptcp", P(MPTCP), 0, 0 },
	{ "udp", P(UDP), 0, 0 },
	{ "udplite", P(UDPLITE), 0, 0 },
	{ "sctp", P(SCTP), 0, 0 },
	{ "raw", P(RAW), 0, 0 },
	{ "unix", P(UNIX), 0, 0 },
	{ "unix_stream", P(UNIX), TYPE(STREAM), 0 },
	{ "u_str", P(UNIX), TYPE(STREAM), 0 },
	{ "unix_dgram", P(UNIX), TYPE(DGRAM), 0 },
	{ "u_dgr", P(UNIX), TYPE(DGRAM), 0 },
	{ "unix_seqpacket", P(UNIX), TYPE(SEQPACKET), 0 },
	{ "u_seq", P(UNIX), TYPE(SEQPACKET), 0 },
	{ "packet", P(PACKET), 0, 0 },
	{ "packet_raw", P(PACKET), TYPE(RAW), 0 },
	{ "p_raw", P(PACKET), TYPE(RAW), 0 },
	{ "packet_dgram", P(PACKET), TYPE(DGRAM), 0 },
	{ "p_dgr", P(PACKET), TYPE(DGRAM), 0 },
	{ "netlink", P(NETLINK), 0, 0 },
	{ "vsock", P(VSOCK), 0, 0 },
	{ "vsock_stream", P(VSOCK), TYPE(STREAM), 0 },
	{ "v_str", P(VSOCK), TYPE(STREAM), 0 },
	{ "vsock_dgram", P(VSOCK), TYPE(DGRAM), 0 },
	{ "v_dgr", P(VSOCK), TYPE(DGRAM), 0 },
	{ "xdp", P(XDP), 0, 0 },
	{ "tipc", P(TIPC), 0, 0 },
};

static const struct query_desc *find_query(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(queries); i++)
		if (strcmp(queries[i].word, word) == 0)
			return &queries[i];
	return NULL;
}

static void add_query(struct parse_state *state, const struct query_desc *query)
{
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		uint32_t *types = &state->options.filter.types[proto];

		if (!(query->protos & 1U << proto))
			continue;
		/* An empty mask *types stands for all types of the protocol. If an
		 * earlier option has selected all types, the mask therefore stays
		 * empty. */
		if (!query->types || (state->protos & 1U << proto && !*types))
			*types = 0;
		else
			*types |= query->types;
	}
	state->protos |= query->protos;
	state->ips |= query->ips;
}

static int add_queries(struct parse_state *state, const char *arg)
{
	_cleanup_free_ char *words = strdup(arg);
	char *next = words;
	char *word = NULL;

	if (!words)
		return -ENOMEM;
	/* The first -A cancels the IP protocols that earlier options have named, but not
	 * address families such as unix. */
	for (enum proto proto = 0; !state->has_query && proto < PROTO_MAX_; proto++)
		if (!proto_desc(proto)->family)
			state->protos &= ~(1U << proto);
	state->has_query = true;
	while ((word = strsep(&next, ","))) {
		const struct query_desc *query = find_query(word);

		if (!query)
			return parse_fail(state, "-A: unknown query", arg,
					  " (as in: tcp,unix_stream)");
		add_query(state, query);
	}
	return 0;
}

/* Applies an option of ss for an address family or an IP version. The last option of this
 * kind decides which family the addresses in the filter belong to, as in ss. */
static int add_preferred(struct parse_state *state, const char *arg)
{
	const struct option_desc *desc = state->desc;
	uint8_t *family = &state->options.filter.family;

	if (desc->field == FIELD(ips))
		*family = desc->bit == 1U << IP_V4 ? AF_INET : AF_INET6;
	else
		*family = desc->bit == P(UNIX) ? AF_UNIX : AF_PACKET;
	return add_bit(state, arg);
}

#define PREFERS(name, n) add_preferred, FIELD(name), UINT32_C(1) << (n)

#define OF_TCP    "is about a socket's inner facts: use ss by its path"
#define OF_LABELS "is about security contexts: use ss by its path, or 'ps -Z'"

static const struct option_desc options[] = {
	{ GROUP_WHICH, 'B', 0, "bound-inactive", NONE, NULL, "TCP, only bound",
	  FLAG(is_bound) },
	{ GROUP_PROTOCOLS, 'w', 0, "raw", NONE, NULL, NULL, BIT(protos, PROTO_RAW) },
	{ GROUP_PROTOCOLS, 'M', 0, "mptcp", NONE, NULL, NULL, BIT(protos, PROTO_MPTCP) },
	{ GROUP_PROTOCOLS, 'x', 0, "unix", NONE, NULL, NULL,
	  PREFERS(protos, PROTO_UNIX) },
	{ GROUP_PROTOCOLS, '0', 0, "packet", NONE, NULL, NULL,
	  PREFERS(protos, PROTO_PACKET) },
	{ GROUP_PROTOCOLS, '4', 0, "ipv4", NONE, NULL, NULL, PREFERS(ips, IP_V4) },
	{ GROUP_PROTOCOLS, 0, 0, "inet", NONE, NULL, NULL, PREFERS(ips, IP_V4) },
	{ GROUP_PROTOCOLS, '6', 0, "ipv6", NONE, NULL, NULL, PREFERS(ips, IP_V6) },
	{ GROUP_PROTOCOLS, 0, 0, "inet6", NONE, NULL, NULL, PREFERS(ips, IP_V6) },
	{ GROUP_PROTOCOLS, 'A', 1, "query", NEEDS("QUERY[,QUERY]"), NULL,
	  "tcp udp raw unix_stream packet_raw ...", CALL(add_queries) },
	{ GROUP_PROTOCOLS, 0, 0, "socket", NEEDS("QUERY[,QUERY]"), NULL, NULL,
	  CALL(add_queries) },
	{ GROUP_NAMES, 'n', 0, "numeric", NONE, NULL, "ports",
	  FLAG(options.numeric_ports) },
	{ GROUP_NAMES, 'r', 0, "resolve", NONE, NULL, "hosts", FLAG(wants_hosts) },
	{ GROUP_COLUMNS, 'p', 0, "processes", NONE, NULL, NULL,
	  FLAG(options.query.owners) },
	{ GROUP_COLUMNS, 'T', 0, "threads", NONE, NULL, NULL,
	  FLAG(options.query.owners) },
	{ GROUP_COLUMNS, 'e', 0, "extended", NONE, NULL, NULL, FLAG(options.extend) },
	{ GROUP_COLUMNS, 'o', 0, "options", NONE, NULL, "timers", FLAG(options.timers) },
	{ GROUP_COLUMNS, 'Q', 0, "no-queues", NONE, NULL, NULL, FLAG(options.no_queues) },
	{ GROUP_LAYOUT, 'O', 0, "oneline", NONE, NULL, "no second line",
	  FLAG(is_oneline) },
	{ GROUP_DIAGNOSIS, 'i', 0, "info", NONE, NULL, "of TCP",
	  FLAG(options.query.wants.tcp_info) },
	{ GROUP_DIAGNOSIS, 'm', 0, "memory", NONE, NULL, NULL,
	  FLAG(options.query.wants.memory) },
	{ GROUP_NONE, 0, 0, "tos", NONE, OF_TCP, NULL, CALL(refuse) },
	{ GROUP_NONE, 0, 0, "inet-sockopt", NONE, OF_TCP, NULL, CALL(refuse) },
	{ GROUP_NONE, 0, 0, "tipcinfo", NONE, OF_TCP, NULL, CALL(refuse) },
	{ GROUP_NONE, 0, 0, "cgroup", NONE, "is about cgroups: use ss by its path", NULL,
	  CALL(refuse) },
	{ GROUP_NONE, 'b', 0, "bpf", NONE, "is about BPF filters: use ss by its path",
	  NULL, CALL(refuse) },
	{ GROUP_DIAGNOSIS, 's', 0, "summary", NONE, NULL, NULL, FLAG(is_summary) },
	{ GROUP_NONE, 'E', 0, "events", NONE,
	  "is about sockets as they end: use sockstat --events", NULL, CALL(refuse) },
	{ GROUP_NONE, 'Z', 0, "context", NONE, OF_LABELS, NULL, CALL(refuse) },
	{ GROUP_NONE, 'z', 0, "contexts", NONE, OF_LABELS, NULL, CALL(refuse) },
	{ GROUP_WHICH, 'N', 1, "net", NEEDS("NETNS"), "sockets of this network namespace",
	  NULL, CALL(add_netns) },
	{ GROUP_NONE, 'd', 0, "dccp", NONE,
	  "is about a protocol that is not listed: use ss by its path", NULL,
	  CALL(refuse) },
	{ GROUP_NONE, 'K', 0, "kill", NONE, "ends sockets: use ss by its path", NULL,
	  CALL(refuse) },
	{ GROUP_NONE, 'D', 1, "diag", NEEDS("FILE"),
	  "is about raw messages: use ss by its path", NULL, CALL(refuse) },
	{ GROUP_NONE, 'F', 1, "filter", NEEDS("FILE"),
	  "reads a filter: write it behind the options instead", NULL, CALL(refuse) },
};

static int add_filter(struct parse_state *state, size_t count, char *const words[])
{
	const char *why = NULL;
	const char *word = NULL;

	if (!count)
		return 0;
	state->options.filter.protocol_of = ss_protocol_of;
	int r = filter_add_expr(&state->options.filter, (const char *const *)words, count,
				names_find_service, &why, &word);
	return r == -EINVAL
		       ? parse_fail_why(state, "filter: cannot understand", word, why)
		       : r;
}

/* Returns how many kinds of sockets the options select; 0: no kind is named, so all kinds
 * are selected. As in ss, each socket type of unix, packet and vsock is a kind of its
 * own. */
static unsigned int count_kinds(const struct parse_state *state)
{
	static const unsigned int types[PROTO_MAX_] = {
		[PROTO_UNIX] = 3,
		[PROTO_PACKET] = 2,
		[PROTO_VSOCK] = 2,
	};
	unsigned int kinds = 0;

	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		const uint32_t chosen = state->options.filter.types[proto];

		if (!(state->protos & 1U << proto))
			continue;
		if (chosen)
			kinds += (unsigned int)__builtin_popcount(chosen);
		else
			kinds += types[proto] ? types[proto] : 1;
	}
	return kinds;
}

/* Returns the states to list as a mask of STATE_BIT, which applies to all protocols. If
 * no option selects states, the mask has the default states of the protocols that options
 * name. With -A, or without a named protocol, the mask then has the states in OPEN. */
static uint32_t find_states(const struct parse_state *state)
{
	const bool is_named =
		state->all || state->listening || state->is_bound || state->has_query;
	uint32_t states = 0;

	if (state->is_bound)
		states = STATE_BIT(STATE_BOUND_INACTIVE);
	else if (state->all)
		states = state->is_summary ? STATE_ALL
					   : STATE_ALL & ~STATE_BIT(STATE_BOUND_INACTIVE);
	else if (state->listening)
		states = STATE_BIT(STATE_LISTEN) | CLOSED;
	for (enum proto proto = 0; !is_named && proto < PROTO_MAX_; proto++)
		if (state->protos & 1U << proto)
			states |= states_of[proto];
	if (!states)
		states = OPEN;
	return states;
}

static int ss_derive(struct parse_state *state)
{
	struct options *o = &state->options;

	if (!o->layout && !state->is_summary && o->command != COMMAND_DOCTOR) {
		o->layout = &out_ss;
		o->second_lines = !state->is_oneline;
	}
	state->all |= state->is_summary && !state->listening && !state->is_bound;
	o->numeric_hosts = !state->wants_hosts;
	/* If no protocol is named, option -B of ss selects TCP only: for other protocols,
	 * the kernel does not report sockets that are bound but neither listen nor are
	 * connected. */
	if (state->is_bound && !state->protos)
		state->protos = P(TCP);
	/* --doctor examines sockets in all states, unless the filter names states or -B
	 * is given. */
	if (!o->filter.has_states && (o->command != COMMAND_DOCTOR || state->is_bound)) {
		o->filter.states = find_states(state);
		o->filter.has_states = true;
	}
	/* ss leaves out the column Netid, or the column State, if all cells of the column
	 * would be equal. */
	o->no_netid = count_kinds(state) == 1;
	o->no_state = !(o->filter.states & (o->filter.states - 1));
	state->all = true;
	/* For a list, --listening is already part of filter.states. For other commands,
	 * state->listening stays set, because a command that refuses --listening, such as
	 * --doctor, reports an error if state->listening is set. */
	state->listening &= o->command != COMMAND_LIST;
	return 0;
}

const struct dialect dialect_ss = {
	.name = "ss",
	.options = options,
	.options_count = ARRAY_SIZE(options),
	.has_letters = true,
	.operands = " [state STATE] [exclude STATE] [EXPRESSION]",
	.empty = "nothing matched and --fail-empty",
	.operands_apply = add_filter,
	.derive = ss_derive,
};
