/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operands of sockstat: a verb, protocols as in netstat of Windows, the interval of -c, and
 * words of the filter language. */
#include <string.h>
#include <strings.h>

#include "actions.h"
#include "filter/language.h"
#include "parse_state.h"
#include "resolve/names.h"
#include "text/distance.h"
#include "util/cleanup.h"
#include "words.h"

static const struct verb {
	const char *word;
	enum command command;
	bool is_summary;
} verbs[] = {
	{ "list", COMMAND_LIST, false },       { "doctor", COMMAND_DOCTOR, false },
	{ "events", COMMAND_EVENTS, false },   { "explain", COMMAND_EXPLAIN, false },
	{ "summary", COMMAND_LIST, true },     { "help", COMMAND_HELP, false },
	{ "version", COMMAND_VERSION, false },
};

/* Applies the first operand if it is a verb. Sets *ret_used to the number of operands that belong
 * to the verb, or to 0 if the operand is no verb. */
static int apply_verb(struct parse_state *state, size_t count, char *const words[],
		      size_t *ret_used)
{
	const struct verb *verb = verbs;

	*ret_used = 0;
	while (verb < verbs + ARRAY_SIZE(verbs) && strcmp(verb->word, words[0]) != 0)
		verb++;
	if (verb == verbs + ARRAY_SIZE(verbs))
		return 0;
	*ret_used = 1;
	state->is_summary |= verb->is_summary;
	enum command command = verb->command;
	/* "help CLOSE_WAIT" means the same as "explain CLOSE_WAIT". */
	if (command == COMMAND_HELP && count > 1)
		command = COMMAND_EXPLAIN;
	if (command == COMMAND_EXPLAIN && count > 1) {
		state->options.state = words[1];
		*ret_used = 2;
	}
	return command == COMMAND_LIST ? 0 : parse_set_command(state, command);
}

static bool is_operator(const char *word)
{
	static const char *const operators[] = { "and", "or", "&", "&&", "|", "||" };

	for (size_t i = 0; i < ARRAY_SIZE(operators); i++)
		if (strcasecmp(word, operators[i]) == 0)
			return true;
	return false;
}

/* Applies the protocols that come first in words: all of them are listed. Returns how many operands
 * they are. If an operator follows, as in "tcp or port 53", the protocols belong to the filter, and
 * 0 is returned. */
static size_t apply_protocols(struct parse_state *state, size_t count,
			      char *const words[])
{
	uint32_t pairs = 0;
	size_t used = 0;

	while (used < count && operands_pairs(words[used]))
		pairs |= operands_pairs(words[used++]);
	if (used < count && is_operator(words[used]))
		return 0;
	state->word_pairs |= pairs;
	return used;
}

static void try_near(const char *typed, const char *known, const char **near,
		     size_t *best)
{
	const size_t distance = distance_of_typo(typed, known);

	if (distance < *best) {
		*best = distance;
		*near = known;
	}
}

const char *words_near(const char *typed)
{
	const char *near = NULL;
	const char *name = NULL;
	size_t best = SIZE_MAX;

	for (size_t i = 0; (name = language_name(i)); i++)
		try_near(typed, name, &near, &best);
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		try_near(typed, verbs[i].word, &near, &best);
	for (unsigned int state = 0; state < STATE_MAX_; state++)
		if (state_name(state))
			try_near(typed, state_name(state), &near, &best);
	for (enum proto proto = 0; proto < PROTO_MAX_; proto++)
		try_near(typed, proto_desc(proto)->name, &near, &best);
	return near;
}

static int fail_filter(struct parse_state *state, const struct language_error *error)
{
	const char *near = error->is_name ? words_near(error->token) : NULL;
	const char *quote = error->token[0] ? "'" : "";

	return parse_failf(
		state, "filter: operand %zu, character %zu, at %s%s%s: %s%s%s%s",
		error->word + 1, error->offset + 1, quote,
		error->token[0] ? error->token : "the end", quote, error->why,
		near ? " (did you mean " : "", near ? near : "", near ? "?)" : "");
}

static int apply_filter(struct parse_state *state, size_t count, char *const words[])
{
	static const struct language_names names = {
		.port_of = names_find_service,
		.uid_of = names_find_user,
	};
	struct language_error error = { 0 };

	state->has_words = count != 0;
	int r = filter_add_words(&state->options.filter, (const char *const *)words,
				 count, &names, &error);
	return r == -EINVAL ? fail_filter(state, &error) : r;
}

int words_apply(struct parse_state *state, size_t count, char *const words[])
{
	size_t used = 0;
	int r = count ? apply_verb(state, count, words, &used) : 0;

	if (r < 0)
		return r;
	used += apply_protocols(state, count - used, words + used);
	/* After -c without a number, a number is the interval; a port must be written ":443". */
	if (used < count && state->options.continuous && !state->has_interval &&
	    words[used][strspn(words[used], "0123456789.")] == '\0') {
		state->has_interval = true;
		r = parse_set_interval(state, words[used++]);
	}
	return r < 0 ? r : apply_filter(state, count - used, words + used);
}
