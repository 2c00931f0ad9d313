/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <getopt.h>
#include <string.h>

#include "actions.h"
#include "dialect.h"
#include "parse_state.h"
#include "text/distance.h"
#include "util/cleanup.h"

enum {
	/* The options of one dialect. */
	OPTIONS_MAX = 160,
	DEFAULT_INTERVAL_MS = 1000,
	DEFAULT_RESOLVE_MS = 2000,
	DEFAULT_OWNERS_MS = 5000,
	/* The first value for getopt of options without a letter. */
	NO_LETTER = 256,
};

/* Whether a row is another spelling of the row before it, so that an abbreviation that fits
 * both is not ambiguous. */
static bool is_spelling(const struct option_desc *desc, const struct option_desc *before)
{
	return desc->group != GROUP_NONE && desc->apply == before->apply &&
	       desc->field == before->field && desc->bit == before->bit &&
	       desc->has_arg == before->has_arg;
}

/* Makes the two tables of getopt for the options of a dialect. The value of a short option is its
 * letter, that of a long one its index. */
static void make_getopt(const struct dialect *dialect, char shorts[3 * OPTIONS_MAX + 2],
			struct option longs[OPTIONS_MAX + 1])
{
	const struct option_desc *before = NULL;
	struct dialect_option o;
	char *s = shorts;
	size_t i = 0;
	/* the first spelling of the current option */
	size_t first = 0;

	/* getopt then tells a missing argument from an unknown option */
	*s++ = ':';
	for (; i < OPTIONS_MAX && dialect_option(dialect, i, &o); i++) {
		if (o.letter)
			*s++ = o.letter;
		for (unsigned int k = 0; o.letter && k < o.desc->letter_arg; k++)
			*s++ = ':';
		if (!before || !is_spelling(o.desc, before))
			first = i;
		longs[i] = (struct option){
			.name = o.desc->name,
			.has_arg = o.desc->has_arg,
			.val = NO_LETTER + (int)first,
		};
		before = o.desc;
	}
	*s = '\0';
	longs[i] = (struct option){ 0 };
}

static const struct option_desc *find_option(const struct dialect *dialect, int value)
{
	struct dialect_option o;

	if (value >= NO_LETTER)
		return dialect_option(dialect, (size_t)(value - NO_LETTER), &o) ? o.desc
										: NULL;
	for (size_t i = 0; dialect_option(dialect, i, &o); i++)
		if (o.letter && o.letter == value)
			return o.desc;
	return NULL;
}

/* Counts the options whose names begin with what was typed. */
static size_t count_options(const struct dialect *dialect, const char *typed)
{
	const size_t n = strcspn(typed, "=");
	struct dialect_option o;
	size_t count = 0;

	for (size_t i = 0; dialect_option(dialect, i, &o); i++)
		count += strncmp(o.desc->name, typed, n) == 0;
	return count;
}

/* Returns the long option that was most likely meant, NULL if none is similar. */
static const char *nearest(const struct dialect *dialect, const char *typed)
{
	_cleanup_free_ char *name = strndup(typed, strcspn(typed, "="));
	struct dialect_option o;
	const char *best = NULL;
	size_t least = SIZE_MAX;

	for (size_t i = 0; name && dialect_option(dialect, i, &o); i++) {
		const size_t d = distance_of_typo(name, o.desc->name);

		if (o.desc->group == GROUP_NONE)
			continue;
		if (d < least) {
			least = d;
			best = o.desc->name;
		}
	}
	return best;
}

static int fail_unknown(struct parse_state *state, const char *typed)
{
	const char *near = nearest(state->dialect, typed + 2);
	char hint[64];

	if (!near)
		return parse_fail(state, "unknown option", typed, " (see --help)");
	snprintf(hint, sizeof(hint), " (did you mean --%s?)", near);
	return parse_fail(state, "unknown option", typed, hint);
}

/* Reports what getopt has refused, as it was typed. */
static int fail_option(struct parse_state *state, int value, char *const argv[])
{
	static const char hint[] = " (see --help)";
	const char *typed = argv[optind - 1];
	char letter[] = { '-', (char)optopt, '\0' };

	if (value == ':')
		return parse_fail(state, "missing argument to",
				  strncmp(typed, "--", 2) == 0 ? typed : letter, hint);
	/* optopt is the value of a long option that has an argument too many, and 0 for an
	 * unknown one */
	if (optopt >= NO_LETTER)
		return parse_fail(state, "option takes no argument:", typed, hint);
	if (optopt)
		return parse_fail(state, "unknown option", letter, hint);
	if (count_options(state->dialect, typed + 2))
		return parse_fail(state, "ambiguous option", typed, hint);
	return fail_unknown(state, typed);
}

/* Whether the option has a meaning for a verb that shows a text. */
static bool applies_to_text(const struct option_desc *desc)
{
	return desc->apply == accept_only || desc->apply == set_command ||
	       strcmp(desc->name, "explain") == 0 || strcmp(desc->name, "quiet") == 0;
}

static int apply_option(struct parse_state *state, const struct option_desc *desc,
			const char *arg)
{
	if (!state->other && !applies_to_text(desc))
		state->other = desc;
	return desc->apply(state, desc, arg);
}

/* Applies the next letter of a bundle. If it takes an argument, that is the rest of the bundle
 * or the next word. */
static int apply_letter(struct parse_state *state)
{
	const char *at = state->letters;
	const struct option_desc *desc = find_option(state->dialect, (unsigned char)*at);
	const char letter[] = { '-', *at++, '\0' };
	const char *arg = NULL;

	state->letters = NULL;
	if (!desc)
		return parse_fail(state, "unknown option", letter, " (see --help)");
	if (!desc->letter_arg)
		state->letters = *at ? at : NULL;
	else if (*at)
		arg = at;
	else if (desc->letter_arg == 1 && optind < state->argc)
		arg = state->argv[optind++];
	else if (desc->letter_arg == 1)
		return parse_fail(state, "missing argument to", letter, " (see --help)");
	return apply_option(state, desc, arg);
}

static int parse_words(struct parse_state *state, int argc, char *const argv[])
{
	const struct dialect *dialect = state->dialect;
	char shorts[3 * OPTIONS_MAX + 2];
	struct option longs[OPTIONS_MAX + 1];
	int value = 0;
	int r = 0;

	make_getopt(dialect, shorts, longs);
	opterr = 0;
	/* for glibc: the first call for another command line */
	optind = 0;
	while (r == 0 && (value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_desc *desc = find_option(dialect, value);

		r = desc ? apply_option(state, desc, optarg)
			 : fail_option(state, value, argv);
		while (r == 0 && state->letters)
			r = apply_letter(state);
	}
	if (r == 0)
		r = dialect->operands_apply(state, (size_t)(argc - optind),
					    argv + optind);
	if (r == 0 && dialect->derive)
		dialect->derive(state);
	if (r == 0)
		r = parse_validate(state);
	return r ? r : parse_derive(state);
}

int options_parse(const struct dialect *dialect, int argc, char *const argv[],
		  struct options *ret, char **ret_error)
{
	struct parse_state state = {
		.argc = argc,
		.argv = argv,
		.dialect = dialect,
		.options = {
			.interval_ms = DEFAULT_INTERVAL_MS,
			.resolve_ms = DEFAULT_RESOLVE_MS,
			.query.owners_ms = DEFAULT_OWNERS_MS,
			.thresholds = thresholds_normal(),
		},
	};

	int r = parse_words(&state, argc, argv);
	if (r < 0) {
		*ret_error = state.error;
		options_release(&state.options);
		return r;
	}
	state.options.dialect = state.dialect;
	*ret = state.options;
	return 0;
}

void options_release(struct options *options)
{
	filter_release(&options->filter);
	process_select_release(&options->select);
}
