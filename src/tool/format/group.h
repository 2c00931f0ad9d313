/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of the rows of --group: one row for all sockets with equal values of some fields. */
#ifndef FORMAT_GROUP_H
#define FORMAT_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "row_field.h"

enum group_style { GROUP_TEXT, GROUP_JSON, GROUP_CSV };

/* The figures of a group: the number of sockets, the bytes in the queues of sockets that do
 * not listen, and the data of TCP connections. */
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
	/* An enum group_sum, or GROUP_SUMS_ plus the index of a field of --group. */
	size_t index;
	bool is_descending;
};

/* The order of groups: the keys, the most important first. Without any, the group with the most
 * sockets comes first. */
struct group_order {
	struct group_key keys[GROUP_ORDER_MAX];
	size_t len;
	/* The greatest number of groups; 0: all groups. */
	uint32_t top;
};

/* Parses FIELD[,FIELD]..., the fields of --group: those that have one value. "peer" stands for the
 * address of the peer. -EINVAL: see row_fields_parse. */
int group_parse(struct row_fields *fields, const char *text, const char **ret_bad);

/* Parses KEY[,KEY]... into the order of groups by the given fields, as sort_spec_parse does. A key
 * is such a field, or "count", "recv_q", "send_q", "bytes_acked" or "bytes_received". */
int group_order_parse(struct group_order *order, const struct row_fields *fields,
		      const char *text, const char **ret_bad);

#endif
