/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of the parser of a command line, and struct option_desc, a row of an option
 * table. */
#ifndef OPTIONS_PARSE_STATE_H
#define OPTIONS_PARSE_STATE_H

#include <stddef.h>

#include "options.h"

struct parse_state {
	int argc;
	char *const *argv;
	const struct dialect *dialect;
	/* The result of parsing the command line: what the options applied so far ask
	 * for. */
	struct options options;
	/* protos: the protocols that options such as -t name, as a mask of 1 << enum
	 * proto; ips: the IP versions that options such as -4 name, as a mask of 1 <<
	 * enum ip */
	uint32_t protos, ips;
	/* The pairs of protocol and IP version that operands such as "tcp6" name, as a
	 * mask of PAIR_BIT. */
	uint32_t word_pairs;
	bool all, listening;
	/* Whether the option -i or the option -U of lsof was given. */
	bool is_internet;
	/* Whether the option -n was given. */
	bool is_numeric;
	/* Whether the dialect is netstat: protocols that the real netstat does not list
	 * are then only listed if they are named. */
	bool is_netstats;
	/* Whether the option -a of lsof was given. */
	bool is_and;
	/* Whether the option -Q of lsof was given: an empty list is then not a
	 * failure. */
	bool may_be_empty;
	/* Whether the option -r of ss was given. */
	bool wants_hosts;
	/* Whether the option -B of ss was given. */
	bool is_bound;
	/* Whether the option -A of ss was given. */
	bool has_query;
	/* Whether the option -O of ss was given. */
	bool is_oneline;
	/* Whether the option -s of netstat was given. */
	bool is_statistics;
	/* Whether the operands include a filter in the language of sockstat. */
	bool has_words;
	/* Whether --summary, -s or the operand "summary" was given: sockets are then
	 * counted, not listed. */
	bool is_summary;
	/* Whether the option --threshold was given. */
	bool has_thresholds;
	/* The option that is being applied, as a row of an option table. */
	const struct option_desc *desc;
	/* Whether the option that is being applied was typed as a letter, such as -s, and
	 * not by its long name. */
	bool is_letter;
	/* The first option of the command line that may not be combined with --explain;
	 * NULL: no such option was given. */
	const struct option_desc *other;
	/* The letters of a bundle of short options that have not been applied yet, such
	 * as "tn" of "-stn"; NULL: no letters are left. */
	const char *letters;
	/* The message that says what is wrong with the command line; NULL: no error was
	 * found. */
	char *error;
};

/* The groups into which the text of --help divides the options, in the order in which the
 * groups are printed. */
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
	/* The group of the options that the text of --help leaves out. */
	GROUP_NONE = GROUP_MAX_,
};

struct option_desc {
	enum option_group group;
	/* The letter of the short option; 0: the option has only a long name. */
	char letter;
	/* Whether the short option takes an argument: 0: it takes no argument; 1: it
	 * needs an argument; 2: it may have an argument, which must be attached to the
	 * letter. */
	unsigned int letter_arg;
	const char *name;
	/* Whether the long option takes an argument, as in struct option of
	 * getopt_long(3): no_argument, required_argument or optional_argument. */
	int has_arg;
	/* The name of the option's argument in the text of --help, such as "SECONDS";
	 * NULL: the option takes no argument. */
	const char *arg;
	/* What the option does, as a text for completion scripts; NULL: the option is a
	 * synonym of the previous option in the table. For an option that `refuse`
	 * rejects: the end of the error message. */
	const char *help;
	/* A remark that --help prints in parentheses after the option; NULL: no remark is
	 * printed. */
	const char *gloss;
	/* Applies the option state->desc. arg: the argument of the option; NULL: no
	 * argument was given. Returns 0, or -EINVAL or -ENOMEM with state->error set. */
	int (*apply)(struct parse_state *state, const char *arg);
	/* The offset in struct parse_state of the member that the function `apply`
	 * changes; 0: `apply` uses no offset. */
	size_t field;
	/* A number that the function `apply` uses: the bits that add_bit sets, the
	 * minimum number of milliseconds that set_seconds accepts, or the command that
	 * set_command sets. */
	uint32_t bit;
};

/* Applies the operands of the dialect sockstat, an array of `count` words: a command,
 * protocols, and a filter. Returns 0, or -EINVAL or -ENOMEM with state->error set. */
int words_apply(struct parse_state *state, size_t count, char *const words[]);

/* Returns the pairs of protocol and IP version that a word such as "tcpv4" stands for in
 * netstat of Windows, as a mask of PAIR_BIT; 0: the word is no name of a protocol. */
uint32_t operands_pairs(const char *word);

/* Refuses options that exclude each other. Returns 0, or -EINVAL or -ENOMEM with
 * state->error set. */
int parse_validate(struct parse_state *state);

/* Derives the query and the columns from all options and operands of the command line
 * together. Called after all options and operands have been applied. Returns 0, or
 * -EINVAL or -ENOMEM with state->error set. */
int parse_derive(struct parse_state *state);

/* Sets state->error to a text formatted as by printf(3). Returns -EINVAL, or -ENOMEM with
 * a NULL state->error. */
int parse_failf(struct parse_state *state, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Sets state->error to a message of the form "WHAT 'WORD'HINT", made from what, word and
 * hint. Returns -EINVAL or -ENOMEM. */
int parse_fail(struct parse_state *state, const char *what, const char *word,
	       const char *hint);

/* Sets state->error to a message of the form "WHAT 'WORD' (WHY)", made from what, word
 * and why. Returns -EINVAL or -ENOMEM. */
int parse_fail_why(struct parse_state *state, const char *what, const char *word,
		   const char *why);

/* Sets state->error to a message of the form "WHAT 'WORD' (did you mean NEAR?)" or, if
 * near is NULL, "WHAT 'WORD'HINT". Returns -EINVAL or -ENOMEM. */
int parse_fail_typo(struct parse_state *state, const char *what, const char *word,
		    const char *near, const char *hint);

/* Returns the argument of the option that is being applied: `attached` or, if that is
 * NULL, the next word of the command line, which is then not parsed again. NULL: nothing
 * is attached, and the next word is an option or there is none. */
const char *parse_take_word(const struct parse_state *state, const char *attached);

/* Sets the command of the program. Returns 0, or -EINVAL or -ENOMEM with state->error set
 * if another command was set before. --help and --version may be combined with any other
 * command, and take precedence over the other command. */
int parse_set_command(struct parse_state *state, enum command command);

/* Returns the pairs of protocol and IP version of all protocols that the filter names, as
 * a mask of PAIR_BIT. The name of an address family, such as "inet6", does not name
 * protocols. */
uint32_t parse_named_by_words(const struct parse_state *state);

/* Sets the command of the program to --explain, and the TCP state to explain to `word`;
 * NULL: an overview is printed. Returns 0, or -EINVAL or -ENOMEM with state->error set,
 * for example if the state is unknown. */
int parse_set_explained(struct parse_state *state, const char *word);

/* Returns the list to which the name of a command must be added: the list of excluded
 * commands if *arg begins with '^', otherwise the list of selected commands. Sets *arg to
 * the text after the '^', if there is one. */
struct select_commands *parse_commands(struct parse_state *state, const char **arg);

#endif
