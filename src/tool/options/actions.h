/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that apply an option of the command line; the option tables of sockstat,
 * netstat, lsof and ss refer to these functions. */
#ifndef OPTIONS_ACTIONS_H
#define OPTIONS_ACTIONS_H

#include <getopt.h>

#include "parse_state.h"

/* Applies an option without argument: sets to true the bool in *state at the offset
 * state->desc->field. */
int set_flag(struct parse_state *state, const char *arg);

/* Applies an option without argument: sets the bits state->desc->bit in the uint32_t in
 * *state at the offset state->desc->field. */
int add_bit(struct parse_state *state, const char *arg);

/* Applies an option whose argument is a time in seconds: stores the time in milliseconds
 * in the uint32_t in *state at the offset state->desc->field. A time of less than
 * state->desc->bit milliseconds is an error. */
int set_seconds(struct parse_state *state, const char *arg);

/* Accepts an option that changes nothing, such as --wide, because the program always does
 * what this option asks for. */
int accept_only(struct parse_state *state, const char *arg);

/* Refuses an option of netstat, lsof or ss that sockstat lacks. state->desc->help is the
 * end of the error message, such as which program to use. Returns -EOPNOTSUPP or
 * -ENOMEM. */
int refuse(struct parse_state *state, const char *arg);

/* Applies an option whose argument is one or more names of address families, separated by
 * commas: the sockets of these families are listed. In a command line of ss, addresses in
 * the filter belong to the last of the families. */
int add_families(struct parse_state *state, const char *arg);

/* Applies the option -s: with an argument PROTOCOL:STATES it selects states, as in lsof;
 * without an argument, or in a bundle of letters such as -st, it asks for the summary. */
int set_summary_or_states(struct parse_state *state, const char *arg);

int set_continuous(struct parse_state *state, const char *arg);
int set_fields(struct parse_state *state, const char *arg);
int set_command(struct parse_state *state, const char *arg);

/* Parses a time in seconds, the argument of -c, and sets options.interval_ms. Returns 0,
 * or -EINVAL or -ENOMEM with state->error set. */
int parse_set_interval(struct parse_state *state, const char *text);

/* add_internet (for the option -i), add_states, add_pids, add_users and add_command
 * apply an option that selects sockets: arg names endpoints, states, pids, users or
 * commands. */
int add_internet(struct parse_state *state, const char *arg);
int add_states(struct parse_state *state, const char *arg);
int add_pids(struct parse_state *state, const char *arg);
int add_users(struct parse_state *state, const char *arg);
int add_netns(struct parse_state *state, const char *arg);
int add_command(struct parse_state *state, const char *arg);

/* Macros that initialize members of struct option_desc in an option table. FIELD is the
 * offset of a member of struct parse_state. NONE, NEEDS and MAY initialize has_arg and
 * arg. The macros from FLAG to SECONDS initialize apply, field and bit. */
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
