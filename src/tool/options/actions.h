/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that apply an option, for the option tables of sockstat, netstat, lsof and ss. */
#ifndef OPTIONS_ACTIONS_H
#define OPTIONS_ACTIONS_H

#include <getopt.h>

#include "parse_state.h"

/* Applies an option without argument: sets the bool at the offset desc->field of the state. */
int set_flag(struct parse_state *state, const char *arg);

/* Applies an option without argument: sets the bits desc->bit in the uint32_t at the offset
 * desc->field of the state. */
int add_bit(struct parse_state *state, const char *arg);

/* Applies an option whose argument is a time in seconds: stores it in milliseconds in the uint32_t
 * at the offset desc->field of the state. The least time allowed is desc->bit milliseconds. */
int set_seconds(struct parse_state *state, const char *arg);

/* Accepts an option without effect, because the program always works as the option asks, such as
 * --wide. */
int accept_only(struct parse_state *state, const char *arg);

/* Refuses an option of netstat, lsof or ss that sockstat does not support. desc->help is the end of
 * the message, which names the program to use instead. */
int refuse(struct parse_state *state, const char *arg);

/* Adds address families: one name, or several with commas between them. In a command line of ss,
 * the last one becomes the family of addresses in the filter. */
int add_families(struct parse_state *state, const char *arg);

/* Applies -s: an argument PROTOCOL:STATES selects states, as in lsof. Without an argument, or in a
 * bundle such as -st, the option asks for the summary. */
int set_summary_or_states(struct parse_state *state, const char *arg);

int set_continuous(struct parse_state *state, const char *arg);
int set_fields(struct parse_state *state, const char *arg);
int set_command(struct parse_state *state, const char *arg);

/* Parses text, the argument of -c in seconds, and sets options.interval_ms. */
int parse_set_interval(struct parse_state *state, const char *text);

/* Add what arg selects: endpoints (-i), states, pids, users or commands. */
int add_internet(struct parse_state *state, const char *arg);
int add_states(struct parse_state *state, const char *arg);
int add_pids(struct parse_state *state, const char *arg);
int add_users(struct parse_state *state, const char *arg);
int add_command(struct parse_state *state, const char *arg);

/* Macros for the rows of an option table: FIELD is an offset in struct parse_state; NONE, NEEDS and
 * MAY initialize has_arg and arg; FLAG to SECONDS initialize apply, field and bit. */
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
