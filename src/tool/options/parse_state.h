/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command line that is being parsed. */
#ifndef OPTIONS_PARSE_STATE_H
#define OPTIONS_PARSE_STATE_H

#include <stddef.h>

#include "options.h"

struct parse_state {
	int argc;
	char *const *argv;
	const struct dialect *dialect;
	struct options options;
	/* From options: masks of 1 << enum proto and 1 << enum ip. */
	uint32_t protos, ips;
	/* From operands: mask of PAIR_BIT. */
	uint32_t word_pairs;
	bool all;
	bool listening;
	/* -i */
	bool is_internet;
	/* -n */
	bool is_numeric;
	/* Nothing is listed by default that netstat does not list. */
	bool is_netstats;
	/* -a of lsof */
	bool is_and;
	/* -Q of lsof */
	bool may_be_empty;
	/* -r of ss */
	bool wants_hosts;
	/* -B of ss */
	bool is_bound;
	/* -A of ss */
	bool has_query;
	/* An operand was the interval. */
	bool has_interval;
	/* A summary is shown in place of a list. */
	bool is_summary;
	bool has_thresholds;
	/* The first option that has no meaning for a verb that shows a text; NULL: none. */
	const struct option_desc *other;
	/* The letters of a bundle that are still to be applied; NULL: none. */
	const char *letters;
	char *error;
};

/* The paragraphs of --help, in order. */
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
	/* The option is not in --help. */
	GROUP_NONE = GROUP_MAX_,
};

struct option_desc {
	enum option_group group;
	/* 0: none. */
	char letter;
	/* 0: the letter has no argument; 1: it needs one; 2: it takes what is attached to it. */
	unsigned int letter_arg;
	const char *name;
	/* Whether the long option has an argument, as in struct option of getopt_long(3). */
	int has_arg;
	/* The name of the argument; NULL: there is none. */
	const char *arg;
	/* NULL: the option is another spelling of the row above. */
	const char *help;
	/* What --help says in brackets behind the name; NULL: nothing. */
	const char *gloss;
	int (*apply)(struct parse_state *state, const struct option_desc *desc,
		     const char *arg);
	/* For set_flag and add_bit: the offset of the member of struct parse_state. */
	size_t field;
	uint32_t bit;
};

/* Takes the operands of sockstat and netstat. */
int operands_apply(struct parse_state *state, size_t count, char *const words[]);

/* Refuses options that do not go together. -EINVAL with the error set, or -ENOMEM. */
int parse_validate(struct parse_state *state);

/* Derives the request from all options and operands together. Errors as above. */
int parse_derive(struct parse_state *state);

/* Sets the error: WHAT 'WORD'HINT. Returns -EINVAL or -ENOMEM. */
int parse_fail(struct parse_state *state, const char *what, const char *word,
	       const char *hint);

/* Sets the error: WHAT 'WORD' (WHY). Returns -EINVAL or -ENOMEM. */
int parse_fail_why(struct parse_state *state, const char *what, const char *word,
		   const char *why);

/* Returns the argument that is attached to a letter or the next word, unless that is an option;
 * NULL: there is neither. */
const char *parse_take_word(const struct parse_state *state, const char *attached);

/* Sets the verb. -EINVAL: there is another verb already. --help and --version take precedence
 * over all other verbs. */
int parse_set_command(struct parse_state *state, enum command command);

/* Returns the commands that are selected or, if the argument begins with '^', those that are not;
 * *arg then points behind the '^'. */
struct select_commands *parse_commands(struct parse_state *state, const char **arg);

/* Functions of option rows that select sockets or processes. */
int add_internet(struct parse_state *state, const struct option_desc *desc,
		 const char *arg);
int add_states(struct parse_state *state, const struct option_desc *desc,
	       const char *arg);
int add_pids(struct parse_state *state, const struct option_desc *desc, const char *arg);
int add_users(struct parse_state *state, const struct option_desc *desc, const char *arg);
int add_command(struct parse_state *state, const struct option_desc *desc,
		const char *arg);

#endif
