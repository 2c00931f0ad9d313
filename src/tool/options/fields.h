/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions that apply the options --columns, --group, --sort and --top. */
#ifndef OPTIONS_FIELDS_H
#define OPTIONS_FIELDS_H

struct parse_state;

/* add_columns appends the fields in arg to those of --columns, and add_group to those of
 * --group. Both return 0, or -EINVAL or -ENOMEM with state->error set. */
int add_columns(struct parse_state *state, const char *arg);
int add_group(struct parse_state *state, const char *arg);

/* Stores the argument of --sort. The keys in the argument are parsed later, by
 * fields_derive, because with --group these keys are fields of groups. */
int set_sort(struct parse_state *state, const char *arg);
/* Applies --top: sets the maximum number of rows that are listed. */
int set_top(struct parse_state *state, const char *arg);

/* Chooses the layout for --columns and --group, and parses the argument of --sort.
 * Returns 0, or -EINVAL or -ENOMEM with state->error set. */
int fields_derive(struct parse_state *state);

#endif
