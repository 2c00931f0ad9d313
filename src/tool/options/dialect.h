/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A dialect of the command line. If the program is called by the name of netstat, lsof or ss, it
 * accepts the options of that program, and those options of sockstat that do not conflict with
 * them. */
#ifndef OPTIONS_DIALECT_H
#define OPTIONS_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

struct option_desc;
struct parse_state;
struct strbuf;

struct dialect {
	const char *name;
	/* The options of the program that the dialect is named after. */
	const struct option_desc *options;
	size_t options_count;
	/* The dialect is lsof: the option -i chooses the columns of lsof, whatever other options
	 * are given. */
	bool is_lsof;
	/* Operands are a verb and a filter in the language of sockstat. */
	bool has_words;
	/* A letter that is no option of the dialect has the meaning that it has in sockstat. */
	bool has_letters;
	/* Example command lines, which --help prints first; NULL: there are no examples. */
	const char *examples;
	/* Texts of --help: the operands that the dialect accepts, and the meaning of exit status
	 * 1. */
	const char *operands, *empty;
	/* Applies the operands: count words. Returns 0, or -EINVAL (state->error is set) or
	 * -ENOMEM. */
	int (*operands_apply)(struct parse_state *state, size_t count,
			      char *const words[]);
	/* Called after all options and operands have been applied: changes the state so that
	 * sockstat lists what the program of this dialect would list; NULL: no change is needed. */
	void (*derive)(struct parse_state *state);
};

struct dialect_option {
	const struct option_desc *desc;
	/* The short option; 0: the option has no letter in this dialect. */
	char letter;
};

/* Sets *ret to the i-th option that the dialect accepts: first its own options, then those of
 * sockstat. Returns false if i is past the last option. */
bool dialect_option(const struct dialect *dialect, size_t i, struct dialect_option *ret);

extern const struct dialect dialect_sockstat;

#endif
