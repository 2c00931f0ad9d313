/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of the parser of a command line, and the type of the rows of option tables. */
#ifndef OPTIONS_PARSE_STATE_H
#define OPTIONS_PARSE_STATE_H

#include <stddef.h>

#include "options.h"

struct parse_state {
	int argc;
	char *const *argv;
	const struct dialect *dialect;
	/* The result: what the options parsed so far ask for. */
	struct options options;
	/* Masks of 1 << enum proto and of 1 << enum ip: the protocols and the IP versions that
	 * options such as -t and -4 name. */
	uint32_t protos, ips;
	/* Mask of PAIR_BIT: the pairs of protocol and IP version that operands such as
	 * "tcp6" name. */
	uint32_t word_pairs;
	bool all, listening;
	/* The option -i, or -U of lsof, was given. */
	bool is_internet;
	/* The option -n was given. */
	bool is_numeric;
	/* The dialect is netstat: protocols that netstat does not list are listed only if they are
	 * named. */
	bool is_netstats;
	/* The option -a of lsof was given. */
	bool is_and;
	/* An empty result is not a failure (option -Q of lsof). */
	bool may_be_empty;
	/* The option -r of ss was given. */
	bool wants_hosts;
	/* The option -B of ss was given. */
	bool is_bound;
	/* The option -A of ss was given. */
	bool has_query;
	/* The option -O of ss was given. */
	bool is_oneline;
	/* An operand of netstat has set the interval. */
	bool has_interval;
	/* Operands contain words of the filter language. */
	bool has_words;
	/* A summary was asked for, by --summary, -s or an operand: counts are shown instead of
	 * sockets. */
	bool is_summary;
	/* The option --threshold was given. */
	bool has_thresholds;
	/* The option that is being applied. */
	const struct option_desc *desc;
	/* The option being applied was typed as a letter such as -s, not by its long name. */
	bool is_letter;
	/* The first option given that cannot be combined with --explain; NULL: no such
	 * option was given. */
	const struct option_desc *other;
	/* The rest of a bundle of letters that is not applied yet, such as "tn" of "-stn"; NULL:
	 * nothing is left. */
	const char *letters;
	/* The message about what is wrong with the command line; NULL: no error was found. */
	char *error;
};

/* The groups of options in --help, in the order in which they are printed. */
enum option_group {
	GROUP_WHICH,
	GROUP_PROTOCOLS,
	GROUP_PROCESSES,
	GROUP_COLUMNS,
	GROUP_NAMES,
	GROUP_LAYOUT,
	GROUP_DIAGNOSIS,
	GROUP_OTHER,
	GROUP_MAX_,
	/* The group of options that --help does not print. */
	GROUP_NONE = GROUP_MAX_,
};

struct option_desc {
	enum option_group group;
	/* The short option; 0: the option has no letter. */
	char letter;
	/* Whether the short option has an argument: 0: none, 1: a required one, 2: an optional one,
	 * which must be attached to the letter. */
	unsigned int letter_arg;
	const char *name;
	/* Whether the long option has an argument, as in struct option of getopt_long(3):
	 * no_argument, required_argument or optional_argument. */
	int has_arg;
	/* The name of the argument in --help, such as "SECONDS"; NULL: the option has no
	 * argument. */
	const char *arg;
	/* The description in completion scripts; NULL: the option is a synonym of the option above.
	 * For an option that is refused: the end of the message. */
	const char *help;
	/* A remark that --help prints in brackets behind the option; NULL: no remark. */
	const char *gloss;
	/* Applies the option, whose row is state->desc. arg is the argument; NULL: the
	 * argument was not given. */
	int (*apply)(struct parse_state *state, const char *arg);
	/* The offset in struct parse_state of the member that apply changes; 0: not used. */
	size_t field;
	/* A value for apply: the bits that add_bit sets, the least time of set_seconds in
	 * milliseconds, or the verb of set_command. */
	uint32_t bit;
};

/* Applies the operands of sockstat: a verb, protocols, and words of the filter language. Returns 0,
 * or -EINVAL (state->error is set) or -ENOMEM. */
int words_apply(struct parse_state *state, size_t count, char *const words[]);

/* Returns the pairs of protocol and IP version that a protocol name of netstat of Windows
 * means, such as "tcpv4", as a mask of PAIR_BIT; 0: `word` is no such name. */
uint32_t operands_pairs(const char *word);

/* Applies the operands of netstat. Returns 0, or -EINVAL (state->error is set) or -ENOMEM. */
int operands_apply(struct parse_state *state, size_t count, char *const words[]);

/* Refuses options that exclude each other. Returns 0, or -EINVAL (state->error is set) or
 * -ENOMEM. */
int parse_validate(struct parse_state *state);

/* Derives the query from all options and operands together. Returns 0, or -EINVAL (state->error is
 * set) or -ENOMEM. */
int parse_derive(struct parse_state *state);

/* Sets state->error to a text that is formatted as by printf(3). Returns -EINVAL, or -ENOMEM with a
 * NULL state->error. */
int parse_failf(struct parse_state *state, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Sets state->error to "WHAT 'WORD'HINT" from its parameters. Returns -EINVAL or -ENOMEM. */
int parse_fail(struct parse_state *state, const char *what, const char *word,
	       const char *hint);

/* Sets state->error to "WHAT 'WORD' (WHY)" from its parameters. Returns -EINVAL or -ENOMEM. */
int parse_fail_why(struct parse_state *state, const char *what, const char *word,
		   const char *why);

/* Sets state->error to "WHAT 'WORD' (did you mean NEAR?)" or, if near is NULL, to "WHAT
 * 'WORD'HINT". Returns -EINVAL or -ENOMEM. */
int parse_fail_typo(struct parse_state *state, const char *what, const char *word,
		    const char *near, const char *hint);

/* Returns the argument of the option being applied: attached or, if that is NULL, the next word,
 * which is then consumed, unless that word is an option. NULL: the option has no argument. */
const char *parse_take_word(const struct parse_state *state, const char *attached);

/* Sets the verb in state->options. Returns 0, or -EINVAL (state->error is set) if a different verb
 * was given before. --help and --version are never refused and take precedence over other verbs. */
int parse_set_command(struct parse_state *state, enum command command);

/* Returns the pairs of the protocols that words of the filter name, as a mask of PAIR_BIT. A whole
 * family, such as "inet6", names no protocol. */
uint32_t parse_named_by_words(const struct parse_state *state);

/* Sets the verb to explain and the state that it explains; NULL: an overview. Returns -EINVAL with
 * the error set if the state is unknown, or the errors of parse_set_command. */
int parse_set_explained(struct parse_state *state, const char *word);

/* Returns the list to which the command name *arg is to be added: the selected commands or, if the
 * name begins with '^', the excluded ones. *arg is then advanced past the '^'. */
struct select_commands *parse_commands(struct parse_state *state, const char **arg);

#endif
