/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What rows of option tables do, as far as several tables have it. */
#ifndef OPTIONS_ACTIONS_H
#define OPTIONS_ACTIONS_H

#include <getopt.h>

#include "parse_state.h"

/* The functions of rows; field and bit are the row's. */
int set_flag(struct parse_state *state, const struct option_desc *desc, const char *arg);
int add_bit(struct parse_state *state, const struct option_desc *desc, const char *arg);

/* What others must be told to do and we always do. */
int accept_only(struct parse_state *state, const struct option_desc *desc,
		const char *arg);

/* What another program has and is not ours to do: the row's help says who does. */
int refuse(struct parse_state *state, const struct option_desc *desc, const char *arg);

/* The family, or several with commas between them, as netstat's -A takes them. */
int add_families(struct parse_state *state, const struct option_desc *desc,
		 const char *arg);

/* -s: what it takes is lsof's if it has a colon, PROTOCOL:STATES. Alone, before another option or
 * word, or with more letters attached it is the summary. */
int set_summary_or_states(struct parse_state *state, const struct option_desc *desc,
			  const char *arg);

int set_continuous(struct parse_state *state, const struct option_desc *desc,
		   const char *arg);
int set_fields(struct parse_state *state, const struct option_desc *desc,
	       const char *arg);
int set_command(struct parse_state *state, const struct option_desc *desc,
		const char *arg);

/* The interval of -c. */
int parse_set_interval(struct parse_state *state, const char *text);

/* Cells of rows. */
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
