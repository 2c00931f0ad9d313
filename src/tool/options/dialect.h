/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dialect of the command line. If the program is called by the name of netstat, lsof or ss, it
 * accepts the options of that program, and those of sockstat that do not conflict with them. */
#ifndef OPTIONS_DIALECT_H
#define OPTIONS_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

struct option_desc;
struct parse_state;
struct strbuf;

struct dialect {
	const char *name;
	/* The options of the program of that name. */
	const struct option_desc *options;
	size_t options_count;
	/* -i selects internet sockets as in lsof, whatever other options are given. */
	bool is_lsof;
	/* Letters that the dialect lacks have their meaning in sockstat. */
	bool has_letters;
	/* Example command lines at the top of --help; NULL: none. */
	const char *examples;
	/* The operands, and the meaning of exit status 1, as --help prints them. */
	const char *operands, *empty;
	/* Parses the operands. Returns 0, or -EINVAL or -ENOMEM as the functions of options do. */
	int (*operands_apply)(struct parse_state *state, size_t count,
			      char *const words[]);
	/* Changes the state to that of the equivalent options of sockstat; NULL: not needed. */
	void (*derive)(struct parse_state *state);
};

struct dialect_option {
	const struct option_desc *desc;
	/* The short option; 0: there is none, or the dialect uses the letter otherwise. */
	char letter;
};

/* Sets *ret to the option with that index; the dialect's own options come first. Returns false if
 * the index is past the last option. */
bool dialect_option(const struct dialect *dialect, size_t i, struct dialect_option *ret);

extern const struct dialect dialect_sockstat;

#endif
