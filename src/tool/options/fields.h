/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options --columns, --group, --sort and --top. */
#ifndef OPTIONS_FIELDS_H
#define OPTIONS_FIELDS_H

struct parse_state;

/* Append fields to those of --columns and of --group. */
int add_columns(struct parse_state *state, const char *arg);
int add_group(struct parse_state *state, const char *arg);

/* Sets the argument of --sort, whose keys fields_derive parses, because they are those of groups if
 * --group is given. */
int set_sort(struct parse_state *state, const char *arg);
/* Sets the greatest number of rows. */
int set_top(struct parse_state *state, const char *arg);

/* Chooses the layout for --columns and --group, and parses the keys of --sort. Returns 0, -EINVAL
 * (state->error is set) or -ENOMEM. */
int fields_derive(struct parse_state *state);

#endif
