/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields and the order of the groups of --group. A group is one row of output for all
 * sockets that have equal values of some fields. */
#ifndef FORMAT_GROUP_H
#define FORMAT_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "row_field.h"

enum group_style { GROUP_TEXT, GROUP_JSON, GROUP_CSV };

/* The sums that are shown for a group of sockets: the number of sockets, the bytes in the
 * queues of sockets that do not listen, and the bytes that TCP connections have
 * acknowledged and received. */
enum group_sum {
	GROUP_COUNT,
	GROUP_RECV_Q,
	GROUP_SEND_Q,
	GROUP_BYTES_ACKED,
	GROUP_BYTES_RECEIVED,
	GROUP_SUMS_,
};

enum { GROUP_ORDER_MAX = 8 };

struct group_key {
	/* What the key sorts groups by: a value of enum group_sum, or GROUP_SUMS_ plus
	 * the index of a field of --group. */
	size_t index;
	bool is_descending;
};

/* The order in which groups are written: the keys to sort by, the most important key
 * first. Without keys, the group with the most sockets comes first. */
struct group_order {
	struct group_key keys[GROUP_ORDER_MAX];
	size_t len;
	/* The maximum number of groups that are written; 0: all groups are written. */
	uint32_t top;
};

/* Parses FIELD[,FIELD]..., the argument of --group. A field must have a single value per
 * socket; "peer" stands for the address of the peer. Returns 0 or an error of
 * row_fields_parse, which also sets *ret_bad. */
int group_parse(struct row_fields *fields, const char *text, const char **ret_bad);

/* Parses KEY[,KEY]..., by which groups are sorted, as sort_spec_parse does. A key is one
 * of `fields`, or "count", "recv_q", "send_q", "bytes_acked" or "bytes_received". Returns
 * 0, or -EINVAL or -E2BIG with the wrong key in *ret_bad. */
int group_order_parse(struct group_order *order, const struct row_fields *fields,
		      const char *text, const char **ret_bad);

#endif
