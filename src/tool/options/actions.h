/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an option does, as far as several tables share it. */
#ifndef OPTIONS_ACTIONS_H
#define OPTIONS_ACTIONS_H

#include <getopt.h>

#include "parse_state.h"

/* Set a flag or a bit: field and bit are those of the row. */
int set_flag(struct parse_state *state, const struct option_desc *desc, const char *arg);
int add_bit(struct parse_state *state, const struct option_desc *desc, const char *arg);

/* Accepts an option for something that is always done. */
int accept_only(struct parse_state *state, const struct option_desc *desc,
		const char *arg);

/* Refuses an option of another program. The help of the row names the program to use instead. */
int refuse(struct parse_state *state, const struct option_desc *desc, const char *arg);

/* Adds address families: one name, or several with commas between them, as netstat -A takes
 * them. */
int add_families(struct parse_state *state, const struct option_desc *desc,
		 const char *arg);

/* -s: an argument with a colon, PROTOCOL:STATES, selects states, as for lsof. Otherwise,
 * alone, before another option or operand, or in a bundle of letters, it asks for the summary. */
int set_summary_or_states(struct parse_state *state, const struct option_desc *desc,
			  const char *arg);

int set_continuous(struct parse_state *state, const struct option_desc *desc,
		   const char *arg);
int set_fields(struct parse_state *state, const struct option_desc *desc,
	       const char *arg);
int set_command(struct parse_state *state, const struct option_desc *desc,
		const char *arg);

/* Sets the interval of -c. */
int parse_set_interval(struct parse_state *state, const char *text);

/* Parts of a row of an option table. */
#define FIELD(name)     offsetof(struct parse_state, name)
#define NONE            no_argument, NULL
#define NEEDS(arg)      required_argument, arg
#define MAY(arg)        optional_argument, arg
#define FLAG(name)      set_flag, FIELD(name), 0
#define BIT(name, n)    add_bit, FIELD(name), UINT32_C(1) << (n)
#define BITS(name, n)   add_bit, FIELD(name), (n)
#define CALL(fn)        fn, 0, 0
#define COMMAND(number) set_command, 0, number

#endif
