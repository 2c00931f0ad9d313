/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <getopt.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/distance.h"
#include "base/parse.h"
#include "base/strbuf.h"
#include "out/lsof.h"
#include "out/out.h"
#include "owner/process.h"
#include "selection.h"

enum {
	DEFAULT_INTERVAL_MS = 1000,
	DEFAULT_RESOLVE_MS = 2000,
	NO_LETTER = 256, /* getopt values of options that have none start here */
	HELP_COLUMN = 34,
	NEAR = 2, /* letters that a mistyped one may be away */
};

/* Windows' netstat takes the protocol behind -p, in any case; here it is an operand, and
 * -p may stand before it or not. */
static const struct word_desc {
	const char *word;
	uint32_t pairs;
} words[] = {
	{ "tcp", PAIR_BIT(PROTO_TCP, IP_V4) | PAIR_BIT(PROTO_TCP, IP_V6) },
	{ "tcpv4", PAIR_BIT(PROTO_TCP, IP_V4) },
	{ "tcp4", PAIR_BIT(PROTO_TCP, IP_V4) },
	{ "tcpv6", PAIR_BIT(PROTO_TCP, IP_V6) },
	{ "tcp6", PAIR_BIT(PROTO_TCP, IP_V6) },
	{ "udp", PAIR_BIT(PROTO_UDP, IP_V4) | PAIR_BIT(PROTO_UDP, IP_V6) },
	{ "udpv4", PAIR_BIT(PROTO_UDP, IP_V4) },
	{ "udp4", PAIR_BIT(PROTO_UDP, IP_V4) },
	{ "udpv6", PAIR_BIT(PROTO_UDP, IP_V6) },
	{ "udp6", PAIR_BIT(PROTO_UDP, IP_V6) },
};

bool options_get(unsigned int i, struct option_words *ret)
{
	if (i >= option_table_count)
		return false;
	*ret = (struct option_words){
		.letter = option_table[i].letter,
		.letter_arg = option_table[i].letter_arg,
		.is_optional = option_table[i].has_arg == optional_argument,
		.name = option_table[i].name,
		.arg = option_table[i].arg,
		.help = option_table[i].help,
	};
	return true;
}

static void help_row(struct strbuf *sb, const struct option_desc *desc)
{
	const size_t start = sb->len;

	strbuf_adds(sb, "  ");
	if (desc->letter) {
		strbuf_addc(sb, '-');
		strbuf_addc(sb, desc->letter);
		strbuf_adds(sb, ", ");
	} else {
		strbuf_adds(sb, "    ");
	}
	strbuf_adds(sb, "--");
	strbuf_adds(sb, desc->name);
	if (desc->arg) {
		const bool is_optional = desc->has_arg & optional_argument;

		strbuf_adds(sb, is_optional ? "[=" : "=");
		strbuf_adds(sb, desc->arg);
		strbuf_adds(sb, is_optional ? "]" : "");
	}
	strbuf_pad(sb, start, HELP_COLUMN);
	strbuf_adds(sb, desc->help ? desc->help : "the same");
	strbuf_addc(sb, '\n');
}

void options_help(struct strbuf *sb)
{
	strbuf_adds(sb, "usage: sockstat [OPTION]... [PROTOCOL]...\nPROTOCOL: ");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (i)
			strbuf_adds(sb, ", ");
		strbuf_adds(sb, words[i].word);
	}
	strbuf_adds(sb, "\nLists sockets, their states and the processes that hold "
			"them.\n\n");
	for (size_t i = 0; i < option_table_count; i++)
		help_row(sb, &option_table[i]);
	strbuf_adds(
		sb,
		"\nExit status: 0 listed, 1 nothing matched and --fail-empty, 2 usage,\n"
		"3 the kernel or /proc could not be read, or output not written.\n");
}

/* getopt's two forms of the table. A short option is its letter, a long one alone its
 * row. */
static void make_getopt(char shorts[3 * OPTIONS_MAX + 2],
			struct option longs[OPTIONS_MAX])
{
	char *s = shorts;
	int row = 0;

	*s++ = ':'; /* a missing argument is told from an unknown option */
	for (size_t i = 0; i < option_table_count; i++) {
		if (option_table[i].letter)
			*s++ = option_table[i].letter;
		for (unsigned int k = 0;
		     option_table[i].letter && k < option_table[i].letter_arg; k++)
			*s++ = ':';
		if (option_table[i].help)
			row = (int)i;
		longs[i] = (struct option){
			.name = option_table[i].name,
			.has_arg = option_table[i].has_arg,
			.val = NO_LETTER + row,
		};
	}
	*s = '\0';
	longs[option_table_count] = (struct option){ 0 };
}

static const struct option_desc *find_option(int value)
{
	if (value >= NO_LETTER && value < NO_LETTER + (int)option_table_count)
		return &option_table[value - NO_LETTER];
	for (size_t i = 0; i < option_table_count; i++)
		if (option_table[i].letter && option_table[i].letter == value)
			return &option_table[i];
	return NULL;
}

/* How many options' names begin so. */
static size_t count_options(const char *typed)
{
	const size_t n = strcspn(typed, "=");
	size_t count = 0;

	for (size_t i = 0; i < option_table_count; i++)
		count += strncmp(option_table[i].name, typed, n) == 0;
	return count;
}

/* The long option whose name is least away from what was typed, NULL where none is near. */
static const char *nearest(const char *typed)
{
	const char *best = NULL;
	size_t least = NEAR + 1;

	for (size_t i = 0; i < option_table_count; i++) {
		const size_t d = distance_between(typed, option_table[i].name);

		if (d < least) {
			least = d;
			best = option_table[i].name;
		}
	}
	return best;
}

static int fail_unknown(struct selection *sel, const char *typed)
{
	const char *near = nearest(typed + 2);
	char hint[64];

	if (!near)
		return selection_fail(sel, "unknown option", typed, " (see --help)");
	snprintf(hint, sizeof(hint), " (did you mean --%s?)", near);
	return selection_fail(sel, "unknown option", typed, hint);
}

/* What getopt would not take, named as it was typed. */
static int fail_option(struct selection *sel, int value, char *const argv[])
{
	static const char hint[] = " (see --help)";
	const char *typed = argv[optind - 1];
	char letter[] = { '-', (char)optopt, '\0' };

	if (value == ':')
		return selection_fail(sel, "missing argument to",
				      strncmp(typed, "--", 2) == 0 ? typed : letter,
				      hint);
	/* optopt is a row for a long option with an argument too many, 0 for an unknown
	 * one */
	if (optopt >= NO_LETTER)
		return selection_fail(sel, "option takes no argument:", typed, hint);
	if (optopt)
		return selection_fail(sel, "unknown option", letter, hint);
	if (count_options(typed + 2))
		return selection_fail(sel, "ambiguous option", typed, hint);
	return fail_unknown(sel, typed);
}

/* A protocol, or behind -c the interval. A number alone is neither: who types one may mean a
 * port, and would wait for ever. */
static int apply_operand(struct selection *sel, const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcasecmp(words[i].word, word) == 0) {
			sel->word_pairs |= words[i].pairs;
			return 0;
		}
	}
	if (!sel->options.continuous)
		return selection_fail(sel, "unknown operand", word, " (see --help)");
	if (sel->has_interval)
		return selection_fail(sel, "unknown operand, or a second interval", word,
				      "");
	sel->has_interval = true;
	return selection_set_interval(sel, word);
}

/* What is listed where nothing is named: netstat's two sections, and with -a whatever the
 * kernel can list. */
static bool is_default(const struct selection *sel, enum proto proto)
{
	return sel->all || proto <= PROTO_UNIX;
}

/* Whether a pair is meant. Operands say which families of a protocol are meant where options
 * only name it. A protocol over IP that is not named is meant where none is, and what has no
 * IP address is not narrowed by -4 and -6: -x4 is as in netstat unix sockets and those of
 * IPv4. */
static bool is_meant(const struct selection *sel, unsigned int pair, uint32_t named,
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

/* What options and operands select together. */
static int resolve_selection(struct selection *sel)
{
	struct options *o = &sel->options;
	uint32_t named = sel->protos;
	uint32_t pairs = 0;
	bool names_ip = false;

	if (!o->layout)
		o->layout = sel->is_internet ? &out_lsof : out_layouts[0];
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		if (sel->word_pairs & proto_pairs(proto))
			named |= 1U << proto;
		names_ip |= named & 1U << proto && !proto_desc(proto)->family;
	}
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++)
		if (is_meant(sel, pair, named, names_ip))
			pairs |= UINT32_C(1) << pair;
	if (sel->is_internet)
		pairs &= filter_pairs(&o->filter);
	if (!pairs)
		return selection_fail(sel, "the protocols named and",
				      sel->is_internet         ? "-i"
				      : sel->ips & 1U << IP_V4 ? "-4"
							       : "-6",
				      " leave nothing to list");

	/* where -s names states, what can be in none of them needs no section */
	uint32_t in_states = pairs;
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++)
		if (!filter_states(&o->filter, pair / IP_MAX_))
			in_states &= ~(UINT32_C(1) << pair);
	if (in_states)
		pairs = in_states;

	o->query.pairs = pairs;
	o->named = named ? pairs : 0;
	o->query.which = WHICH_CONNECTED;
	if (sel->all || sel->is_internet)
		o->query.which = WHICH_ALL;
	if (sel->listening && !sel->all)
		o->query.which = WHICH_LISTENING;
	/* lsof lists no socket that is only bound */
	if (sel->is_internet && !(o->filter.included[PROTO_TCP] & STATE_BIT(STATE_CLOSE)))
		o->filter.excluded[PROTO_TCP] |=
			STATE_BIT(STATE_CLOSE) | STATE_BIT(STATE_BOUND_INACTIVE);

	o->numeric_hosts |= sel->is_numeric;
	o->numeric_ports |= sel->is_numeric && !o->layout->wants.n_is_hosts;
	o->numeric_users |= sel->is_numeric && !o->layout->wants.n_is_hosts;
	o->query.refcnt = o->layout->wants.refcnt;
	o->query.owners |= o->layout->wants.owners || sel->is_internet;
	process_want(&o->query.wanted, &o->layout->wants.process);
	o->query.wanted.fd_flags =
		o->layout == &out_lsof_fields && lsof_fields_want_flags(o->fields);
	return 0;
}

static int parse_words(struct selection *sel, int argc, char *const argv[])
{
	char shorts[3 * OPTIONS_MAX + 2];
	struct option longs[OPTIONS_MAX];
	int value = 0;
	int r = 0;

	make_getopt(shorts, longs);
	opterr = 0;
	optind = 0; /* glibc: start afresh */
	while (r == 0 && (value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_desc *desc = find_option(value);

		r = desc ? desc->apply(sel, desc, optarg) : fail_option(sel, value, argv);
	}
	for (int i = optind; r == 0 && i < argc; i++)
		r = apply_operand(sel, argv[i]);
	return r ? r : resolve_selection(sel);
}

int options_parse(int argc, char *const argv[], struct options *ret, char **ret_error)
{
	struct selection sel = {
		.argc = argc,
		.argv = argv,
		.options = {
			.interval_ms = DEFAULT_INTERVAL_MS,
			.resolve_ms = DEFAULT_RESOLVE_MS,
		},
	};

	int r = parse_words(&sel, argc, argv);
	if (r < 0) {
		*ret_error = sel.error;
		options_release(&sel.options);
		return r;
	}
	*ret = sel.options;
	return 0;
}

void options_release(struct options *options)
{
	filter_release(&options->filter);
	process_select_release(&options->select);
}
