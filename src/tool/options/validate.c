/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Refuses options that exclude each other, by a table of rules. */
#include <stddef.h>
#include <string.h>

#include "actions.h"
#include "filter/expr.h"
#include "filter/expr_field.h"
#include "format/out.h"
#include "model/field.h"
#include "parse_state.h"
#include "util/cleanup.h"

/* The name of the option that chooses each command of the program, as a word for
 * messages. */
static const char *const verb_options[COMMAND_MAX_] = {
	[COMMAND_HELP] = "help",
	[COMMAND_VERSION] = "version",
	[COMMAND_EXPLAIN] = "explain",
	[COMMAND_COMPLETION] = "completion",
	[COMMAND_DOCTOR] = "doctor",
	[COMMAND_EVENTS] = "events",
	[COMMAND_STATISTICS] = "statistics",
};

/* Bits for the member verbs of struct rule: BY gives the bit of a command of the program;
 * SUMMARY is a bit that COMMAND_LIST has in addition if a summary is asked for. */
#define BY(command) (UINT32_C(1) << COMMAND_##command)
#define SUMMARY     (UINT32_C(1) << COMMAND_MAX_)
#define LISTLESS    (BY(EVENTS) | BY(DOCTOR))

/* Returns the name of an option that cannot be combined with --explain; NULL: no such
 * option was given. */
static const char *find_other(const struct parse_state *state)
{
	return state->other ? state->other->name : NULL;
}

static const char *find_limit(const struct parse_state *state)
{
	return state->options.for_ms ? "--for" : state->options.count ? "--count" : NULL;
}

static const char *find_beyond_tcp(const struct parse_state *state)
{
	return state->protos & ~(UINT32_C(1) << PROTO_TCP) ||
			       (state->word_pairs | parse_named_by_words(state)) &
				       ~proto_pairs(PROTO_TCP)
		       ? "tcp"
		       : NULL;
}

static const char *find_users(const struct parse_state *state)
{
	const struct process_select *select = &state->options.select;

	return select->uids.len || select->not_uids.len ? "user" : NULL;
}

static const char *find_executables(const struct parse_state *state)
{
	const struct filter_needs needs = filter_needs(&state->options.filter);

	return needs.executables ? "executable" : needs.cgroups ? "unit" : NULL;
}

/* Returns whether the condition `node` of the filter compares a field that is known in
 * --events: an event has only the addresses, the ports and the cookie of its socket.
 * Fields that need no data, such as the inode, are known only in a listing. */
static bool is_in_events(const struct expr_node *node)
{
	const uint32_t known = SOCK_HAS_INET | SOCK_HAS_COOKIE;

	return node->place == EXPR_IN_SOCK && sock_fields[node->index].needs & known;
}

/* Returns the name of a field in the filter that --events cannot compare; NULL: the
 * filter has no such field. */
static const char *find_fields(const struct parse_state *state)
{
	const struct expr *expr = state->options.filter.expr;

	for (size_t i = 0; expr && i < expr->len; i++)
		if (expr->nodes[i].kind == EXPR_FIELD && !is_in_events(&expr->nodes[i]))
			return expr_field_name(expr->nodes[i].place,
					       expr->nodes[i].index);
	return NULL;
}

/* Returns the name of an option that concerns only the rows or columns of a list, such as
 * --sort; NULL: no such option was given. */
static const char *find_order(const struct parse_state *state)
{
	return state->options.sort_keys     ? "--sort"
	       : state->options.sort.top    ? "--top"
	       : state->options.columns.len ? "--columns"
	       : state->options.group.len   ? "--group"
					    : NULL;
}

static const char *find_repeated_pager(const struct parse_state *state)
{
	return state->options.pager && state->options.continuous ? "--pager" : NULL;
}

static const char *find_layout(const struct parse_state *state)
{
	const struct out_ops *layout = state->options.layout;

	return layout && layout != &out_json ? layout->name : NULL;
}

/* Returns "--netns" if the option --netns was given; NULL: it was not given. */
static const char *find_netns(const struct parse_state *state)
{
	return state->options.has_all_netns || state->options.netns_count ? "--netns"
									  : NULL;
}

/* Returns whether the filter has a condition of the given kind or, if is_link is true, a
 * condition with the name of a network interface. */
static bool has_node(const struct parse_state *state, enum expr_kind kind, bool is_link)
{
	const struct expr *expr = state->options.filter.expr;
	size_t i = 0;

	while (expr && i < expr->len &&
	       !(is_link ? expr->nodes[i].is_link_name : expr->nodes[i].kind == kind))
		i++;
	return expr && i < expr->len;
}

/* Returns "--netns" if the filter has the name of a network interface, which was looked
 * up in the network namespace of this program, and not in those of --netns; NULL: the
 * filter has no such name, or --netns was not given. */
static const char *find_netns_link(const struct parse_state *state)
{
	return find_netns(state) && has_node(state, EXPR_LINK, true) ? "--netns" : NULL;
}

static const char *find_netns_word(const struct parse_state *state)
{
	return !find_netns(state) && has_node(state, EXPR_NETNS, false) ? "netns" : NULL;
}

static const char *find_netns_sockets(const struct parse_state *state)
{
	const enum sockets sockets = state->options.sockets;

	return find_netns(state) && sockets != SOCKETS_AUTO && sockets != SOCKETS_DIAG
		       ? "--sockets"
		       : NULL;
}

static const char *find_netns_continuous(const struct parse_state *state)
{
	return find_netns(state) && state->options.continuous ? "--continuous" : NULL;
}

/* Returns the name of the chosen layout if it does not show in which of several network
 * namespaces a socket is; NULL: the layout is accepted. */
static const char *find_netns_layout(const struct parse_state *state)
{
	const struct options *o = &state->options;
	const struct out_ops *layout = o->layout;

	return (o->has_all_netns || o->netns_count > 1) &&
			       (layout == &out_lsof || layout == &out_ss ||
				layout == &out_lsof_fields)
		       ? layout->name
		       : NULL;
}

static const char *find_events_layout(const struct parse_state *state)
{
	return state->options.layout != out_layouts[0] && find_layout(state) ? "layout"
									     : NULL;
}

/* The rules that a command line must keep, in the order in which they are checked. Only
 * the first broken rule is reported. */
static const struct rule {
	/* The commands of the program to which the rule applies, as a mask of BY and
	 * SUMMARY. */
	uint32_t verbs;
	/* The word that the message about the broken rule names, such as the name of an
	 * option; NULL: the function in the member `find` returns the word. */
	const char *word;
	/* The offset in struct parse_state of a bool that is true if the rule is broken;
	 * 0: the function in the member `find` decides whether the rule is broken. */
	size_t flag;
	const char *(*find)(const struct parse_state *state);
	/* The beginning of the message about the broken rule, "WHAT 'WORD'HINT"; NULL:
	 * the message is "--COMMAND does not go with '--WORD': HINT". */
	const char *what;
	const char *hint;
} rules[] = {
#define REFUSES(verbs, word, flag)                                                       \
	{                                                                                \
		verbs, word, FIELD(flag), NULL, NULL, "that is for lists"                \
	}
#define NO_COLUMN(word, flag)                                                            \
	{                                                                                \
		SUMMARY, word, FIELD(flag), NULL, "a summary has no column for", ""      \
	}
#define FINDS(verbs, find, what, hint)                                                   \
	{                                                                                \
		verbs, NULL, 0, find, what, hint                                         \
	}
	/* clang-format off */
	FINDS(LISTLESS | SUMMARY, find_netns, "only a list takes", ""),
	FINDS(UINT32_MAX, find_netns_word, "without --netns a filter cannot compare", ""),
	FINDS(BY(LIST), find_netns_link, "a filter by the name of an interface does not go with",
	      ": compare its index"),
	FINDS(BY(LIST), find_netns_continuous, "--netns does not go with", ""),
	FINDS(BY(LIST), find_netns_sockets, "--netns does not go with", " (known: diag)"),
	FINDS(BY(LIST), find_netns_layout, "--netns does not go with the layout", ""),
	FINDS(BY(EXPLAIN), find_other, NULL, "it shows a text"),
	REFUSES(LISTLESS, "listening", listening),
	REFUSES(LISTLESS, "executable", options.query.wanted.executable),
	REFUSES(LISTLESS, "unit", options.units),
	REFUSES(LISTLESS, "container", options.containers),
	REFUSES(LISTLESS, "peer", options.query.peers),
	REFUSES(LISTLESS, "extend", options.extend),
	REFUSES(LISTLESS, "pager", options.pager),
	FINDS(BY(LIST), find_repeated_pager, "a list that is repeated does not go with", ""),
	REFUSES(LISTLESS, "timers", options.timers),
	REFUSES(LISTLESS, "summary", is_summary),
	REFUSES(LISTLESS, "memory", options.query.wants.memory),
	REFUSES(LISTLESS, "tcp-info", options.query.wants.tcp_info),
	FINDS(LISTLESS | SUMMARY, find_order, "only a list takes", ""),
	REFUSES(BY(DOCTOR), "no-header", options.no_header),
	/* --events refuses --continuous, but --doctor accepts it as the time between the
	 * two readings of the counters */
	REFUSES(BY(EVENTS), "continuous", options.continuous),
	FINDS(BY(LIST) | BY(DOCTOR), find_limit, "without --events there is no", ""),
	FINDS(BY(EVENTS), find_beyond_tcp, "--events follows",
	      " alone: leave the other protocols out"),
	FINDS(BY(EVENTS), find_users, NULL, "a process may be gone by then"),
	FINDS(BY(EVENTS), find_executables, "--events cannot compare", " in a filter"),
	FINDS(BY(EVENTS), find_fields, "--events cannot compare",
	      " in a filter: it is not known of an event"),
	FINDS(BY(EVENTS), find_events_layout, NULL, "there is text, and --json"),
	{ ~BY(DOCTOR), "--threshold", FIELD(has_thresholds), NULL,
	  "without --doctor there is no", "" },
	FINDS(BY(DOCTOR), find_layout, "--doctor has no layout", " (known: json)"),
	NO_COLUMN("--extend", options.extend),
	NO_COLUMN("--timers", options.timers),
	NO_COLUMN("--unit", options.units),
	NO_COLUMN("--container", options.containers),
	NO_COLUMN("--peer", options.query.peers),
	NO_COLUMN("--executable", options.query.wanted.executable),
	FINDS(SUMMARY, find_layout, "a summary has no layout", " (known: json)"),
	/* clang-format on */
};

/* Sets state->error to the message that the option `name` cannot be combined with the
 * command of the program. why: the reason, or an empty text. Returns -EINVAL or
 * -ENOMEM. */
static int refuse_option(struct parse_state *state, const char *name, const char *why)
{
	return parse_failf(state, "--%s does not go with '--%s'%s%s",
			   verb_options[state->options.command], name, *why ? ": " : "",
			   why);
}

int parse_set_command(struct parse_state *state, enum command command)
{
	enum command *now = &state->options.command;

	if (*now == COMMAND_HELP || *now == COMMAND_VERSION)
		return 0;
	if (*now != COMMAND_LIST && command == COMMAND_LIST)
		return parse_failf(state, "--%s does not go with 'list'",
				   verb_options[*now]);
	if (*now != COMMAND_LIST && *now != command && command != COMMAND_HELP &&
	    command != COMMAND_VERSION)
		return refuse_option(state, verb_options[command], "");
	*now = command;
	return 0;
}

/* Returns the word of the command line that breaks a rule; NULL: the rule is not
 * broken. */
static const char *rule_find(const struct rule *rule, const struct parse_state *state)
{
	if (rule->find)
		return rule->find(state);
	return *(const bool *)((const char *)state + rule->flag) ? rule->word : NULL;
}

int parse_validate(struct parse_state *state)
{
	const uint32_t verbs =
		UINT32_C(1) << state->options.command | (state->is_summary ? SUMMARY : 0);

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		const struct rule *rule = &rules[i];
		const char *word = rule->verbs & verbs ? rule_find(rule, state) : NULL;

		if (word && rule->what)
			return parse_fail(state, rule->what, word, rule->hint);
		if (word)
			return refuse_option(state, word, rule->hint);
	}
	return 0;
}
