/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fields.h"

#include <errno.h>
#include <string.h>

#include "format/csv.h"
#include "parse_state.h"
#include "util/cleanup.h"
#include "util/parse.h"
#include "words.h"

/* Sets state->error to a message about a wrong field: the word before the first comma in
 * `text`, in the argument of the option `option`. error: -E2BIG: the word is one field
 * too many; -EEXIST: the field was given before; another value: the option does not
 * accept the word. Returns -EINVAL or -ENOMEM. */
static int fail_field(struct parse_state *state, const char *option, const char *text,
		      int error)
{
	const size_t n = strcspn(text, ",");
	_cleanup_free_ char *name = strndup(text, n);
	struct row_field field;

	if (!name)
		return -ENOMEM;
	if (!n)
		return parse_failf(state, "%s: a field is missing", option);
	if (error == -E2BIG)
		return parse_failf(state, "%s: too many fields, from '%s' on", option,
				   name);
	if (error == -EEXIST)
		return parse_failf(state, "%s: '%s' is named twice", option, name);
	if (row_field_find(name, &field))
		return parse_failf(state, "%s: '%s' cannot be used here", option, name);
	const char *near = words_near(name);
	near = near && row_field_find(near, &field) ? near : NULL;
	return parse_failf(state, "%s: unknown field '%s'%s%s%s", option, name,
			   near ? " (did you mean " : "", near ? near : "",
			   near ? "?)" : "");
}

static bool is_column(const struct row_field *field)
{
	return field->place == ROW_OWNERS || row_field_type(field) != FIELD_OBJECT;
}

int add_columns(struct parse_state *state, const char *arg)
{
	const char *bad = NULL;

	const int r = row_fields_parse(&state->options.columns, arg, is_column, &bad);

	return r < 0 ? fail_field(state, "--columns", bad, r) : 0;
}

int add_group(struct parse_state *state, const char *arg)
{
	const char *bad = NULL;

	const int r = group_parse(&state->options.group, arg, &bad);

	return r < 0 ? fail_field(state, "--group", bad, r) : 0;
}

int set_top(struct parse_state *state, const char *arg)
{
	if (parse_u32(arg, &state->options.sort.top) == 0 && state->options.sort.top)
		return 0;
	return parse_fail(state, "--top: not 1 to 4294967295:", arg, "");
}

int set_sort(struct parse_state *state, const char *arg)
{
	state->options.sort_keys = arg;
	return 0;
}

/* Refuses the option `option` (--columns or --group) if an option has chosen a layout
 * that cannot show the fields named by `option`. Returns 0, or -EINVAL or -ENOMEM with
 * state->error set. */
static int check_fields_layout(struct parse_state *state, const char *option)
{
	const struct out_ops *layout = state->options.layout;

	if (!layout || layout == &out_json || layout == &out_csv)
		return 0;
	return parse_failf(state, "%s does not go with the layout %s (known: json, csv)",
			   option, layout->name);
}

/* Parses the argument of --sort: with --group as keys of groups, otherwise as keys of
 * sockets. Returns 0, or -EINVAL or -ENOMEM with state->error set. */
static int derive_order(struct parse_state *state)
{
	struct options *o = &state->options;
	const char *bad = NULL;
	int r = 0;

	if (o->group.len) {
		o->group_order.top = o->sort.top;
		o->sort.top = 0;
	}
	if (o->sort_keys && o->group.len)
		r = group_order_parse(&o->group_order, &o->group, o->sort_keys, &bad);
	else if (o->sort_keys)
		r = sort_spec_parse(&o->sort, o->sort_keys, &bad);
	return r < 0 ? fail_field(state, "--sort", bad, r) : 0;
}

int fields_derive(struct parse_state *state)
{
	struct options *o = &state->options;
	const char *bad = NULL;
	int r = 0;

	if (o->group.len && o->columns.len)
		return parse_failf(state, "--group does not go with --columns");
	if (o->group.len) {
		r = check_fields_layout(state, "--group");
		o->group_style = !o->layout               ? GROUP_TEXT
				 : o->layout == &out_json ? GROUP_JSON
							  : GROUP_CSV;
		o->layout = &out_groups;
	} else if (o->columns.len) {
		r = check_fields_layout(state, "--columns");
		o->layout = o->layout ? o->layout : &out_columns;
	} else if (o->layout == &out_csv) {
		r = row_fields_parse(&o->columns, CSV_COLUMNS, NULL, &bad);
		if (r == 0 && (o->has_all_netns || o->netns_count))
			r = row_fields_parse(&o->columns, CSV_NETNS_COLUMNS, NULL, &bad);
	}
	return r < 0 ? r : derive_order(state);
}
