/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of the parser of a command line, and the struct for a row of an option
 * table. */
#ifndef OPTIONS_PARSE_STATE_H
#define OPTIONS_PARSE_STATE_H

#include <stddef.h>

#include "options.h"

struct parse_state {
	int argc;
	char *const *argv;
	const struct dialect *dialect;
	/* The result of parsing: what the options applied so far ask for. */
	struct options options;
	/* The protocols (mask of 1 << enum proto) and the IP versions (mask of 1 << enum
	 * ip) that options such as -t and -4 name. */
	uint32_t protos, ips;
	/* The pairs of protocol and IP version that operands such as "tcp6" name: a mask
	 * of PAIR_BIT. */
	uint32_t word_pairs;
	bool all, listening;
	/* The option -i was given, or the option -U of lsof. */
	bool is_internet;
	/* The option -n was given. */
	bool is_numeric;
	/* The dialect is netstat: other protocols than those of netstat are only listed
	 * if they are named. */
	bool is_netstats;
	/* The option -a of lsof was given. */
	bool is_and;
	/* The option -Q of lsof was given: an empty list is not a failure. */
	bool may_be_empty;
	/* The option -r of ss was given. */
	bool wants_hosts;
	/* The option -B of ss was given. */
	bool is_bound;
	/* The option -A of ss was given. */
	bool has_query;
	/* The option -O of ss was given. */
	bool is_oneline;
	/* The option -s of netstat was given. */
	bool is_statistics;
	/* The operands include a filter in the language of sockstat. */
	bool has_words;
	/* The option --summary or -s, or the operand "summary", was given: sockets are
	 * counted, not listed. */
	bool is_summary;
	/* The option --threshold was given. */
	bool has_thresholds;
	/* The option that is being applied, as a row of an option table. */
	const struct option_desc *desc;
	/* The option that is being applied was typed as a letter, such as -s, not by its
	 * long name. */
	bool is_letter;
	/* The first option given that may not be combined with --explain; NULL: no such
	 * option was given. */
	const struct option_desc *other;
	/* The letters of a bundle such as "-stn" that have not been applied yet, such as
	 * "tn"; NULL: there are none. */
	const char *letters;
	/* The message that says what is wrong with the command line; NULL: no error was
	 * found. */
	char *error;
};

/* The groups into which --help divides the options, in the order in which they are
 * printed. */
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
	/* The group of the options that --help leaves out. */
	GROUP_NONE = GROUP_MAX_,
};

struct option_desc {
	enum option_group group;
	/* The letter of the short option; 0: there is only the long option. */
	char letter;
	/* Whether the short option takes an argument: 0: it takes none; 1: it needs one;
	 * 2: it may have one, which must be attached to the letter. */
	unsigned int letter_arg;
	const char *name;
	/* Whether the long option takes an argument, as in struct option of
	 * getopt_long(3): no_argument, required_argument or optional_argument. */
	int has_arg;
	/* The name of the argument in --help, such as "SECONDS"; NULL: the option takes
	 * no argument. */
	const char *arg;
	/* What the option does, as a text for completion scripts; NULL: the option is a
	 * synonym of the option before it. For an option that `refuse` rejects: the end
	 * of the message. */
	const char *help;
	/* A remark that --help prints in parentheses after the option; NULL: no remark is
	 * printed. */
	const char *gloss;
	/* Applies the option, which is state->desc. arg: its argument; NULL: none was
	 * given. Returns 0, or -EINVAL or -ENOMEM with state->error set. */
	int (*apply)(struct parse_state *state, const char *arg);
	/* The offset in struct parse_state of the member that the function `apply`
	 * changes; 0: it uses no offset. */
	size_t field;
	/* A number for the function `apply`: the bits that add_bit sets, the least
	 * milliseconds that set_seconds accepts, or the command that set_command sets. */
	uint32_t bit;
};

/* Applies the operands of the dialect sockstat, an array of `count` words: a command,
 * protocols, and a filter. Returns 0, or -EINVAL or -ENOMEM with state->error set. */
int words_apply(struct parse_state *state, size_t count, char *const words[]);

/* Returns the pairs of protocol and IP version that a word such as "tcpv4" stands for in
 * netstat of Windows, as a mask of PAIR_BIT; 0: the word is no protocol. */
uint32_t operands_pairs(const char *word);

/* Refuses options that exclude each other. Returns 0, or -EINVAL or -ENOMEM with
 * state->error set. */
int parse_validate(struct parse_state *state);

/* Derives the query from all options and operands together, after all of them have been
 * applied. Returns 0, or -EINVAL or -ENOMEM with state->error set. */
int parse_derive(struct parse_state *state);

/* Sets state->error to a text formatted as by printf(3). Returns -EINVAL, or -ENOMEM with
 * a NULL state->error. */
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

/* Returns the argument of the option that is being applied: `attached` or, if that is
 * NULL, the next word of the command line, unless it is an option; the word is then not
 * parsed again. NULL: the option has no argument. */
const char *parse_take_word(const struct parse_state *state, const char *attached);

/* Sets the command of the program. Returns 0, or -EINVAL or -ENOMEM with state->error set
 * if a different command was given before. --help and --version go with any other
 * command, and take precedence over it. */
int parse_set_command(struct parse_state *state, enum command command);

/* Returns the pairs of the protocols that the filter names, as a mask of PAIR_BIT. The
 * name of a family, such as "inet6", does not name protocols. */
uint32_t parse_named_by_words(const struct parse_state *state);

/* Sets the command to --explain, and the state to explain to `word`; NULL: an overview is
 * printed. Returns 0, or -EINVAL or -ENOMEM with state->error set, as for an unknown
 * state. */
int parse_set_explained(struct parse_state *state, const char *word);

/* Returns the list to which a name of a command must be added: the list of selected
 * commands or, if *arg begins with '^', the list of excluded commands. *arg is then set
 * to the text after the '^'. */
struct select_commands *parse_commands(struct parse_state *state, const char **arg);

#endif
