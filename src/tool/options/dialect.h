/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dialects of the command line. If the program is called by the name of netstat, lsof
 * or ss, it accepts the options of that program, and in addition the options of sockstat
 * with names that this program does not use. */
#ifndef OPTIONS_DIALECT_H
#define OPTIONS_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

struct option_desc;
struct parse_state;
struct strbuf;

struct dialect {
	const char *name;
	/* The options of the program whose name the dialect has, such as those of
	 * netstat. */
	const struct option_desc *options;
	size_t options_count;
	/* Whether the dialect is lsof, in which the option -i always goes with the layout
	 * lsof. */
	bool is_lsof;
	/* Whether the operands are a command and a filter in the language of sockstat. */
	bool has_words;
	/* Whether a letter that is not an option of the dialect means the same as in
	 * sockstat; if not, only long options of sockstat are accepted besides the
	 * options of the dialect. */
	bool has_letters;
	/* Whether the dialect has all options of the program whose name the dialect has;
	 * an abbreviation then means the same as in that program. */
	bool is_complete;
	/* Example command lines, with which the text of --help begins; NULL: no examples
	 * are printed. */
	const char *examples;
	/* Texts for --help. operands: the operands that the dialect accepts; empty: the
	 * reasons for which the exit status is 1 */
	const char *operands, *empty;
	/* Applies the operands of the command line, an array of `count` words. Returns 0,
	 * or -EINVAL or -ENOMEM with state->error set. */
	int (*operands_apply)(struct parse_state *state, size_t count,
			      char *const words[]);
	/* Changes *state after all options and operands have been applied, so that
	 * sockstat lists what the program lists whose name the dialect has; NULL: nothing
	 * is to be changed. Returns 0, or a negative error with state->error set. */
	int (*derive)(struct parse_state *state);
	/* The exit statuses of the program whose name the dialect has. wrong: the command
	 * line is wrong; lacking: the command line asks for what sockstat does not list
	 * (-EOPNOTSUPP); unread: the list is incomplete. 0: the exit status is that of
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

/* Sets *ret to the i-th option that a dialect accepts: the dialect's own options come
 * first, then options of sockstat. Returns false if the dialect accepts i options or
 * fewer. */
bool dialect_option(const struct dialect *dialect, size_t i, struct dialect_option *ret);

extern const struct dialect dialect_sockstat;

#endif
