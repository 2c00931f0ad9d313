/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Completes the options: derives the query and the columns from all options and operands
 * of a command line together. */
#include "dialect.h"
#include "fields.h"
#include "format/lsof.h"
#include "format/out.h"
#include "format/summary.h"
#include "owner/process.h"
#include "parse_state.h"
#include "util/cleanup.h"

/* Returns whether a protocol is listed if the command line names no protocol. Without -a,
 * only the protocols that netstat lists are listed; with -a, all protocols are listed,
 * except in a command line of netstat. */
static bool is_default(const struct parse_state *state, enum proto proto)
{
	return proto <= PROTO_UNIX || (state->all && !state->is_netstats);
}

/* Returns whether a pair of protocol and IP version is listed. named: the protocols that
 * options or operands name, as a mask of 1 << enum proto; names_ip: one of the named
 * protocols is over IP. If no named protocol is over IP, -4 and -6 list the default
 * protocols over IP in addition to the named protocols: as in netstat, -x4 lists unix
 * sockets and sockets over IPv4. */
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

/* Returns whether an option or operand of netstat chooses what is listed. If so, the
 * option -i only selects sockets from this list; if not, -i also chooses the layout
 * lsof. */
static bool has_netstats_flags(const struct parse_state *state)
{
	const struct options *o = &state->options;

	return state->protos || state->ips || state->word_pairs || state->all ||
	       state->listening || o->extend || o->timers || o->query.owners;
}

/* Returns whether an argument of the option -i names a port. */
static bool has_ports(const struct parse_state *state)
{
	const struct filter *filter = &state->options.filter;
	size_t i = 0;

	while (i < filter->endpoints_len && !filter->endpoints[i].ports_len)
		i++;
	return i < filter->endpoints_len;
}

/* Sets the options for the summary of sockets. The columns that -p asks for are left out,
 * because in netstat of Windows a protocol follows -p, as in "netstat -s -p tcp". */
static void derive_summary(struct parse_state *state)
{
	struct options *o = &state->options;

	o->layout = o->layout ? &out_summary_json : &out_summary;
	o->query.owners = false;
	o->numeric_hosts = o->numeric_ports = o->numeric_users = true;
	state->all |= !state->listening;
}

/* The pairs of protocol and IP version that --doctor can examine, as a mask of
 * PAIR_BIT. */
#define DOCTOR_PAIRS                                                                     \
	(PAIR_BIT(PROTO_TCP, IP_V4) | PAIR_BIT(PROTO_TCP, IP_V6) |                       \
	 PAIR_BIT(PROTO_UDP, IP_V4) | PAIR_BIT(PROTO_UDP, IP_V6))

/* Returns whether --doctor can examine all pairs of protocol and IP version in
 * named_pairs, a mask of PAIR_BIT, and at least one pair of each endpoint that the option
 * -i names. */
static bool is_for_doctor(const struct filter *filter, uint32_t named_pairs)
{
	bool is_for = !(named_pairs & ~DOCTOR_PAIRS);

	for (size_t i = 0; i < filter->endpoints_len; i++)
		is_for &= (filter->endpoints[i].pairs & DOCTOR_PAIRS) != 0;
	return is_for;
}

/* Returns the pairs of protocol and IP version to list, as a mask of PAIR_BIT. Sets
 * *ret_named to the pairs of all protocols that options and operands name, also as a mask
 * of PAIR_BIT. */
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

/* Returns `pairs` without the pairs of protocol and IP version whose sockets are never
 * in a state that the option -s selects; if no pair would be left, returns all of
 * `pairs`. */
static uint32_t narrow_by_states(const struct options *o, uint32_t pairs)
{
	uint32_t in_states = pairs;

	for (unsigned int pair = 0; !o->query.either && pair < PAIR_MAX_; pair++)
		if (!filter_states(&o->filter, pair / IP_MAX_))
			in_states &= ~(UINT32_C(1) << pair);
	return in_states ? in_states : pairs;
}

/* Returns whether options or operands choose protocols, IP versions or address
 * families. */
static bool has_protocols(const struct parse_state *state)
{
	return state->protos || state->ips || state->word_pairs;
}

/* Narrows *pairs to the pairs of protocol and IP version of which the filter may accept a
 * socket. If options and operands choose no protocols, the pairs that words of the filter
 * name, such as "netlink", are first added to *pairs. If the filter accepts no socket of
 * any pair, *pairs is not narrowed, or the command line is refused because its protocols
 * and its filter exclude each other. Returns 0, or -EINVAL or -ENOMEM with state->error
 * set. */
static int narrow_by_words(struct parse_state *state, uint32_t *pairs)
{
	const struct filter *filter = &state->options.filter;
	uint32_t accepted = 0;

	if (!state->has_words)
		return 0;
	if (state->options.command == COMMAND_LIST && !has_protocols(state))
		*pairs |= filter_named_pairs(filter);
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++)
		if (*pairs & UINT32_C(1) << pair && pair_label(pair) &&
		    filter_pair_states(filter, pair))
			accepted |= UINT32_C(1) << pair;
	if (!accepted && has_protocols(state) && state->options.command != COMMAND_EVENTS)
		return parse_failf(state, "the protocols named and the filter leave "
					  "nothing to list");
	*pairs = accepted ? accepted : *pairs;
	return 0;
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
	int r = narrow_by_words(state, &pairs);
	if (r < 0)
		return r;
	if (o->command == COMMAND_DOCTOR) {
		if (!is_for_doctor(&o->filter,
				   (pairs & named) | parse_named_by_words(state)) ||
		    !(pairs & DOCTOR_PAIRS))
			return parse_fail(state, "--doctor is about", "tcp and udp",
					  " alone: leave the other protocols out");
		pairs &= DOCTOR_PAIRS;
	}
	/* The real netstat does not list ping sockets. */
	if (o->is_exact)
		pairs &= ~proto_pairs(PROTO_ICMP);
	o->query.pairs = pairs;
	/* A protocol that -4 only implies, as in "-x4", does not count as named: it is
	 * not reported if the kernel lacks such a protocol. */
	o->named = pairs & named;
	return 0;
}

static void derive_which(struct parse_state *state)
{
	struct options *o = &state->options;
	const bool is_lsof = state->dialect->is_lsof;
	/* --pid, --user and --command list sockets in all states, even without the option
	 * -a */
	const bool is_of_processes =
		process_select_is_set(&o->select) && state->dialect == &dialect_sockstat;

	if (state->listening && !state->all)
		o->query.which = WHICH_LISTENING;
	else if (state->all || state->is_internet || is_of_processes || state->has_words)
		o->query.which = WHICH_ALL;
	else
		o->query.which = WHICH_CONNECTED;
	/* with -l and a port, sockets that are bound to the port but do not listen are
	 * also listed, because they keep programs from listening at the port */
	o->query.bound = has_ports(state) && o->query.which == WHICH_LISTENING;
	/* in the layout lsof, sockets without a known process are also listed, except in
	 * a command line of lsof itself */
	o->lsof.unheld = state->is_internet && !is_lsof && o->layout == &out_lsof;
	if (state->is_internet && is_lsof && o->command == COMMAND_LIST &&
	    !(o->filter.included[PROTO_TCP] & STATE_BIT(STATE_CLOSE)))
		o->filter.excluded[PROTO_TCP] |=
			STATE_BIT(STATE_CLOSE) | STATE_BIT(STATE_BOUND_INACTIVE);
}

/* Refuses --listening if --state or the filter selects no state of listening sockets,
 * because the list would always be empty. Returns 0, or -EINVAL or -ENOMEM with
 * state->error set. */
static int check_listening(struct parse_state *state)
{
	const struct options *o = &state->options;
	const uint32_t bound = STATE_BIT(STATE_CLOSE) | STATE_BIT(STATE_BOUND_INACTIVE);

	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++) {
		const enum proto proto = pair / IP_MAX_;
		const uint32_t states = proto_desc(proto)->states[o->query.which] |
					(o->query.bound ? bound : 0);

		if (o->query.pairs & UINT32_C(1) << pair &&
		    states & (state->has_words ? filter_pair_states(&o->filter, pair)
					       : filter_states(&o->filter, proto)))
			return 0;
	}
	if (o->query.which != WHICH_LISTENING)
		return 0;
	return state->has_words
		       ? parse_failf(state,
				     "'--listening' and the filter leave nothing to list")
		       : parse_failf(state, "'--listening' and the states of '--state' "
					    "leave nothing to list");
}

/* Sets the options for the columns, and what the query must read to fill these columns.
 * is_lsofs: the command line is one that lsof understands, such as "-i :22". */
static void derive_columns(struct parse_state *state, bool is_lsofs)
{
	struct options *o = &state->options;
	/* in a command line of lsof, the option -n concerns only names of hosts, not of
	 * ports and users */
	const bool is_hosts = is_lsofs && o->layout->wants.n_is_hosts;

	o->numeric_hosts |= state->is_numeric;
	o->numeric_ports |= state->is_numeric && !is_hosts;
	o->numeric_users |= state->is_numeric && !is_hosts;
	o->query.wants.refcnt = o->layout->wants.refcnt;
	/* With --columns, owners of sockets are read only if a column shows owners. */
	if (!o->columns.len)
		o->query.owners |=
			o->layout->wants.owners || (is_lsofs && !state->is_summary);
	/* The reasons why owners are missing are read for layouts that show reasons, and
	 * with -e if owners are shown, but not with -e in a command line of netstat, ss
	 * or lsof. */
	o->query.reasons =
		(o->layout->wants.reasons && !o->columns.len) ||
		(o->extend && o->query.owners && state->dialect == &dialect_sockstat);
	process_want(&o->query.wanted, &o->layout->wants.process);
	o->query.wanted.fd_flags =
		o->layout == &out_lsof_fields && lsof_fields_want_flags(o->fields);
}

int parse_derive(struct parse_state *state)
{
	struct options *o = &state->options;

	o->query.owners |= o->query.wanted.executable;
	const bool is_lsofs = state->is_internet &&
			      (state->dialect->is_lsof || !has_netstats_flags(state));
	if (o->command == COMMAND_EVENTS)
		state->protos |= UINT32_C(1) << PROTO_TCP;
	if (o->command == COMMAND_DOCTOR)
		state->all = true;
	if (state->is_summary)
		derive_summary(state);
	int r = fields_derive(state);
	if (r < 0)
		return r;
	o->has_layout = o->layout != NULL;
	if (!o->layout)
		o->layout = is_lsofs ? &out_lsof : out_layouts[0];
	r = derive_pairs(state);
	if (r < 0)
		return r;
	derive_which(state);
	r = check_listening(state);
	if (r < 0)
		return r;
	derive_columns(state, is_lsofs);
	return 0;
}
