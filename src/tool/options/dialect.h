/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dialects of the command line. If the program is called by the name of netstat, lsof
 * or ss, it accepts the options of that program, and the options of sockstat whose names
 * are not taken. */
#ifndef OPTIONS_DIALECT_H
#define OPTIONS_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

struct option_desc;
struct parse_state;
struct strbuf;

struct dialect {
	const char *name;
	/* The options of the program whose name the dialect has. */
	const struct option_desc *options;
	size_t options_count;
	/* The dialect is lsof, in which option -i always goes with the layout lsof. */
	bool is_lsof;
	/* The operands are a command and a filter in the language of sockstat. */
	bool has_words;
	/* A letter that is not an option of the dialect means the same as in sockstat;
	 * otherwise only long options of sockstat are accepted. */
	bool has_letters;
	/* The options are all those of the program, so that an abbreviation means what it
	 * means there. */
	bool is_complete;
	/* Example command lines, with which --help begins; NULL: no examples are
	 * printed. */
	const char *examples;
	/* Texts for --help: the operands that the dialect accepts (operands), and when
	 * the exit status is 1 (empty). */
	const char *operands, *empty;
	/* Applies the operands, an array of `count` words. Returns 0, or -EINVAL or
	 * -ENOMEM with state->error set. */
	int (*operands_apply)(struct parse_state *state, size_t count,
			      char *const words[]);
	/* Changes the state after all options and operands have been applied, so that
	 * sockstat lists what the program of the dialect lists; NULL: nothing is to be
	 * changed. Returns 0 or a negative error, with state->error set. */
	int (*derive)(struct parse_state *state);
	/* The exit statuses of the program for a command line that is wrong (wrong), that
	 * asks for what is not listed here, which options_parse reports by -EOPNOTSUPP
	 * (lacking), and for an incomplete list (unread). 0: the status is that of
	 * sockstat. */
	struct {
		int wrong, lacking, unread;
	} statuses;
};

struct dialect_option {
	const struct option_desc *desc;
	/* The letter of the short option; 0: the option has only its long name in this
	 * dialect. */
	char letter;
};

/* Sets *ret to the i-th option that a dialect accepts: its own options come first, then
 * those of sockstat. Returns false if it accepts i options or fewer. */
bool dialect_option(const struct dialect *dialect, size_t i, struct dialect_option *ret);

extern const struct dialect dialect_sockstat;

#endif
