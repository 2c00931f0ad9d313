/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operands of the dialect sockstat: a command, protocols as in netstat of Windows,
 * and a filter. */
#include <ctype.h>
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

/* Returns whether a command prints a text, such as --help; no filter may follow such a
 * command. */
static bool is_text(enum command command)
{
	return command == COMMAND_EXPLAIN || command == COMMAND_HELP ||
	       command == COMMAND_VERSION;
}

/* If the first operand is a command, applies this command and sets *ret_used to the
 * number of operands that belong to it; otherwise sets *ret_used to 0. Returns 0, or
 * -EINVAL or -ENOMEM with state->error set. */
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
	/* the operand "summary" is not checked against other commands here, because
	 * parse_validate refuses the commands that exclude --summary */
	if (verb->is_summary)
		return 0;
	/* In "help CLOSE_WAIT", the second word is a state to explain. */
	const bool has_state = count > 1 && (verb->command == COMMAND_EXPLAIN ||
					     verb->command == COMMAND_HELP);
	*ret_used += has_state;
	if (is_text(verb->command) && *ret_used < count)
		return parse_fail(state, "unknown operand", words[*ret_used], "");
	return has_state ? parse_set_explained(state, words[1])
			 : parse_set_command(state, verb->command);
}

static bool is_among(const char *word, size_t n, const char *const list[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == n && strncasecmp(word, list[i], n) == 0)
			return true;
	return false;
}

/* Returns whether the operand `word` contains an "or" outside of quotes and parentheses.
 * *depth is the number of parentheses that are open before the operand, and is set to the
 * number of parentheses that are open after the operand. */
static bool has_or(const char *word, size_t *depth)
{
	static const char *const ors[] = { "or", "|", "||" };
	static const char symbols[] = "()&|=<>! \t";

	while (*word) {
		size_t n = 0;

		for (char quote = '\0'; word[n] && (quote || !strchr(symbols, word[n]));
		     n++) {
			if (quote ? word[n] == quote : strchr("'\"", word[n]) != NULL)
				quote = quote ? '\0' : word[n];
			else if (!quote && word[n] == '\\' && word[n + 1])
				n++;
		}
		n += !n;
		*depth += *word == '(';
		*depth -= *word == ')' && *depth;
		if (!*depth && is_among(word, n, ors, ARRAY_SIZE(ors)))
			return true;
		word += n;
	}
	return false;
}

/* Applies the protocols with which the operands begin; "tcp udp" lists both protocols.
 * Returns how many operands were applied, including an "and" after the protocols. If the
 * operands contain an "or", as in "tcp or port 53", all operands belong to the filter,
 * and 0 is returned. */
static size_t apply_protocols(struct parse_state *state, size_t count,
			      char *const words[])
{
	static const char *const ands[] = { "and", "&", "&&" };
	uint32_t pairs = 0;
	size_t depth = 0;
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
		if (has_or(words[i], &depth))
			return 0;
	while (used < count && operands_pairs(words[used]))
		pairs |= operands_pairs(words[used++]);
	state->word_pairs |= pairs;
	if (used && used + 1 < count &&
	    is_among(words[used], strlen(words[used]), ands, ARRAY_SIZE(ands)))
		used++;
	return used;
}

enum { NEAR_MAX = 64 };

static void lower(char ret[NEAR_MAX], const char *word)
{
	size_t n = 0;

	for (; n < NEAR_MAX - 1 && word[n]; n++)
		ret[n] = (char)tolower((unsigned char)word[n]);
	ret[n] = '\0';
}

/* If the word `known` is closer to the mistyped word `typed` than *best, a number of
 * typing errors, sets *near to `known` and *best to its distance from `typed`. Upper and
 * lower case count as equal. */
static void try_near(const char *typed, const char *known, const char **near,
		     size_t *best)
{
	char a[NEAR_MAX];
	char b[NEAR_MAX];

	lower(a, typed);
	lower(b, known);
	const size_t distance = distance_of_typo(a, b);

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

/* Sets state->error to the message about an error in the filter. first: the number of
 * operands before the filter. Returns -EINVAL or -ENOMEM. */
static int fail_filter(struct parse_state *state, const struct language_error *error,
		       size_t first)
{
	const char *near = error->is_name ? words_near(error->token) : NULL;
	const char *quote = error->token[0] ? "'" : "";

	return parse_failf(
		state, "filter: operand %zu, character %zu, at %s%s%s: %s%s%s%s",
		first + error->word + 1, error->offset + 1, quote,
		error->token[0] ? error->token : "the end", quote, error->why,
		near ? " (did you mean " : "", near ? near : "", near ? "?)" : "");
}

int words_apply(struct parse_state *state, size_t count, char *const words[])
{
	static const struct language_names names = {
		.port_of = names_find_service,
		.uid_of = names_find_user,
	};
	struct language_error error = { 0 };
	size_t used = 0;
	int r = count ? apply_verb(state, count, words, &used) : 0;

	if (r < 0)
		return r;
	used += apply_protocols(state, count - used, words + used);
	state->has_words = used < count;
	r = filter_add_words(&state->options.filter, (const char *const *)words + used,
			     count - used, &names, &error);
	return r == -EINVAL ? fail_filter(state, &error, used) : r;
}
