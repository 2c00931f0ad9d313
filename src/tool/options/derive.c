/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What options and operands ask for together. */
#include "dialect.h"
#include "format/json.h"
#include "format/lsof.h"
#include "format/out.h"
#include "format/summary.h"
#include "owner/process.h"
#include "parse_state.h"
#include "util/cleanup.h"

/* Whether a protocol is listed if none is named: without -a those of netstat's two sections,
 * with -a all that the kernel can list. */
static bool is_default(const struct parse_state *state, enum proto proto)
{
	return proto <= PROTO_UNIX || (state->all && !state->is_netstats);
}

/* Whether a pair is to be listed. An operand names a protocol and its address family, an option
 * only the protocol. A protocol over IP that is not named is listed if no other one is. -4 and -6
 * do not narrow protocols without IP addresses: as in netstat, -x4 means unix sockets and those
 * over IPv4. */
static bool is_meant(const struct parse_state *state, unsigned int pair, uint32_t named,
		     bool names_ip)
{
	const enum proto proto = pair / IP_MAX_;
	const uint32_t words = state->word_pairs & proto_pairs(proto);
	const bool is_named = named & 1U << proto;

	if (!pair_label(pair))
		return false;
	if (proto_desc(proto)->family)
		return is_named || (!named && !state->ips && is_default(state, proto));
	if (state->ips && !(state->ips & 1U << pair % IP_MAX_))
		return false;
	if (words)
		return words & UINT32_C(1) << pair;
	return is_named ||
	       (!names_ip && (!named || state->ips) && is_default(state, proto));
}

/* Whether flags or operands of netstat choose what is shown. If so, -i only selects from that. */
static bool has_netstats_flags(const struct parse_state *state)
{
	const struct options *o = &state->options;

	return state->protos || state->ips || state->word_pairs || state->all ||
	       state->listening || o->extend || o->timers || o->query.owners ||
	       o->query.wanted.executable;
}

/* Whether -i names a port. */
static bool has_ports(const struct parse_state *state)
{
	const struct filter *filter = &state->options.filter;
	size_t i = 0;

	while (i < filter->endpoints_len && !filter->endpoints[i].ports_len)
		i++;
	return i < filter->endpoints_len;
}

/* -p may have been given for the protocol behind it, as in "netstat -s -p tcp" of Windows. */
static void derive_summary(struct parse_state *state)
{
	struct options *o = &state->options;

	o->layout = o->layout ? &out_summary_json : &out_summary;
	o->query.owners = false;
	o->numeric_hosts = o->numeric_ports = o->numeric_users = true;
	state->all |= !state->listening;
}

/* The protocols that a diagnosis covers. */
#define DOCTOR_PAIRS                                                                     \
	(PAIR_BIT(PROTO_TCP, IP_V4) | PAIR_BIT(PROTO_TCP, IP_V6) |                       \
	 PAIR_BIT(PROTO_UDP, IP_V4) | PAIR_BIT(PROTO_UDP, IP_V6))

/* Whether a protocol is named, or an alternative of -i is about one, that no diagnosis covers. */
static bool is_beyond_doctor(const struct parse_state *state, uint32_t named_pairs)
{
	const struct filter *filter = &state->options.filter;
	bool is_beyond = named_pairs & ~DOCTOR_PAIRS;

	for (size_t i = 0; i < filter->endpoints_len; i++)
		is_beyond |= !(filter->endpoints[i].pairs & DOCTOR_PAIRS);
	return is_beyond;
}

/* Returns the pairs that options and operands mean, and in *ret_named those of named
 * protocols. */
static uint32_t find_pairs(const struct parse_state *state, uint32_t *ret_named)
{
	uint32_t named = state->protos;
	uint32_t pairs = 0;
	bool names_ip = false;

	*ret_named = 0;
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		if (state->word_pairs & proto_pairs(proto))
			named |= 1U << proto;
		if (named & 1U << proto)
			*ret_named |= proto_pairs(proto);
		names_ip |= named & 1U << proto && !proto_desc(proto)->family;
	}
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++)
		if (is_meant(state, pair, named, names_ip))
			pairs |= UINT32_C(1) << pair;
	return pairs;
}

/* Leaves out the pairs that cannot be in any of the states of -s, unless that leaves none. */
static uint32_t narrow_by_states(const struct options *o, uint32_t pairs)
{
	uint32_t in_states = pairs;

	for (unsigned int pair = 0; !o->query.either && pair < PAIR_MAX_; pair++)
		if (!filter_states(&o->filter, pair / IP_MAX_))
			in_states &= ~(UINT32_C(1) << pair);
	return in_states ? in_states : pairs;
}

static int derive_pairs(struct parse_state *state)
{
	struct options *o = &state->options;
	uint32_t named = 0;
	uint32_t pairs = find_pairs(state, &named);

	if (state->is_internet && !o->query.either)
		pairs &= filter_pairs(&o->filter);
	if (!pairs)
		return parse_fail(state, "the protocols named and",
				  state->is_internet         ? "-i"
				  : state->ips & 1U << IP_V4 ? "-4"
							     : "-6",
				  " leave nothing to list");
	pairs = narrow_by_states(o, pairs);
	if (o->command == COMMAND_DOCTOR) {
		if (is_beyond_doctor(state, pairs & named) || !(pairs & DOCTOR_PAIRS))
			return parse_fail(state, "--doctor is about", "tcp and udp",
					  " alone: leave the other protocols out");
		pairs &= DOCTOR_PAIRS;
	}
	o->query.pairs = pairs;
	/* -x4 names no protocol over IPv4: those that the kernel lacks are passed over */
	o->named = pairs & named;
	return 0;
}

static void derive_which(struct parse_state *state)
{
	struct options *o = &state->options;
	const bool is_internet_of_lsof = state->is_internet && state->dialect->is_lsof;

	/* What a process holds is asked for without thought of states. */
	const bool is_of_processes =
		process_select_is_set(&o->select) && state->dialect == &dialect_sockstat;

	o->query.which = WHICH_CONNECTED;
	if (state->all || state->is_internet || is_of_processes)
		o->query.which = WHICH_ALL;
	if (state->listening && !state->all)
		o->query.which = WHICH_LISTENING;
	/* a port that cannot be listened on may be taken by a socket that is only bound */
	o->query.bound = has_ports(state) && o->query.which == WHICH_LISTENING;
	/* lsof lists no socket that is only bound, and none without a process */
	o->lsof.unheld =
		state->is_internet && !state->dialect->is_lsof && o->layout == &out_lsof;
	if (is_internet_of_lsof && o->command == COMMAND_LIST &&
	    !(o->filter.included[PROTO_TCP] & STATE_BIT(STATE_CLOSE)))
		o->filter.excluded[PROTO_TCP] |=
			STATE_BIT(STATE_CLOSE) | STATE_BIT(STATE_BOUND_INACTIVE);
}

/* Derives what the layout shows. */
static void derive_columns(struct parse_state *state, bool is_lsofs)
{
	struct options *o = &state->options;
	/* with -i, -n is that of lsof */
	const bool is_hosts = is_lsofs && o->layout->wants.n_is_hosts;

	o->numeric_hosts |= state->is_numeric;
	o->numeric_ports |= state->is_numeric && !is_hosts;
	o->numeric_users |= state->is_numeric && !is_hosts;
	o->query.refcnt = o->layout->wants.refcnt;
	o->query.owners |= o->layout->wants.owners || (is_lsofs && !state->is_summary);
	/* under the name of another program the output is that of this program */
	o->query.reasons =
		o->layout->wants.reasons ||
		(o->extend && o->query.owners && state->dialect == &dialect_sockstat);
	process_want(&o->query.wanted, &o->layout->wants.process);
	o->query.wanted.fd_flags =
		o->layout == &out_lsof_fields && lsof_fields_want_flags(o->fields);
}

int parse_derive(struct parse_state *state)
{
	struct options *o = &state->options;
	const bool is_lsofs = state->is_internet &&
			      (state->dialect->is_lsof || !has_netstats_flags(state));

	if (o->command == COMMAND_EVENTS)
		state->protos |= UINT32_C(1) << PROTO_TCP;
	if (o->command == COMMAND_DOCTOR)
		state->all = true;
	if (state->is_summary)
		derive_summary(state);
	if (!o->layout)
		o->layout = is_lsofs ? &out_lsof : out_layouts[0];
	int r = derive_pairs(state);
	if (r < 0)
		return r;
	derive_which(state);
	derive_columns(state, is_lsofs);
	return 0;
}
