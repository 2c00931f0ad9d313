/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of the name that the program is called by. As netstat, lsof or ss it takes the
 * options of that program, and of its own those that do not conflict. */
#ifndef OPTIONS_DIALECT_H
#define OPTIONS_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

struct option_desc;
struct parse_state;
struct strbuf;

struct dialect {
	const char *name;
	/* The dialect's own options. */
	const struct option_desc *options;
	size_t options_count;
	/* -i means what it means for lsof, whatever other options are given. */
	bool is_lsof;
	/* The letters of sockstat count, too, unless the dialect uses them. */
	bool has_letters;
	/* Lines that --help begins with; NULL: none. */
	const char *examples;
	/* The operands, and what exit status 1 means, for --help. */
	const char *operands;
	const char *empty;
	int (*operands_apply)(struct parse_state *state, size_t count,
			      char *const words[]);
	/* Translates what the options mean together into those of sockstat; NULL: nothing. */
	void (*derive)(struct parse_state *state);
};

struct dialect_option {
	const struct option_desc *desc;
	/* 0: none, or the dialect uses the letter for another option. */
	char letter;
};

/* Returns the option of that index, the dialect's own first, or false behind the last. */
bool dialect_option(const struct dialect *dialect, size_t i, struct dialect_option *ret);

extern const struct dialect dialect_sockstat;

#endif
