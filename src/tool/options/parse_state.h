/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of the parser of a command line, and the rows of option tables. */
#ifndef OPTIONS_PARSE_STATE_H
#define OPTIONS_PARSE_STATE_H

#include <stddef.h>

#include "options.h"

struct parse_state {
	int argc;
	char *const *argv;
	const struct dialect *dialect;
	/* The options parsed so far. */
	struct options options;
	/* Masks of 1 << enum proto and of 1 << enum ip: what options such as -t and -4 name. */
	uint32_t protos, ips;
	/* Mask of PAIR_BIT: what operands such as "tcp6" name. */
	uint32_t word_pairs;
	bool all, listening;
	/* -i, and -U of lsof, were given. */
	bool is_internet;
	/* -n was given. */
	bool is_numeric;
	/* The dialect is netstat: protocols that netstat does not list must be named. */
	bool is_netstats;
	/* -a of lsof was given. */
	bool is_and;
	/* -Q of lsof was given. */
	bool may_be_empty;
	/* -r of ss was given. */
	bool wants_hosts;
	/* -B of ss was given. */
	bool is_bound;
	/* -A of ss was given. */
	bool has_query;
	/* -O of ss was given. */
	bool is_oneline;
	/* An operand behind -c has set the interval. */
	bool has_interval;
	/* Operands are a filter. */
	bool has_words;
	/* --summary was given: counts are shown instead of sockets. */
	bool is_summary;
	/* --threshold was given. */
	bool has_thresholds;
	/* The option that is being applied, and whether its letter was typed, not its name. */
	const struct option_desc *desc;
	bool is_letter;
	/* The first option that has no meaning for --explain; NULL: all options have one. */
	const struct option_desc *other;
	/* The rest of a bundle such as "tn" of "-stn", which is applied next; NULL: empty. */
	const char *letters;
	/* The message about a wrong command line; NULL: no error was found. */
	char *error;
};

/* The paragraphs of --help, in the order in which it prints them. */
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
	/* The group of options that --help leaves out. */
	GROUP_NONE = GROUP_MAX_,
};

struct option_desc {
	enum option_group group;
	/* The short option; 0: there is none. */
	char letter;
	/* 0: the letter has no argument; 1: it needs one; 2: it takes what is attached to it. */
	unsigned int letter_arg;
	const char *name;
	/* Whether the long option has an argument, as in struct option of getopt_long(3). */
	int has_arg;
	/* The name of the argument; NULL: there is none. */
	const char *arg;
	/* The description in completion scripts; NULL: the option is a synonym of the row above. */
	const char *help;
	/* A remark that --help prints in brackets behind the name; NULL: none. */
	const char *gloss;
	/* Applies the option that state->desc describes. arg is NULL if there is no argument. */
	int (*apply)(struct parse_state *state, const char *arg);
	/* The offset in struct parse_state of the member that apply changes, and the bit that
	 * add_bit sets in it, the least value for set_seconds, or the verb for set_command. */
	size_t field;
	uint32_t bit;
};

/* Applies the operands of sockstat: a verb, protocols, the interval of -c, and a filter. */
int words_apply(struct parse_state *state, size_t count, char *const words[]);

/* Returns the pairs that a protocol of netstat of Windows stands for, such as "tcpv4", as a mask of
 * PAIR_BIT; 0: the word is no such protocol. */
uint32_t operands_pairs(const char *word);

/* Applies the operands of netstat. */
int operands_apply(struct parse_state *state, size_t count, char *const words[]);

/* Refuses options that exclude each other. Returns -EINVAL with the error set, or -ENOMEM. */
int parse_validate(struct parse_state *state);

/* Derives the query from all options and operands together. Returns -EINVAL with the error
 * set, or -ENOMEM. */
int parse_derive(struct parse_state *state);

/* Sets the error as printf(3) does. Returns -EINVAL, or -ENOMEM without an error. */
int parse_failf(struct parse_state *state, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Sets the error to "WHAT 'WORD'HINT". Returns -EINVAL or -ENOMEM. */
int parse_fail(struct parse_state *state, const char *what, const char *word,
	       const char *hint);

/* Sets the error to "WHAT 'WORD' (WHY)". Returns -EINVAL or -ENOMEM. */
int parse_fail_why(struct parse_state *state, const char *what, const char *word,
		   const char *why);

/* Sets the error to "WHAT 'WORD' (did you mean NEAR?)" or, if near is NULL, to "WHAT 'WORD'HINT".
 * Returns -EINVAL or -ENOMEM. */
int parse_fail_typo(struct parse_state *state, const char *what, const char *word,
		    const char *near, const char *hint);

/* Returns the argument that is attached to the option, else the next word unless it is an
 * option; NULL: the option has no argument. */
const char *parse_take_word(const struct parse_state *state, const char *attached);

/* Sets the verb. Returns -EINVAL with the error set if another verb was given before; only --help
 * and --version replace an earlier verb. */
int parse_set_command(struct parse_state *state, enum command command);

/* Returns the list that a command name is added to: selected commands or, if *arg begins with '^',
 * excluded ones. *arg is then moved past the '^'. */
struct select_commands *parse_commands(struct parse_state *state, const char **arg);

#endif
