/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions.h"

#include <getopt.h>
#include <string.h>
#include <sys/socket.h>

#include "diagnose/explain.h"
#include "dialect.h"
#include "format/lsof.h"
#include "guess.h"
#include "kernel/proc.h"
#include "resolve/names.h"
#include "util/cleanup.h"
#include "util/parse.h"

int set_flag(struct parse_state *state, const char *arg)
{
	(void)arg;
	*(bool *)((char *)state + state->desc->field) = true;
	return 0;
}

int add_bit(struct parse_state *state, const char *arg)
{
	(void)arg;
	*(uint32_t *)((char *)state + state->desc->field) |= state->desc->bit;
	return 0;
}

int add_families(struct parse_state *state, const char *arg)
{
	static const struct {
		const char *name;
		uint32_t ips, protos;
		uint8_t family;
	} families[] = {
		{ "inet", 1U << IP_V4, 0, AF_INET },
		{ "inet6", 1U << IP_V6, 0, AF_INET6 },
		{ "ip", 1U << IP_V4, 0, AF_INET },
		{ "tcpip", 1U << IP_V4, 0, AF_INET },
		{ "unix", 0, 1U << PROTO_UNIX, AF_UNIX },
		{ "link", 0, 1U << PROTO_PACKET, AF_PACKET },
		{ "netlink", 0, 1U << PROTO_NETLINK, AF_NETLINK },
		{ "vsock", 0, 1U << PROTO_VSOCK, AF_VSOCK },
		{ "xdp", 0, 1U << PROTO_XDP, AF_XDP },
		{ "tipc", 0, 1U << PROTO_TIPC, AF_TIPC },
	};

	for (const char *at = arg;; at++) {
		const size_t n = strcspn(at, ",");
		size_t i = 0;

		while (i < ARRAY_SIZE(families) && (strlen(families[i].name) != n ||
						    memcmp(families[i].name, at, n) != 0))
			i++;
		if (i == ARRAY_SIZE(families))
			return parse_fail(state, "-f, -A: unknown address family", arg,
					  " (known: " FAMILY_WORDS ")");
		state->ips |= families[i].ips;
		state->protos |= families[i].protos;
		if (!state->dialect->has_words)
			state->options.filter.family = families[i].family;
		at += n;
		if (!*at)
			return 0;
	}
}

int accept_only(struct parse_state *state, const char *arg)
{
	(void)state;
	(void)arg;
	return 0;
}

/* Parses `text`, the argument of the option `name`, as a time in seconds, and sets *ret
 * to the time in milliseconds. A time of less than least_ms (0 or 1) milliseconds is an
 * error. Returns 0, or -EINVAL or -ENOMEM with state->error set. */
static int parse_time(struct parse_state *state, const char *name, uint32_t least_ms,
		      const char *text, uint32_t *ret)
{
	uint32_t ms = 0;

	if (parse_seconds(text, &ms) < 0 || ms < least_ms)
		return parse_failf(state, "--%s: not %s to 86400 seconds: '%s'", name,
				   least_ms ? "0.001" : "0", text);
	*ret = ms;
	return 0;
}

int set_seconds(struct parse_state *state, const char *arg)
{
	const struct option_desc *desc = state->desc;

	return parse_time(state, desc->name, desc->bit, arg,
			  (uint32_t *)((char *)state + desc->field));
}

int parse_set_interval(struct parse_state *state, const char *text)
{
	return parse_time(state, "continuous", 1, text, &state->options.interval_ms);
}

/* Returns whether a text is a decimal number, such as "2" or "0.5". */
static bool is_decimal(const char *text)
{
	const size_t whole = strspn(text, "0123456789");
	const size_t dot = text[whole] == '.';
	const size_t part = strspn(text + whole + dot, "0123456789");

	return whole + part && !text[whole + dot + part];
}

/* If no argument is attached to -c and the next word of the command line is a number, the
 * number is taken as the argument. This rule holds only in the dialect sockstat. In the
 * dialect netstat, an interval among the operands is handled when the operands are
 * applied. */
int set_continuous(struct parse_state *state, const char *arg)
{
	state->options.continuous = true;
	if (!arg && state->dialect->has_words && !state->letters &&
	    optind < state->argc && is_decimal(state->argv[optind]))
		arg = state->argv[optind++];
	return arg ? parse_set_interval(state, arg) : 0;
}

int refuse(struct parse_state *state, const char *arg)
{
	const struct option_desc *desc = state->desc;
	const char letter[] = { '-', desc->letter, '\0' };

	(void)arg;
	int r = parse_failf(state, "%s '%s' %s", state->dialect->name,
			    desc->letter ? letter : desc->name, desc->help);
	return r == -EINVAL ? -EOPNOTSUPP : r;
}

int set_fields(struct parse_state *state, const char *arg)
{
	state->options.layout = &out_lsof_fields;
	if (lsof_fields_parse(arg ? arg : "", &state->options.fields) < 0)
		return parse_fail(state, "-F: unknown field in", arg,
				  " (see the manual)");
	return 0;
}

static bool begins_with_protocol(const char *word)
{
	const size_t n = strcspn(word, ":");

	for (enum proto proto = 0; proto < PROTO_MAX_; proto++)
		if (strlen(proto_desc(proto)->name) == n &&
		    strncasecmp(proto_desc(proto)->name, word, n) == 0)
			return true;
	return false;
}

/* Returns whether `word`, which follows the option -s, is an argument PROTOCOL:STATES,
 * and not the beginning of a filter, such as ":443". */
static bool selects_states(const struct parse_state *state, const char *word)
{
	return word[0] != '-' && strchr(word, ':') &&
	       (!state->dialect->has_words || begins_with_protocol(word));
}

int set_summary_or_states(struct parse_state *state, const char *arg)
{
	const char *word = state->argv[optind - 1];
	/* Whether the option was typed by its long name: as "--state X", with the
	 * argument as a word of its own, or as "--state=X". */
	const bool is_long = arg && (arg == word || strncmp(word, "--", 2) == 0);
	const char *next = arg || optind == state->argc ? arg : state->argv[optind];

	if (is_long || (next && selects_states(state, next)))
		return add_states(state, arg);
	state->is_summary = true;
	state->letters = arg;
	return 0;
}

int set_command(struct parse_state *state, const char *arg)
{
	(void)arg;
	return parse_set_command(state, (enum command)state->desc->bit);
}

int parse_set_explained(struct parse_state *state, const char *word)
{
	state->options.state = word;
	if (!word || strcasecmp(word, EXPLAIN_ALL) == 0 || explain_find(word))
		return parse_set_command(state, COMMAND_EXPLAIN);
	return parse_fail_typo(state, "--explain: unknown state", word,
			       explain_nearest(word), " (see --explain)");
}

enum { TYPED_NAME_MAX = 64 };

/* Writes to ret the name of the option that is being applied, as the user has typed the
 * option: "-s" or "--state". Returns ret. */
static const char *typed_name(const struct parse_state *state, char ret[TYPED_NAME_MAX])
{
	if (state->is_letter)
		snprintf(ret, TYPED_NAME_MAX, "-%c", state->desc->letter);
	else
		snprintf(ret, TYPED_NAME_MAX, "--%s", state->desc->name);
	return ret;
}

/* Sets state->error for a wrong argument of the option that is being applied. what: what
 * is wrong; guess: a function that suggests the argument that was meant; why: the reason,
 * which is shown if guess suggests nothing. guess and why may be NULL. Returns -EINVAL or
 * -ENOMEM. */
static int fail_argument(struct parse_state *state, const char *what, const char *arg,
			 const char *why,
			 bool (*guess)(const char *word, char ret[GUESS_MAX]))
{
	char name[TYPED_NAME_MAX];
	char guessed[GUESS_MAX];

	typed_name(state, name);
	if (guess && guess(arg, guessed))
		return parse_failf(state, "%s: %s '%s' (did you mean %s %s?)", name, what,
				   arg, name, guessed);
	return why ? parse_failf(state, "%s: %s '%s' (%s)", name, what, arg, why)
		   : parse_failf(state, "%s: %s '%s'", name, what, arg);
}

int add_internet(struct parse_state *state, const char *arg)
{
	const char *word = parse_take_word(state, arg);
	const char *why = NULL;

	state->is_internet = true;
	int r = filter_add_endpoint(&state->options.filter, word ? word : "",
				    names_find_service, &why);
	if (errno_is_resource(r))
		return r;
	return r < 0 ? fail_argument(state, "cannot understand", word, why,
				     guess_internet)
		     : 0;
}

int add_states(struct parse_state *state, const char *arg)
{
	const char *word = parse_take_word(state, arg);
	char name[TYPED_NAME_MAX];
	const char *why = NULL;

	if (!word)
		return parse_failf(state, "missing argument to '%s' (PROTOCOL:STATES)",
				   typed_name(state, name));
	if (filter_add_states(&state->options.filter, word, &why) < 0)
		return fail_argument(state, "cannot understand", word, why, guess_states);
	return 0;
}

/* Parses the numbers in `list`, separated by commas, with the function `parse`, and adds
 * each number to `wanted` or, if '^' precedes the number, to `unwanted`. `what` is the
 * beginning of the message about a wrong number. Returns 0 or -errno. */
static int add_numbers(struct parse_state *state, const char *list, const char *what,
		       int (*parse)(const char *word, uint32_t *ret),
		       struct select_numbers *wanted, struct select_numbers *unwanted)
{
	_cleanup_free_ char *words = strdup(list);
	char *next = words;
	char *word = NULL;

	if (!words)
		return -ENOMEM;
	while ((word = strsep(&next, ","))) {
		const bool is_unwanted = word[0] == '^';
		uint32_t number = 0;

		int r = parse(word + is_unwanted, &number);
		if (errno_is_resource(r))
			return r;
		if (r < 0)
			return fail_argument(state, what, list, NULL, NULL);
		r = select_numbers_add(is_unwanted ? unwanted : wanted, number);
		if (r < 0)
			return r;
	}
	return 0;
}

static int parse_pid(const char *word, uint32_t *ret)
{
	uint64_t pid = 0;

	int r = parse_uint_n(word, strlen(word), 10, INT32_MAX, &pid);
	*ret = (uint32_t)pid;
	return r == 0 && !pid ? -EINVAL : r;
}

int add_pids(struct parse_state *state, const char *arg)
{
	return add_numbers(state, arg, "not a process id:", parse_pid,
			   &state->options.select.pids, &state->options.select.not_pids);
}

int add_users(struct parse_state *state, const char *arg)
{
	return add_numbers(state, arg, "no such user:", names_find_user,
			   &state->options.select.uids, &state->options.select.not_uids);
}

int add_netns(struct parse_state *state, const char *arg)
{
	struct options *o = &state->options;

	if (!arg || strcmp(arg, "all") == 0) {
		o->has_all_netns = true;
		return 0;
	}
	if (!arg[0] || o->netns_count == NETNS_WORDS_MAX)
		return fail_argument(state,
				     arg[0] ? "too many before" : "no namespace:", arg,
				     NULL, NULL);
	o->netns_words[o->netns_count++] = arg;
	return 0;
}

int add_command(struct parse_state *state, const char *arg)
{
	struct select_commands *commands = parse_commands(state, &arg);

	return select_commands_add(commands, SELECT_GLOB, false, arg, strlen(arg));
}
