/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the words of a command line select, while they are being read. */
#ifndef OPTIONS_PARSE_STATE_H
#define OPTIONS_PARSE_STATE_H

#include <stddef.h>

#include "options.h"

/* What the words select, before it is known what they select together. */
struct parse_state {
	int argc;
	char *const *argv;
	const struct dialect *dialect;
	struct options options;
	uint32_t protos; /* mask of 1 << enum proto, from options */
	uint32_t ips; /* mask of 1 << enum ip, from options */
	uint32_t word_pairs; /* mask of PAIR_BIT, from operands */
	bool all;
	bool listening;
	bool is_internet; /* -i */
	bool is_numeric; /* -n */
	bool is_netstats; /* nothing is listed unasked that netstat has not */
	bool is_and; /* lsof's -a */
	bool may_be_empty; /* lsof's -Q */
	bool wants_hosts; /* ss's -r */
	bool is_bound; /* ss's -B */
	bool has_query; /* ss's -A */
	bool has_interval; /* an operand gave it */
	bool is_summary; /* in place of a list */
	const struct option_desc
		*other; /* the first that a text has no use for; or NULL */
	const char *letters; /* those of a bundle that are still to be applied; or NULL */
	bool has_thresholds;
	char *error;
};

/* The lines of --help, in their order. */
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
	GROUP_NONE = GROUP_MAX_, /* --help is silent on it */
};

struct option_desc {
	enum option_group group;
	char letter; /* 0: none */
	unsigned int letter_arg; /* 1: it needs one, 2: it takes what is attached to it */
	const char *name;
	int has_arg; /* of the long form */
	const char *arg; /* its name */
	const char *help; /* NULL: another spelling of the row above */
	const char *gloss; /* for --help, where the name says too little; NULL: none */
	int (*apply)(struct parse_state *sel, const struct option_desc *desc,
		     const char *arg);
	size_t field; /* of struct parse_state, for set_flag and add_bit */
	uint32_t bit;
};

/* Takes the words that are no options. */
int operands_apply(struct parse_state *sel, size_t count, char *const words[]);

/* What options and operands select together, into the options. */
int parse_settle(struct parse_state *sel);

/* Sets the error, which names the word at fault; -EINVAL, or -ENOMEM. */
int parse_fail(struct parse_state *sel, const char *what, const char *word,
	       const char *hint);

/* Sets the error to a constant reason why a word is wrong; -EINVAL, or -ENOMEM. */
int parse_fail_why(struct parse_state *sel, const char *what, const char *word,
		   const char *why);

/* The argument behind a letter, or the next word unless that is an option; NULL where there is
 * neither. */
const char *parse_take_word(const struct parse_state *sel, const char *attached);

/* What the words are for, which is one thing alone; help and the version come before all. -EINVAL:
 * they are for another already. */
int parse_set_command(struct parse_state *sel, enum command command);

/* Sets the error: the command does not go with a word; why may be NULL. */
int parse_refuse(struct parse_state *sel, const char *word, const char *why);

/* What is for lists is refused by a command that lists nothing. */
int parse_settle_columns(struct parse_state *sel);

/* What --doctor leaves to be settled, as --events does. */
int parse_settle_doctor(struct parse_state *sel);

/* What --events leaves to be settled, before anything else is: what cannot apply to it is
 * refused. */
int parse_settle_events(struct parse_state *sel);

/* The commands that are wanted, or for an argument behind a '^' those that are not; *arg then
 * goes on behind it. */
struct select_commands *parse_commands(struct parse_state *sel, const char **arg);

/* The functions of those rows that narrow a listing to some sockets or processes. */
int add_internet(struct parse_state *sel, const struct option_desc *desc,
		 const char *arg);
int add_states(struct parse_state *sel, const struct option_desc *desc, const char *arg);
int add_pids(struct parse_state *sel, const struct option_desc *desc, const char *arg);
int add_users(struct parse_state *sel, const struct option_desc *desc, const char *arg);
int add_command(struct parse_state *sel, const struct option_desc *desc, const char *arg);

#endif
