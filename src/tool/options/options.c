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
	/* The maximum number of options that a dialect accepts. */
	OPTIONS_MAX = 160,
	DEFAULT_INTERVAL_MS = 1000,
	DEFAULT_RESOLVE_MS = 2000,
	DEFAULT_OWNERS_MS = 5000,
	/* The number that getopt_long(3) returns for the long option with index 0;
	 * smaller numbers are letters of short options. */
	NO_LETTER = 256,
};

static const char see_help[] = " (see --help)";

/* Returns whether an option is a synonym of the option `before`, which precedes the
 * option in the option table. An abbreviation that fits only synonyms is not
 * ambiguous. */
static bool is_spelling(const struct option_desc *desc, const struct option_desc *before)
{
	return desc->group != GROUP_NONE && desc->apply == before->apply &&
	       desc->field == before->field && desc->bit == before->bit &&
	       desc->has_arg == before->has_arg;
}

/* Fills shorts and longs with the options of a dialect, in the form that getopt_long(3)
 * takes. For an option, getopt_long then returns the letter of a short option, or
 * NO_LETTER plus the index of a long option. */
static void make_getopt(const struct dialect *dialect, char shorts[3 * OPTIONS_MAX + 2],
			struct option longs[OPTIONS_MAX + 1])
{
	const struct option_desc *before = NULL;
	struct dialect_option o;
	char *s = shorts;
	size_t i = 0;
	/* The index of the first of several options that are synonyms; getopt_long
	 * returns NO_LETTER plus this index for all of them. */
	size_t first = 0;

	/* a colon at the beginning of shorts makes getopt_long return ':' if an argument
	 * is missing */
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

/* Returns how many options of a dialect have a name that begins with `typed`; a '=' in
 * `typed` and the text after it are ignored. */
static size_t count_options(const struct dialect *dialect, const char *typed)
{
	const size_t n = strcspn(typed, "=");
	struct dialect_option o;
	size_t count = 0;

	for (size_t i = 0; dialect_option(dialect, i, &o); i++)
		count += strncmp(o.desc->name, typed, n) == 0;
	return count;
}

/* Returns whether an option counts as new: an abbreviation that fits a new option and an
 * older option means the older option. In a command line of netstat, all options that
 * netstat lacks count as new. */
static bool is_later(const struct dialect *dialect, const struct option_desc *desc)
{
	static const char *const names[] = { "container", "owners-timeout", "pager",
					     "unit" };
	size_t i = 0;

	if (dialect->is_complete)
		return desc < dialect->options ||
		       desc >= dialect->options + dialect->options_count;
	while (i < ARRAY_SIZE(names) && strcmp(names[i], desc->name) != 0)
		i++;
	return i < ARRAY_SIZE(names);
}

/* Returns the option that an ambiguous abbreviation means if new options (is_later) are
 * not counted. NULL: the abbreviation fits several older options or none, or the argument
 * of the option is missing or not permitted. Sets *ret_arg to the argument of the option,
 * or to NULL. */
static const struct option_desc *find_older(const struct parse_state *state,
					    const char *typed, const char **ret_arg)
{
	const size_t n = strcspn(typed, "=");
	const struct option_desc *found = NULL;
	struct dialect_option o;

	for (size_t i = 0; dialect_option(state->dialect, i, &o); i++) {
		if (is_later(state->dialect, o.desc) ||
		    strncmp(o.desc->name, typed, n) != 0)
			continue;
		if (found && !is_spelling(o.desc, found))
			return NULL;
		found = found ? found : o.desc;
	}
	*ret_arg = typed[n] ? typed + n + 1 : NULL;
	if (found && found->has_arg == required_argument && !*ret_arg &&
	    optind < state->argc)
		*ret_arg = state->argv[optind++];
	return found && found->has_arg != (*ret_arg ? no_argument : required_argument)
		       ? found
		       : NULL;
}

/* Sets state->error for an unknown long option, and suggests the option that was most
 * likely meant. typed: the option with its dashes. Returns -EINVAL or -ENOMEM. */
static int fail_unknown(struct parse_state *state, const char *typed)
{
	_cleanup_free_ char *name = strndup(typed + 2, strcspn(typed + 2, "="));
	struct dialect_option o;
	const char *best = NULL;
	size_t least = SIZE_MAX;

	for (size_t i = 0; name && dialect_option(state->dialect, i, &o); i++) {
		const size_t d = distance_of_typo(name, o.desc->name);

		if (o.desc->group != GROUP_NONE && d < least) {
			least = d;
			best = o.desc->name;
		}
	}
	return best ? parse_failf(state, "unknown option '%s' (did you mean --%s?)",
				  typed, best)
		    : parse_fail(state, "unknown option", typed, see_help);
}

/* Sets state->error for an option that getopt_long has rejected. value: what getopt_long
 * has returned: ':' if an argument is missing; otherwise the option is unknown or
 * ambiguous, or takes no argument. Returns -EINVAL or -ENOMEM. */
static int fail_option(struct parse_state *state, int value, char *const argv[])
{
	const char *typed = argv[optind - 1];
	char letter[] = { '-', (char)optopt, '\0' };

	if (value == ':')
		return parse_fail(state, "missing argument to",
				  strncmp(typed, "--", 2) == 0 ? typed : letter,
				  see_help);
	/* if a long option that takes no argument was given an argument, getopt_long sets
	 * optopt to the number of the option; for an unknown long option, to 0 */
	if (optopt >= NO_LETTER)
		return parse_fail(state, "option takes no argument:", typed, see_help);
	if (optopt)
		return parse_fail(state, "unknown option", letter, see_help);
	if (count_options(state->dialect, typed + 2))
		return parse_fail(state, "ambiguous option", typed, see_help);
	return fail_unknown(state, typed);
}

/* Returns whether an option may be given together with --explain, which prints a text and
 * lists nothing. */
static bool applies_to_text(const struct option_desc *desc)
{
	return desc->apply == accept_only || desc->apply == set_command ||
	       strcmp(desc->name, "explain") == 0 || strcmp(desc->name, "quiet") == 0 ||
	       strcmp(desc->name, "verbose") == 0;
}

static int apply_option(struct parse_state *state, const struct option_desc *desc,
			const char *arg)
{
	state->desc = desc;
	if (!state->other && !applies_to_text(desc))
		state->other = desc;
	return desc->apply(state, arg);
}

/* Applies the option whose letter state->letters begins with; state->letters is the rest
 * of a bundle of letters such as "-stn". The argument of the option, if it takes one, is
 * the rest of the bundle or, if no letters are left, the next word. Returns 0, or -EINVAL
 * or -ENOMEM with state->error set. */
static int apply_letter(struct parse_state *state)
{
	const char *at = state->letters;
	const struct option_desc *desc = find_option(state->dialect, (unsigned char)*at);
	const char letter[] = { '-', *at++, '\0' };
	const char *arg = NULL;

	state->letters = NULL;
	if (!desc)
		return parse_fail(state, "unknown option", letter, see_help);
	if (!desc->letter_arg)
		state->letters = *at ? at : NULL;
	else if (*at)
		arg = at;
	else if (desc->letter_arg == 1 && optind < state->argc)
		arg = state->argv[optind++];
	else if (desc->letter_arg == 1)
		return parse_fail(state, "missing argument to", letter, see_help);
	state->is_letter = true;
	return apply_option(state, desc, arg);
}

static int parse_words(struct parse_state *state)
{
	const struct dialect *dialect = state->dialect;
	const int argc = state->argc;
	char *const *argv = state->argv;
	char shorts[3 * OPTIONS_MAX + 2];
	struct option longs[OPTIONS_MAX + 1];
	int value = 0;
	int r = 0;

	make_getopt(dialect, shorts, longs);
	opterr = 0;
	/* setting optind to 0 makes getopt_long of glibc start from the first word, so
	 * that several command lines can be parsed in one process */
	optind = 0;
	while (r == 0 && (value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_desc *desc = find_option(dialect, value);
		const char *arg = optarg;

		state->is_letter = desc && value < NO_LETTER;
		if (!desc && value == '?' && !optopt &&
		    strncmp(argv[optind - 1], "--", 2) == 0)
			desc = find_older(state, argv[optind - 1] + 2, &arg);
		r = desc ? apply_option(state, desc, arg)
			 : fail_option(state, value, argv);
		while (r == 0 && state->letters)
			r = apply_letter(state);
	}
	if (r == 0)
		r = dialect->operands_apply(state, (size_t)(argc - optind),
					    argv + optind);
	if (r == 0 && dialect->derive)
		r = dialect->derive(state);
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

	int r = parse_words(&state);
	if (r < 0) {
		*ret_error = state.error;
		options_release(&state.options);
		return r;
	}
	state.options.dialect = state.dialect;
	*ret = state.options;
	return 0;
}

struct filter_needs options_needs(const struct options *options)
{
	struct filter_needs needs = filter_needs(&options->filter);

	sort_spec_need(&options->sort, &needs);
	row_fields_need(&options->columns, &needs);
	row_fields_need(&options->group, &needs);
	needs.tcp_info |= options->group.len > 0;
	needs.cgroups |= options->units || options->containers;
	needs.owners |= needs.cgroups;
	return needs;
}

void options_release(struct options *options)
{
	filter_release(&options->filter);
	process_select_release(&options->select);
}
