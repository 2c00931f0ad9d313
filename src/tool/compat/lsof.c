/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of lsof. The short options of sockstat are not accepted, because they have
 * other meanings in lsof. */
#include <string.h>

#include "compat.h"
#include "format/lsof.h"
#include "options/actions.h"
#include "options/dialect.h"
#include "owner/process.h"
#include "util/cleanup.h"

enum { REPEAT_MS = 15000 };

/* Applies option -U of lsof, which selects unix sockets in addition to the sockets that
 * -i selects. */
static int add_unix(struct parse_state *state, const char *arg)
{
	(void)arg;
	state->is_internet = true;
	return filter_add_pairs(&state->options.filter, proto_pairs(PROTO_UNIX));
}

/* Adds a regular expression for names of commands to *commands. text is "/EXPRESSION/",
 * followed by flags: b for a basic expression, x for an extended expression, i to ignore
 * case. Returns 0 or -errno. */
static int add_regex(struct parse_state *state, struct select_commands *commands,
		     const char *text)
{
	const char *end = strrchr(text + 1, '/');
	enum select_kind kind = SELECT_REGEX_EXTENDED;
	bool ignores_case = false;

	if (!end)
		return parse_fail(state, "-c: no closing '/' in", text, "");
	for (const char *flag = end + 1; *flag; flag++) {
		if (!strchr("bix", *flag))
			return parse_fail(state, "-c: unknown letter behind", text,
					  " (known: b, i, x)");
		ignores_case |= *flag == 'i';
		if (*flag == 'b')
			kind = SELECT_REGEX;
	}
	int r = select_commands_add(commands, kind, ignores_case, text + 1,
				    (size_t)(end - text - 1));
	return r == -EINVAL ? parse_fail(state, "-c: no regular expression:", text, "")
			    : r;
}

static int add_named(struct parse_state *state, const char *arg)
{
	struct select_commands *commands = parse_commands(state, &arg);

	if (arg[0] == '/')
		return add_regex(state, commands, arg);
	return select_commands_add(commands, SELECT_PREFIX, false, arg, strlen(arg));
}

/* Applies option -s of lsof. The argument PROTOCOL:STATES selects states. Without an
 * argument, lsof shows the sizes of files, and sockstat does nothing, because sockets
 * have no size. */
static int add_states_or_sizes(struct parse_state *state, const char *arg)
{
	const char *word = parse_take_word(state, arg);

	return word ? add_states(state, word) : 0;
}

static int set_terse(struct parse_state *state, const char *arg)
{
	(void)arg;
	state->options.layout = &out_lsof_pids;
	state->options.quiet = true;
	return 0;
}

static int set_letters(struct parse_state *state, const char *arg)
{
	return set_fields(state, parse_take_word(state, arg));
}

static int repeat(struct parse_state *state, const char *seconds)
{
	state->options.interval_ms = REPEAT_MS;
	state->options.lsof.mark = true;
	return set_continuous(state, seconds);
}

static int set_repeat(struct parse_state *state, const char *arg)
{
	return repeat(state, parse_take_word(state, arg));
}

/* Applies option -T of lsof, whose letters choose the facts about TCP that are shown;
 * without a letter, no facts about TCP are shown. */
static int set_info(struct parse_state *state, const char *arg)
{
	const char *word = parse_take_word(state, arg);

	if (word && word[strspn(word, "fqs")])
		return parse_fail(state, "-T: unknown letter in", word,
				  " (known: f, q, s)");
	state->options.lsof.no_states = !word || !strchr(word, 's');
	state->options.lsof.queues = word && strchr(word, 'q');
	return 0;
}

static int add_parents(struct parse_state *state, const char *arg)
{
	(void)arg;
	state->options.query.wanted.stat = true;
	state->options.lsof.ppids = true;
	return 0;
}

static int add_groups(struct parse_state *state, const char *arg)
{
	const char *word = parse_take_word(state, arg);

	if (word)
		return parse_fail(state, "-g: cannot select by process group:", word, "");
	state->options.query.wanted.stat = true;
	state->options.lsof.pgids = true;
	return 0;
}

/* Accepts an option of lsof that has no effect on sockets, together with the option's
 * optional argument. */
static int accept_word(struct parse_state *state, const char *arg)
{
	(void)parse_take_word(state, arg);
	return 0;
}

#define OF_FILES "is about files: use 'fuser', or lsof by its path"
#define OF_NAMES                                                                         \
	"is the name of a file: use lsof by its path; of a unix socket: 'ss -xap src "   \
	"NAME'"

static const struct option_desc options[] = {
	{ GROUP_WHICH, 'i', 2, "internet", MAY("WHAT"), NULL,
	  "[46][PROTOCOL][@HOST][:PORTS]", CALL(add_internet) },
	{ GROUP_WHICH, 'U', 0, "unix", NONE, NULL, NULL, CALL(add_unix) },
	{ GROUP_WHICH, 's', 2, "state", NEEDS("PROTOCOL:STATES"), NULL,
	  "^: all but these", CALL(add_states_or_sizes) },
	{ GROUP_WHICH, 'a', 0, "and", NONE, NULL, "only what all of these select",
	  FLAG(is_and) },
	{ GROUP_PROCESSES, 'p', 1, "pid", NEEDS("PID[,PID]"), NULL, NULL,
	  CALL(add_pids) },
	{ GROUP_PROCESSES, 'u', 1, "user", NEEDS("USER[,USER]"), NULL,
	  "^USER: all but this", CALL(add_users) },
	{ GROUP_PROCESSES, 'c', 1, "command", NEEDS("BEGIN|/REGEX/"), NULL, NULL,
	  CALL(add_named) },
	{ GROUP_COLUMNS, 'g', 2, "pgid", NONE, NULL, NULL, CALL(add_groups) },
	{ GROUP_COLUMNS, 'R', 0, "ppid", NONE, NULL, NULL, CALL(add_parents) },
	{ GROUP_COLUMNS, 'E', 0, "peer", NONE, NULL, "processes at the other end",
	  FLAG(options.query.peers) },
	{ GROUP_COLUMNS, 'T', 2, "info", MAY("LETTERS"), NULL,
	  "q queues, s states; none: neither", CALL(set_info) },
	{ GROUP_NAMES, 'n', 0, "numeric-hosts", NONE, NULL, NULL,
	  FLAG(options.numeric_hosts) },
	{ GROUP_NAMES, 'P', 0, "numeric-ports", NONE, NULL, NULL,
	  FLAG(options.numeric_ports) },
	{ GROUP_NAMES, 'l', 0, "numeric-users", NONE, NULL, NULL,
	  FLAG(options.numeric_users) },
	{ GROUP_LAYOUT, 't', 0, "terse", NONE, NULL, "pids only", CALL(set_terse) },
	{ GROUP_LAYOUT, 'F', 2, "fields", MAY("LETTERS"), NULL, NULL, CALL(set_letters) },
	{ GROUP_OTHER, 'r', 2, "repeat", MAY("SECONDS"), NULL, "+r: until there is none",
	  CALL(set_repeat) },
	{ GROUP_OTHER, 'w', 0, "quiet", NONE, NULL, NULL, FLAG(options.quiet) },
	{ GROUP_OTHER, 'Q', 0, "may-be-empty", NONE, NULL, "exit 0 if nothing matched",
	  FLAG(may_be_empty) },
	{ GROUP_OTHER, 'v', 0, "version", NONE, NULL, NULL, COMMAND(COMMAND_VERSION) },
	{ GROUP_OTHER, 'h', 0, "help", NONE, NULL, NULL, COMMAND(COMMAND_HELP) },
	{ GROUP_NONE, 'b', 0, "no-blocking", NONE, NULL, NULL, CALL(accept_only) },
	{ GROUP_NONE, 'C', 0, "no-name-cache", NONE, NULL, NULL, CALL(accept_only) },
	{ GROUP_NONE, 'O', 0, "no-overhead", NONE, NULL, NULL, CALL(accept_only) },
	{ GROUP_NONE, 'V', 0, "verbose", NONE, NULL, NULL, CALL(accept_only) },
	{ GROUP_NONE, 'S', 2, "stat-timeout", MAY("SECONDS"), NULL, NULL,
	  CALL(accept_word) },
	{ GROUP_NONE, 'o', 2, "offset", MAY("DIGITS"), NULL, NULL, CALL(accept_word) },
	{ GROUP_NONE, 'K', 2, "tasks", MAY("I"), NULL, NULL, CALL(accept_word) },
	{ GROUP_NONE, 'M', 0, "no-portmap", NONE, NULL, NULL, CALL(accept_only) },
	{ GROUP_NONE, 'L', 2, "no-links", MAY("LINKS"), NULL, NULL, CALL(accept_word) },
	{ GROUP_NONE, 'A', 2, "afs", MAY("FILE"), OF_FILES, NULL, CALL(refuse) },
	{ GROUP_NONE, 'd', 2, "descriptors", MAY("SET"),
	  "is about descriptors of files: use lsof by its path", NULL, CALL(refuse) },
	{ GROUP_NONE, 'D', 2, "device-cache", MAY("FILE"), OF_FILES, NULL, CALL(refuse) },
	{ GROUP_NONE, 'e', 2, "exempt", MAY("PATH"), OF_FILES, NULL, CALL(refuse) },
	{ GROUP_NONE, 'f', 2, "file-structure", MAY("LETTERS"), OF_FILES, NULL,
	  CALL(refuse) },
	{ GROUP_NONE, 'k', 2, "kernel", MAY("FILE"), OF_FILES, NULL, CALL(refuse) },
	{ GROUP_NONE, 'm', 2, "mounts", MAY("FILE"), OF_FILES, NULL, CALL(refuse) },
	{ GROUP_NONE, 'N', 0, "nfs", NONE, OF_FILES, NULL, CALL(refuse) },
	{ GROUP_NONE, 'x', 2, "cross-over", MAY("FL"), OF_FILES, NULL, CALL(refuse) },
	{ GROUP_NONE, 'X', 0, "no-internet", NONE, OF_FILES, NULL, CALL(refuse) },
	{ GROUP_NONE, 'Z', 2, "context", MAY("CONTEXT"),
	  "is about security contexts: use 'ps -Z'", NULL, CALL(refuse) },
	{ GROUP_NONE, 'z', 2, "zone", MAY("ZONE"), "is about zones: Linux has none", NULL,
	  CALL(refuse) },
};

/* Applies the option of lsof in words[*at], which begins with a plus sign. If the next
 * word is the argument of the option, advances *at to that word. Returns 0 or -errno. */
static int apply_plus(struct parse_state *state, size_t count, char *const words[],
		      size_t *at)
{
	const char *rest = words[*at] + 2;

	switch (words[*at][1]) {
	case 'c':
		/* The argument of option +c of lsof is the width of the column COMMAND,
		 * which sockstat never truncates. */
		*at += !*rest && *at + 1 < count;
		return 0;
	case 'w':
	case 'M':
		return 0;
	case 'E':
		state->options.query.peers = true;
		return 0;
	case 'r':
		if (!*rest && *at + 1 < count)
			rest = words[++*at];
		state->options.ends_empty = true;
		return repeat(state, *rest ? rest : NULL);
	default:
		return parse_fail(state, "lsof", words[*at], " " OF_FILES);
	}
}

static int apply_operands(struct parse_state *state, size_t count, char *const words[])
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		if (words[i][0] == '+' && words[i][1])
			r = apply_plus(state, count, words, &i);
		else
			r = parse_fail(state, "lsof", words[i], " " OF_NAMES);
	}
	return r;
}

/* Completes the options of a command line of lsof. Unless -a is given, a socket is listed
 * if it matches at least one of the selecting options. */
static int lsof_derive(struct parse_state *state)
{
	struct options *o = &state->options;
	const struct process_select *select = &o->select;
	const bool selects = select->pids.len || select->uids.len || select->commands.len;

	if (!o->layout && !state->is_summary && o->command != COMMAND_DOCTOR)
		o->layout = &out_lsof;
	state->all = true;
	o->query.owners = true;
	o->select.any = !state->is_and;
	o->query.either = selects && state->is_internet && !state->is_and;
	o->fail_empty = !state->may_be_empty;
	o->is_lenient = true;
	return 0;
}

const struct dialect dialect_lsof = {
	.name = "lsof",
	.is_lsof = true,
	.options = options,
	.options_count = ARRAY_SIZE(options),
	.operands = "",
	.empty = "nothing matched, without -Q",
	.operands_apply = apply_operands,
	.derive = lsof_derive,
};
