/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <getopt.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/parse.h"
#include "base/strbuf.h"
#include "out/out.h"

enum {
	DEFAULT_INTERVAL_MS = 1000,
	DEFAULT_RESOLVE_MS = 2000,
	NO_LETTER = 256, /* getopt values of options that have none start here */
	OPTIONS_MAX = 64,
	HELP_COLUMN = 34,
};

/* What the words select, before it is known what they select together. */
struct selection {
	struct options options;
	uint32_t protos; /* mask of 1 << enum proto, from options */
	uint32_t ips; /* mask of 1 << enum ip, from options */
	uint32_t word_pairs; /* mask of PAIR_BIT, from operands */
	bool all;
	bool listening;
	bool has_interval; /* an operand gave it */
	char *error;
};

struct option_desc {
	char letter; /* 0: none */
	const char *name;
	int has_arg; /* of the long form; a letter takes no optional argument, so that it
		      * can stand anywhere in a bundle */
	const char *arg; /* its name */
	const char *help; /* NULL: another spelling of the row above */
	int (*apply)(struct selection *sel, const struct option_desc *desc,
		     const char *arg);
	size_t field; /* of struct selection, for set_flag and add_bit */
	uint32_t bit;
};

static int fail(struct selection *sel, const char *what, const char *word,
		const char *hint)
{
	free(sel->error);
	if (asprintf(&sel->error, "%s '%s'%s", what, word, hint) < 0) {
		sel->error = NULL;
		return -ENOMEM;
	}
	return -EINVAL;
}

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
			return fail(sel, "-f, -A: unknown address family", arg,
				    " (known: inet, inet6, unix, link, netlink, vsock, "
				    "xdp, tipc)");
		sel->ips |= families[i].ips;
		sel->protos |= families[i].protos;
		at += n;
		if (!*at)
			return 0;
	}
}

static int set_numeric(struct selection *sel, const struct option_desc *desc,
		       const char *arg)
{
	(void)desc;
	(void)arg;
	sel->options.numeric_hosts = true;
	sel->options.numeric_ports = true;
	sel->options.numeric_users = true;
	return 0;
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

static int set_interval(struct selection *sel, const char *text)
{
	uint32_t ms = 0;

	if (parse_seconds(text, &ms) < 0 || !ms)
		return fail(sel, "--continuous: not 0.001 to 86400 seconds:", text, "");
	sel->options.interval_ms = ms;
	return 0;
}

static int set_continuous(struct selection *sel, const struct option_desc *desc,
			  const char *arg)
{
	(void)desc;
	sel->options.continuous = true;
	return arg ? set_interval(sel, arg) : 0;
}

static int set_resolve_timeout(struct selection *sel, const struct option_desc *desc,
			       const char *arg)
{
	(void)desc;
	if (parse_seconds(arg, &sel->options.resolve_ms) < 0)
		return fail(sel, "--resolve-timeout: not 0 to 86400 seconds:", arg, "");
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

static const struct option_desc table[] = {
	{ 'a', "all", NONE, "all sockets (default: connected ones)", FLAG(all) },
	{ 'l', "listening", NONE, "listening sockets only", FLAG(listening) },
	{ 't', "tcp", NONE, "TCP", BIT(protos, PROTO_TCP) },
	{ 'u', "udp", NONE, "UDP", BIT(protos, PROTO_UDP) },
	{ 'U', "udplite", NONE, "UDP-Lite", BIT(protos, PROTO_UDPLITE) },
	{ 'w', "raw", NONE, "raw sockets, and those of ping",
	  BITS(protos, 1U << PROTO_RAW | 1U << PROTO_ICMP) },
	{ 'x', "unix", NONE, "unix sockets", BIT(protos, PROTO_UNIX) },
	{ '0', "packet", NONE, "packet sockets", BIT(protos, PROTO_PACKET) },
	{ 0, "mptcp", NONE, "MPTCP", BIT(protos, PROTO_MPTCP) },
	{ 0, "netlink", NONE, "netlink sockets", BIT(protos, PROTO_NETLINK) },
	{ 0, "vsock", NONE, "vsock", BIT(protos, PROTO_VSOCK) },
	{ 0, "xdp", NONE, "XDP sockets", BIT(protos, PROTO_XDP) },
	{ 0, "tipc", NONE, "TIPC", BIT(protos, PROTO_TIPC) },
	{ '4', "inet", NONE, "IPv4 sockets", BIT(ips, IP_V4) },
	{ '6', "inet6", NONE, "IPv6 sockets", BIT(ips, IP_V6) },
	{ 'f', "family", NEEDS("FAMILY"),
	  "inet, inet6, unix, link, netlink, vsock, xdp, tipc", CALL(add_families) },
	{ 'A', "protocol", NEEDS("FAMILY"), NULL, CALL(add_families) },
	{ 'p', "program", NONE, "every process that holds the socket",
	  FLAG(options.query.owners) },
	{ 0, "programs", NONE, NULL, FLAG(options.query.owners) },
	{ 'b', "executable", NONE, "the same, by the path of its executable",
	  CALL(set_executable) },
	{ 'e', "extend", NONE, "user and inode", FLAG(options.extend) },
	{ 'o', "timers", NONE, "timer", FLAG(options.timers) },
	{ 'n', "numeric", NONE, "numbers for hosts, ports and users", CALL(set_numeric) },
	{ 0, "numeric-hosts", NONE, "numbers for hosts", FLAG(options.numeric_hosts) },
	{ 0, "numeric-ports", NONE, "numbers for ports", FLAG(options.numeric_ports) },
	{ 0, "numeric-users", NONE, "numbers for users", FLAG(options.numeric_users) },
	{ 0, "resolve-timeout", NEEDS("SECONDS"),
	  "wait so long for host names (default 2)", CALL(set_resolve_timeout) },
	{ 'W', "wide", NONE, "accepted: nothing is ever cut", CALL(accept_only) },
	{ 'v', "verbose", NONE, "accepted: gaps are always told", CALL(accept_only) },
	{ 'H', "no-header", NONE, "rows only", FLAG(options.no_header) },
	{ 0, "json", NONE, "one JSON object", CALL(set_json) },
	{ 'c', "continuous", MAY("SECONDS"),
	  "again and again; -c SECONDS: so often (default 1)", CALL(set_continuous) },
	{ 'q', "quiet", NONE, "no notes on what could not be seen", FLAG(options.quiet) },
	{ 0, "fail-empty", NONE, "exit 1 where nothing matched",
	  FLAG(options.fail_empty) },
	{ 'V', "version", NONE, "version", COMMAND(COMMAND_VERSION) },
	{ 'h', "help", NONE, "this text", COMMAND(COMMAND_HELP) },
};
_Static_assert(ARRAY_SIZE(table) < OPTIONS_MAX, "more options than room");

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

bool options_get(unsigned int i, char *letter, const char **name)
{
	if (i >= ARRAY_SIZE(table))
		return false;
	*letter = table[i].letter;
	*name = table[i].name;
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
		strbuf_adds(sb, desc->has_arg == optional_argument ? "[=" : "=");
		strbuf_adds(sb, desc->arg);
		strbuf_adds(sb, desc->has_arg == optional_argument ? "]" : "");
	}
	strbuf_pad(sb, start, HELP_COLUMN);
	strbuf_adds(sb, desc->help ? desc->help : "the same");
	strbuf_addc(sb, '\n');
}

void options_help(struct strbuf *sb)
{
	strbuf_adds(sb, "usage: sockstat [OPTION]... [");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (i)
			strbuf_addc(sb, '|');
		strbuf_adds(sb, words[i].word);
	}
	strbuf_adds(sb, "]...\nLists sockets, their states and the processes that hold "
			"them.\n\n");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		help_row(sb, &table[i]);
	strbuf_adds(
		sb,
		"\nExit status: 0 listed, 1 nothing matched and --fail-empty, 2 usage,\n"
		"3 the kernel or /proc could not be read, or output not written.\n");
}

/* getopt's two forms of the table. A short option is its letter, a long one alone its
 * row. */
static void make_getopt(char shorts[2 * OPTIONS_MAX + 2],
			struct option longs[OPTIONS_MAX])
{
	char *s = shorts;
	int row = 0;

	*s++ = ':'; /* a missing argument is told from an unknown option */
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (table[i].letter)
			*s++ = table[i].letter;
		if (table[i].letter && table[i].has_arg == required_argument)
			*s++ = ':';
		if (table[i].help)
			row = (int)i;
		longs[i] = (struct option){
			.name = table[i].name,
			.has_arg = table[i].has_arg,
			.val = NO_LETTER + row,
		};
	}
	*s = '\0';
	longs[ARRAY_SIZE(table)] = (struct option){ 0 };
}

static const struct option_desc *find_option(int value)
{
	if (value >= NO_LETTER && value < NO_LETTER + (int)ARRAY_SIZE(table))
		return &table[value - NO_LETTER];
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].letter && table[i].letter == value)
			return &table[i];
	return NULL;
}

/* How many options' names begin so. */
static size_t count_options(const char *typed)
{
	const size_t n = strcspn(typed, "=");
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		count += strncmp(table[i].name, typed, n) == 0;
	return count;
}

/* What getopt would not take, named as it was typed. */
static int fail_option(struct selection *sel, int value, char *const argv[])
{
	static const char hint[] = " (see --help)";
	const char *typed = argv[optind - 1];
	char letter[] = { '-', (char)optopt, '\0' };

	if (value == ':')
		return fail(sel, "missing argument to",
			    strncmp(typed, "--", 2) == 0 ? typed : letter, hint);
	/* optopt is a row for a long option with an argument too many, 0 for an unknown
	 * one */
	if (optopt >= NO_LETTER)
		return fail(sel, "option takes no argument:", typed, hint);
	if (optopt)
		return fail(sel, "unknown option", letter, hint);
	return fail(sel, count_options(typed + 2) ? "ambiguous option" : "unknown option",
		    typed, hint);
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
		return fail(sel, "unknown operand", word, " (see --help)");
	if (sel->has_interval)
		return fail(sel, "unknown operand, or a second interval", word, "");
	sel->has_interval = true;
	return set_interval(sel, word);
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

	for (enum proto proto = 0; proto < PROTO_MAX_; proto++) {
		if (sel->word_pairs & proto_pairs(proto))
			named |= 1U << proto;
		names_ip |= named & 1U << proto && !proto_desc(proto)->family;
	}
	for (unsigned int pair = 0; pair < PAIR_MAX_; pair++)
		if (is_meant(sel, pair, named, names_ip))
			pairs |= UINT32_C(1) << pair;
	if (!pairs)
		return fail(sel, "the protocol named and",
			    sel->ips & 1U << IP_V4 ? "-4" : "-6",
			    " leave nothing to list");

	o->query.pairs = pairs;
	o->named = named ? pairs : 0;
	o->query.which = sel->all         ? WHICH_ALL
			 : sel->listening ? WHICH_LISTENING
					  : WHICH_CONNECTED;
	o->query.refcnt = o->layout->needs_refcnt;
	o->query.owners |= o->layout->needs_owners;
	o->query.wanted.uid = o->layout->needs_owners;
	return 0;
}

static int parse_words(struct selection *sel, int argc, char *const argv[])
{
	char shorts[2 * OPTIONS_MAX + 2];
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
		.options = {
			.layout = out_layouts[0],
			.interval_ms = DEFAULT_INTERVAL_MS,
			.resolve_ms = DEFAULT_RESOLVE_MS,
		},
	};

	int r = parse_words(&sel, argc, argv);
	if (r < 0) {
		*ret_error = sel.error;
		return r;
	}
	*ret = sel.options;
	return 0;
}
