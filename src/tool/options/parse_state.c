/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse_state.h"

#include <getopt.h>
#include <string.h>

#include "kernel/proc.h"
#include "resolve/services.h"
#include "resolve/users.h"
#include "util/cleanup.h"
#include "util/parse.h"

int parse_fail(struct parse_state *state, const char *what, const char *word,
	       const char *hint)
{
	free(state->error);
	if (asprintf(&state->error, "%s '%s'%s", what, word, hint) < 0) {
		state->error = NULL;
		return -ENOMEM;
	}
	return -EINVAL;
}

int parse_fail_why(struct parse_state *state, const char *what, const char *word,
		   const char *why)
{
	char hint[80];

	snprintf(hint, sizeof(hint), " (%s)", why);
	return parse_fail(state, what, word, hint);
}

const char *parse_take_word(const struct parse_state *state, const char *attached)
{
	if (attached)
		return attached;
	if (optind < state->argc && state->argv[optind][0] != '-' &&
	    state->argv[optind][0] != '+')
		return state->argv[optind++];
	return NULL;
}

int add_internet(struct parse_state *state, const struct option_desc *desc,
		 const char *arg)
{
	const char *word = parse_take_word(state, arg);
	const char *why = NULL;

	(void)desc;
	state->is_internet = true;
	int r = filter_add_endpoint(&state->options.filter, word ? word : "",
				    services_port, &why);
	if (errno_is_resource(r))
		return r;
	return r < 0 ? parse_fail_why(state, "-i: cannot understand", word, why) : 0;
}

int add_states(struct parse_state *state, const struct option_desc *desc, const char *arg)
{
	const char *word = parse_take_word(state, arg);
	const char *why = NULL;

	(void)desc;
	if (!word)
		return parse_fail(state, "missing argument to", "-s",
				  " (PROTOCOL:STATES)");
	if (filter_add_states(&state->options.filter, word, &why) < 0)
		return parse_fail_why(state, "-s: cannot understand", word, why);
	return 0;
}

/* Reports an argument of an option, which is named by its letter if it has one. */
static int fail_argument(struct parse_state *state, const struct option_desc *desc,
			 const char *what, const char *arg)
{
	char text[64];

	if (desc->letter)
		snprintf(text, sizeof(text), "-%c: %s", desc->letter, what);
	else
		snprintf(text, sizeof(text), "--%s: %s", desc->name, what);
	return parse_fail(state, text, arg, "");
}

/* Adds numbers with commas between them to wanted or, behind a '^', to unwanted. */
static int add_numbers(struct parse_state *state, const struct option_desc *desc,
		       const char *list, const char *what,
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
			return fail_argument(state, desc, what, list);
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

int add_pids(struct parse_state *state, const struct option_desc *desc, const char *arg)
{
	return add_numbers(state, desc, arg, "not a process id:", parse_pid,
			   &state->options.select.pids, &state->options.select.not_pids);
}

int add_users(struct parse_state *state, const struct option_desc *desc, const char *arg)
{
	return add_numbers(state, desc, arg, "no such user:", users_find,
			   &state->options.select.uids, &state->options.select.not_uids);
}

struct select_commands *parse_commands(struct parse_state *state, const char **arg)
{
	struct process_select *select = &state->options.select;

	if (**arg != '^')
		return &select->commands;
	++*arg;
	return &select->not_commands;
}

int add_command(struct parse_state *state, const struct option_desc *desc,
		const char *arg)
{
	struct select_commands *commands = parse_commands(state, &arg);

	(void)desc;
	return select_commands_add(commands, SELECT_GLOB, false, arg, strlen(arg));
}
