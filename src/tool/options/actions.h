/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that apply options, for the option tables of sockstat, netstat, lsof and ss. */
#ifndef OPTIONS_ACTIONS_H
#define OPTIONS_ACTIONS_H

#include <getopt.h>

#include "parse_state.h"

/* Sets the flag in the member at the offset desc->field. */
int set_flag(struct parse_state *state, const char *arg);

/* Sets the bit desc->bit in the member at the offset desc->field. */
int add_bit(struct parse_state *state, const char *arg);

/* Sets the member at the offset desc->field to a time in milliseconds, at least desc->bit. */
int set_seconds(struct parse_state *state, const char *arg);

/* Accepts an option whose effect the program always has, such as --wide. */
int accept_only(struct parse_state *state, const char *arg);

/* Refuses an option that sockstat cannot replace. desc->help names the program to use. */
int refuse(struct parse_state *state, const char *arg);

/* Adds address families: one name, or several with commas between them. The last one becomes the
 * family of addresses in a filter of ss. */
int add_families(struct parse_state *state, const char *arg);

/* Applies -s. With an argument PROTOCOL:STATES it selects states, as in lsof. Without one, or in
 * a bundle such as -st, it asks for the summary. */
int set_summary_or_states(struct parse_state *state, const char *arg);

int set_continuous(struct parse_state *state, const char *arg);
int set_fields(struct parse_state *state, const char *arg);
int set_command(struct parse_state *state, const char *arg);

/* Parses the seconds of -c and sets the interval. */
int parse_set_interval(struct parse_state *state, const char *text);

/* Add the endpoints, states, processes, users or commands that the argument selects. */
int add_internet(struct parse_state *state, const char *arg);
int add_states(struct parse_state *state, const char *arg);
int add_pids(struct parse_state *state, const char *arg);
int add_users(struct parse_state *state, const char *arg);
int add_command(struct parse_state *state, const char *arg);

/* The initializers of has_arg and arg, and of apply, field and bit, in struct option_desc. */
#define FIELD(name)          offsetof(struct parse_state, name)
#define NONE                 no_argument, NULL
#define NEEDS(arg)           required_argument, arg
#define MAY(arg)             optional_argument, arg
#define FLAG(name)           set_flag, FIELD(name), 0
#define BIT(name, n)         add_bit, FIELD(name), UINT32_C(1) << (n)
#define BITS(name, n)        add_bit, FIELD(name), (n)
#define CALL(fn)             fn, 0, 0
#define COMMAND(number)      set_command, 0, number
#define SECONDS(name, least) set_seconds, FIELD(name), least

#endif
