/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table of groups of sockets. The key of a group consists of the values of some fields;
 * the data of a group are sums over its sockets. */
#ifndef FORMAT_GROUP_TABLE_H
#define FORMAT_GROUP_TABLE_H

#include "group.h"
#include "model/addr.h"
#include "util/map.h"

/* The value of one field in the key of a group. A text is not part of the struct: the
 * `len` bytes of the text follow the struct in memory. */
struct key_part {
	bool is_there;
	/* The type of the value, an enum field_type. A value of the type FIELD_WORD is
	 * stored as FIELD_BYTES or, if there is no word for the value, as
	 * FIELD_NUMBER. */
	uint8_t type;
	uint16_t len;
	uint64_t number;
	struct addr addr;
};

struct group {
	uint64_t sums[GROUP_SUMS_];
	/* The position in the listing, beginning with 1, of the socket that was last
	 * added to the group: a socket at this position is not added again. */
	uint64_t last_row;
	/* The key of the group: its offset and its length in bytes in struct
	 * groups.keys. */
	size_t key, key_len;
};

struct groups {
	struct group *all;
	size_t len, cap;
	char *keys;
	size_t keys_len, keys_cap;
	/* The index of a group in the member `all`, found by the hash of the key of the
	 * group. */
	struct map by_hash;
};

/* The value of a field in the key of a group, as groups_value returns it. The member
 * `member` may point into `part`. */
struct group_value {
	struct key_part part;
	struct field_member member;
};

void groups_clear(struct groups *groups);
void groups_release(struct groups *groups);

/* Appends the value of a field to the key that is being made at the end of groups->keys;
 * member is NULL if the socket lacks the field. Returns 0 or -ENOMEM. */
int groups_add_part(struct groups *groups, const struct field_member *member);

/* Completes the key that begins at offset `key` in groups->keys. Returns the group with
 * this key, which is a new group if there was none; NULL: no memory. */
struct group *groups_find(struct groups *groups, size_t key);

/* Sets *ret to the value that a field of --group has in the key of a group; `index` is
 * the index of the field in --group. The value is valid until the next call of
 * groups_add_part. */
void groups_value(const struct groups *groups, const struct group *group, size_t index,
		  struct group_value *ret);

/* Sorts the groups of the table by `order`; `fields` is the number of fields in the key
 * of each group. */
void groups_sort(struct groups *groups, const struct group_order *order, size_t fields);

#endif
