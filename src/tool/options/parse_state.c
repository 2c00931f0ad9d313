/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse_state.h"

#include <getopt.h>
#include <stdarg.h>
#include <sys/socket.h>

#include "filter/expr.h"
#include "util/cleanup.h"

int parse_failf(struct parse_state *state, const char *format, ...)
{
	va_list args;

	free(state->error);
	va_start(args, format);
	const int n = vasprintf(&state->error, format, args);
	va_end(args);
	if (n >= 0)
		return -EINVAL;
	state->error = NULL;
	return -ENOMEM;
}

int parse_fail(struct parse_state *state, const char *what, const char *word,
	       const char *hint)
{
	return parse_failf(state, "%s '%s'%s", what, word, hint);
}

int parse_fail_why(struct parse_state *state, const char *what, const char *word,
		   const char *why)
{
	return parse_failf(state, "%s '%s' (%s)", what, word, why);
}

int parse_fail_typo(struct parse_state *state, const char *what, const char *word,
		    const char *near, const char *hint)
{
	return near ? parse_failf(state, "%s '%s' (did you mean %s?)", what, word, near)
		    : parse_fail(state, what, word, hint);
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

struct select_commands *parse_commands(struct parse_state *state, const char **arg)
{
	struct process_select *select = &state->options.select;

	if (**arg != '^')
		return &select->commands;
	++*arg;
	return &select->not_commands;
}

uint32_t parse_named_by_words(const struct parse_state *state)
{
	const uint32_t families[] = { expr_internet_pairs(AF_INET),
				      expr_internet_pairs(AF_INET6) };
	uint32_t named = filter_named_pairs(&state->options.filter);

	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		if ((named & families[i]) == families[i])
			named &= ~families[i];
	return named;
}
