/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What options and operands select together. */
#include "dialect.h"
#include "format/json.h"
#include "format/lsof.h"
#include "format/out.h"
#include "format/summary.h"
#include "owner/process.h"
#include "parse_state.h"
#include "util/cleanup.h"

/* What is listed where nothing is named: netstat's two sections, and with -a whatever the
 * kernel can list. */
static bool is_default(const struct parse_state *sel, enum proto proto)
{
	return proto <= PROTO_UNIX || (sel->all && !sel->is_netstats);
}

/* Whether a pair is meant. Operands say which families of a protocol are meant where options
 * only name it. A protocol over IP that is not named is meant where none is, and what has no
 * IP address is not narrowed by -4 and -6: -x4 is as in netstat unix sockets and those of
 * IPv4. */
static bool is_meant(const struct parse_state *sel, unsigned int pair, uint32_t named,
		     bool names_ip)
{
	const enum proto proto = pair / IP_MAX_;
	const uint32_t words = sel->word_pairs & proto_pairs(proto);
	const bool is_named = named & 1U << proto;

	if (!pair_label(pair))
		return false;
	if (proto_desc(proto)->family)
		return is_named || (!named && !sel->ips && is_default(sel, proto));
	if (sel->ips && !(sel->ips & 1U << pair % IP_MAX_))
		return false;
	if (words)
		return words & UINT32_C(1) << pair;
	return is_named || (!names_ip && (!named || sel->ips) && is_default(sel, proto));
}

/* Whether flags or operands of netstat say what is shown, so that -i only selects from it. */
static bool has_netstats_flags(const struct parse_state *sel)
{
	const struct options *o = &sel->options;

	return sel->protos || sel->ips || sel->word_pairs || sel->all || sel->listening ||
	       o->extend || o->timers || o->query.owners || o->query.wanted.executable;
}

/* Whether -i names a port. */
static bool has_ports(const struct parse_state *sel)
{
	const struct filter *filter = &sel->options.filter;
	size_t i = 0;

	while (i < filter->endpoints_len && !filter->endpoints[i].ports_len)
		i++;
	return i < filter->endpoints_len;
}

/* What is about rows and their columns has nothing to say of counts. -p has been typed for the
 * sake of the protocol behind it, as in Windows' "netstat -s -p tcp". */
static int settle_summary(struct parse_state *sel)
{
	static const struct {
		const char *word;
		size_t field;
	} columns[] = {
		{ "--extend", offsetof(struct parse_state, options.extend) },
		{ "--timers", offsetof(struct parse_state, options.timers) },
		{ "--peer", offsetof(struct parse_state, options.query.peers) },
		{ "--executable",
		  offsetof(struct parse_state, options.query.wanted.executable) },
	};
	struct options *o = &sel->options;

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		if (*(const bool *)((const char *)sel + columns[i].field))
			return parse_fail(sel, "a summary has no column for",
					  columns[i].word, "");
	if (o->layout && o->layout != &out_json)
		return parse_fail(sel, "a summary has no layout", o->layout->name,
				  " (known: json)");
	o->layout = o->layout ? &out_summary_json : &out_summary;
	o->query.owners = false;
	o->numeric_hosts = o->numeric_ports = o->numeric_users = true;
	/* all that there is, unless something else was asked for */
	sel->all |= !sel->listening;
	return 0;
}

/* The protocols that a diagnosis is about. */
#define DOCTOR_PAIRS                                                                     \
	(PAIR_BIT(PROTO_TCP, IP_V4) | PAIR_BIT(PROTO_TCP, IP_V6) |                       \
	 PAIR_BIT(PROTO_UDP, IP_V4) | PAIR_BIT(PROTO_UDP, IP_V6))

/* Whether a protocol was named, or an alternative of -i is about one, that no diagnosis is about. */
static bool is_beyond_doctor(const struct parse_state *sel, uint32_t named_pairs)
{
	const struct filter *filter = &sel->options.filter;
	bool is_beyond = named_pairs & ~DOCTOR_PAIRS;

	for (size_t i = 0; i < filter->endpoints_len; i++)
		is_beyond |= !(filter->endpoints[i].pairs & DOCTOR_PAIRS);
	return is_beyond;
}

int parse_settle(struct parse_state *sel)
{
	struct options *o = &sel->options;
	const bool is_lsofs =
		sel->is_internet && (sel->dialect->is_lsof || !has_netstats_flags(sel));
	uint32_t named = sel->protos;
	uint32_t named_pairs = 0;
	uint32_t pairs = 0;
	bool names_ip = false;

	int r = parse_settle_columns(sel);
	if (r == 0)
		r = parse_settle_events(sel);
	if (r == 0)
		r = parse_settle_doctor(sel);
	if (r == 0 && sel->is_summary)
		r = settle_summary(sel);
	if (r < 0)
		return r;
	if (!o->layout)
		o->layout = is_lsofs ? &out_lsof : out_layouts[0];
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		if (sel->word_pairs & proto_pairs(proto))
			named |= 1U << proto;
		if (named & 1U << proto)
			named_pairs |= proto_pairs(proto);
		names_ip |= named & 1U << proto && !proto_desc(proto)->family;
	}
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++)
		if (is_meant(sel, pair, named, names_ip))
			pairs |= UINT32_C(1) << pair;
	if (sel->is_internet && !o->query.either)
		pairs &= filter_pairs(&o->filter);
	if (!pairs)
		return parse_fail(sel, "the protocols named and",
				  sel->is_internet         ? "-i"
				  : sel->ips & 1U << IP_V4 ? "-4"
							   : "-6",
				  " leave nothing to list");

	/* where -s names states, what can be in none of them needs no section */
	uint32_t in_states = pairs;
	for (unsigned int pair = 0; !o->query.either && pair < PAIR_MAX_; pair++)
		if (!filter_states(&o->filter, pair / IP_MAX_))
			in_states &= ~(UINT32_C(1) << pair);
	if (in_states)
		pairs = in_states;

	if (o->command == COMMAND_DOCTOR &&
	    (is_beyond_doctor(sel, pairs & named_pairs) || !(pairs & DOCTOR_PAIRS)))
		return parse_fail(sel, "--doctor is about", "tcp and udp",
				  " alone: leave the other protocols out");
	if (o->command == COMMAND_DOCTOR)
		pairs &= DOCTOR_PAIRS;
	o->query.pairs = pairs;
	/* -x4 names no protocol over IPv4: those that the kernel lacks are passed over */
	o->named = pairs & named_pairs;
	o->query.which = WHICH_CONNECTED;
	if (sel->all || sel->is_internet)
		o->query.which = WHICH_ALL;
	if (sel->listening && !sel->all)
		o->query.which = WHICH_LISTENING;
	/* who asks for a port wants to know what has taken it */
	o->query.bound = has_ports(sel) && o->query.which == WHICH_LISTENING;
	/* lsof lists no socket that is only bound, and none without a process */
	o->lsof.unheld =
		sel->is_internet && !sel->dialect->is_lsof && o->layout == &out_lsof;
	if (sel->is_internet && sel->dialect->is_lsof && o->command == COMMAND_LIST &&
	    !(o->filter.included[PROTO_TCP] & STATE_BIT(STATE_CLOSE)))
		o->filter.excluded[PROTO_TCP] |=
			STATE_BIT(STATE_CLOSE) | STATE_BIT(STATE_BOUND_INACTIVE);

	/* with -i, as lsof has it, -n is lsof's */
	const bool is_hosts = is_lsofs && o->layout->wants.n_is_hosts;
	o->numeric_hosts |= sel->is_numeric;
	o->numeric_ports |= sel->is_numeric && !is_hosts;
	o->numeric_users |= sel->is_numeric && !is_hosts;
	o->query.refcnt = o->layout->wants.refcnt;
	o->query.owners |= o->layout->wants.owners || (is_lsofs && !sel->is_summary);
	/* a link prints what the program of its name does */
	o->query.reasons =
		o->layout->wants.reasons ||
		(o->extend && o->query.owners && sel->dialect == &dialect_sockstat);
	process_want(&o->query.wanted, &o->layout->wants.process);
	o->query.wanted.fd_flags =
		o->layout == &out_lsof_fields && lsof_fields_want_flags(o->fields);
	return 0;
}
