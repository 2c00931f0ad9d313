/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layout of --group: counts sockets in groups with equal values of some fields, and
 * writes the groups as text, JSON or CSV. */
#include "group.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "columns.h"
#include "csv.h"
#include "group_table.h"
#include "json_parts.h"
#include "model/state.h"
#include "out.h"
#include "text/strbuf.h"

enum { NAME_SIZE = 64 };

static const char *const sum_names[GROUP_SUMS_] = {
	[GROUP_COUNT] = "count",
	[GROUP_RECV_Q] = "recv_q",
	[GROUP_SEND_Q] = "send_q",
	[GROUP_BYTES_ACKED] = "bytes_acked",
	[GROUP_BYTES_RECEIVED] = "bytes_received",
};

int group_parse(struct row_fields *fields, const char *text, const char **ret_bad)
{
	return row_fields_parse(fields, text, row_field_is_comparable, ret_bad);
}

static size_t find_key(const struct row_fields *fields, const char *name)
{
	struct row_field field;
	size_t i = 0;

	while (i < GROUP_SUMS_ && !state_is_spelling(name, strlen(name), sum_names[i]))
		i++;
	if (i < GROUP_SUMS_ || !row_field_find(name, &field))
		return i;
	for (; i - GROUP_SUMS_ < fields->len; i++) {
		const struct row_field *known = &fields->all[i - GROUP_SUMS_];

		if (known->place == field.place && known->index == field.index)
			break;
	}
	return i;
}

int group_order_parse(struct group_order *order, const struct row_fields *fields,
		      const char *text, const char **ret_bad)
{
	for (const char *at = text;; at++) {
		struct group_key *key = &order->keys[order->len];
		char name[NAME_SIZE];
		const bool is_descending = *at == '-';
		const size_t n = strcspn(at += is_descending, ",");

		*ret_bad = at;
		if (order->len == GROUP_ORDER_MAX)
			return -E2BIG;
		if (n >= sizeof(name) || *at == '-')
			return -EINVAL;
		memcpy(name, at, n);
		name[n] = '\0';
		*key = (struct group_key){ find_key(fields, name), is_descending };
		if (key->index - GROUP_SUMS_ >= fields->len && key->index >= GROUP_SUMS_)
			return -EINVAL;
		order->len++;
		at += n;
		if (!*at)
			return 0;
	}
}

static struct groups *groups_of(const struct out *out)
{
	return out->own;
}

static void group_fail(struct out *out, int r)
{
	if (r < 0 && !out->buffer.text.error)
		out->buffer.text.error = r;
}

struct grouping {
	struct out *out;
	const struct row *row;
	/* Whether the socket has been added to at least one group. */
	bool is_added;
};

static void add_sums(struct group *group, const struct sock *s)
{
	const bool has_queues = s->state != STATE_LISTEN;
	const bool has_tcp = s->has & SOCK_HAS_TCP_INFO && has_queues;
	const struct sock_tcp *tcp = &s->tcp;

	group->sums[GROUP_COUNT]++;
	group->sums[GROUP_RECV_Q] +=
		has_queues && s->has & SOCK_HAS_RECV_Q ? s->recv_q : 0;
	group->sums[GROUP_SEND_Q] +=
		has_queues && s->has & SOCK_HAS_SEND_Q ? s->send_q : 0;
	if (has_tcp && tcp_has(tcp, TCP_BYTES_ACKED))
		group->sums[GROUP_BYTES_ACKED] += tcp->facts[TCP_BYTES_ACKED];
	if (has_tcp && tcp_has(tcp, TCP_BYTES_RECEIVED))
		group->sums[GROUP_BYTES_RECEIVED] += tcp->facts[TCP_BYTES_RECEIVED];
}

/* Adds the socket to the group that is given by the values of the fields of --group for
 * this socket and this owner (owner NULL: no owner is known). A socket is added to a
 * group once, even if several of its owners lead to the same group. Returns 0, or 1 to
 * stop after an error. */
static int group_add(const struct process *owner, void *arg)
{
	struct grouping *grouping = arg;
	struct out *out = grouping->out;
	struct groups *groups = groups_of(out);
	const struct row_fields *fields = &out->spec.group;
	const size_t key = groups->keys_len;
	int r = 0;

	for (size_t i = 0; r == 0 && i < fields->len; i++) {
		struct field_member member;
		const bool is_there = row_field_get(&fields->all[i], grouping->row, owner,
						    &out->buffer.text, &member);
		r = groups_add_part(groups, is_there ? &member : NULL);
	}
	struct group *group = r == 0 ? groups_find(groups, key) : NULL;
	if (!group) {
		group_fail(out, -ENOMEM);
		return 1;
	}
	grouping->is_added = true;
	if (group->last_row != out->rows)
		add_sums(group, grouping->row->s);
	group->last_row = out->rows;
	return 0;
}

static bool is_by_owner(const struct row_fields *fields)
{
	for (size_t i = 0; i < fields->len; i++)
		if (row_field_is_of_owner(&fields->all[i]))
			return true;
	return false;
}

static void group_begin(struct out *out)
{
	if (!out->own)
		out->own = calloc(1, sizeof(struct groups));
	if (out->own)
		groups_clear(out->own);
	else
		group_fail(out, -ENOMEM);
}

static void group_row(struct out *out, const struct sock *s,
		      const struct owner_index *holders)
{
	const struct row row = { .spec = &out->spec, .s = s, .holders = holders };
	struct grouping grouping = { .out = out, .row = &row };

	if (is_by_owner(&out->spec.group))
		(void)row_owners_each(&row, group_add, &grouping);
	if (!grouping.is_added && !out->buffer.text.error)
		(void)group_add(NULL, &grouping);
}

/* Appends a cell of a group: the value of a field of --group or, in the columns after the
 * fields, a sum. If group is NULL, appends the header of the column. */
static void put_cell(struct strbuf *sb, const struct out *out, const struct group *group,
		     size_t column, const char *also)
{
	const struct row_fields *fields = &out->spec.group;
	struct group_value value;

	if (!group) {
		strbuf_adds(sb, column < fields->len ? fields->all[column].name
						     : sum_names[column - fields->len]);
	} else if (column < fields->len) {
		groups_value(groups_of(out), group, column, &value);
		if (value.part.is_there)
			row_value_put(sb, &value.member, also);
	} else {
		strbuf_addu(sb, group->sums[column - fields->len]);
	}
}

/* Appends a line of CSV: the values of a group; if group is NULL, the headers. */
static void put_csv(struct strbuf *sb, const struct out *out, const struct group *group)
{
	for (size_t i = 0; i < out->spec.group.len + GROUP_SUMS_; i++) {
		strbuf_adds(sb, i ? "," : "");
		const size_t start = sb->len;

		put_cell(sb, out, group, i, "");
		csv_quote(sb, start);
	}
	strbuf_addc(sb, '\n');
}

static void put_json(struct strbuf *sb, const struct out *out, const struct group *group)
{
	const struct row_fields *fields = &out->spec.group;
	struct group_value value;

	json_open(sb, NULL, "\n{");
	for (size_t i = 0; i < fields->len; i++) {
		groups_value(groups_of(out), group, i, &value);
		if (value.part.is_there)
			json_field(sb, fields->all[i].name, value.member.type,
				   &value.member.value);
	}
	for (size_t i = 0; i < GROUP_SUMS_; i++)
		json_number(sb, sum_names[i], group->sums[i]);
	strbuf_addc(sb, '}');
}

/* Appends a line of text: the values of a group; if group is NULL, the headers. If sb is
 * NULL, appends nothing but raises each of `widths` to the width of the cell in this
 * line, if the cell is wider. */
static void put_line(struct strbuf *sb, const struct out *out, const struct group *group,
		     size_t *widths)
{
	const size_t count = out->spec.group.len + GROUP_SUMS_;
	struct strbuf cell = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct strbuf *to = sb ? sb : &cell;
		const size_t start = sb ? sb->len : (cell.len = 0);

		put_cell(to, out, group, i, " ");
		if (to->len == start)
			strbuf_addc(to, '-');
		if (!sb && to->len > widths[i])
			widths[i] = to->len;
		if (sb && i >= out->spec.group.len && group)
			strbuf_pad_before(sb, start, widths[i]);
		else if (sb && i + 1 < count)
			strbuf_pad(sb, start, widths[i]);
		if (sb)
			strbuf_adds(sb, i + 1 < count ? " " : "\n");
	}
	strbuf_release(&cell);
}

static void put_table(struct strbuf *sb, const struct out *out, size_t count)
{
	const struct group *all = groups_of(out)->all;
	size_t widths[ROW_FIELDS_MAX + GROUP_SUMS_] = { 0 };
	const bool header = out->spec.header;

	if (header)
		put_line(NULL, out, NULL, widths);
	for (size_t i = 0; i < count; i++)
		put_line(NULL, out, &all[i], widths);
	if (header)
		put_line(sb, out, NULL, widths);
	for (size_t i = 0; i < count; i++)
		put_line(sb, out, &all[i], widths);
}

static void group_end(struct out *out, const struct query_gaps *gaps)
{
	struct groups *groups = groups_of(out);
	struct strbuf *sb = &out->buffer.text;
	const uint32_t top = out->spec.group_order.top;

	if (!groups || sb->error)
		return;
	const size_t count = top && top < groups->len ? top : groups->len;
	groups_sort(groups, &out->spec.group_order, out->spec.group.len);
	if (out->spec.group_style == GROUP_TEXT) {
		put_table(sb, out, count);
	} else if (out->spec.group_style == GROUP_CSV) {
		if (out->spec.header)
			put_csv(sb, out, NULL);
		for (size_t i = 0; i < count; i++)
			put_csv(sb, out, &groups->all[i]);
	} else {
		strbuf_addc(sb, '{');
		json_head(sb, out->spec.identity, out->spec.time_ns);
		json_open(sb, "groups", "[");
		for (size_t i = 0; i < count; i++)
			put_json(sb, out, &groups->all[i]);
		strbuf_adds(sb, "\n]");
		json_gaps(sb, gaps);
		strbuf_adds(sb, "}\n");
	}
	groups_clear(groups);
}

static void group_release(void *own)
{
	if (own)
		groups_release(own);
	free(own);
}

const struct out_ops out_groups = {
	.name = "groups",
	.wants = { .links = true, .identity = true },
	.begin = group_begin,
	.row = group_row,
	.end = group_end,
	.release = group_release,
};
