/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table of groups: sums of sockets, by a key that consists of the values of some fields. */
#ifndef FORMAT_GROUP_TABLE_H
#define FORMAT_GROUP_TABLE_H

#include "group.h"
#include "model/addr.h"
#include "util/map.h"

/* One value of a key, followed by len bytes of text. */
struct key_part {
	bool is_there;
	/* An enum field_type: FIELD_BYTES also for words. */
	uint8_t type;
	uint16_t len;
	uint64_t number;
	struct addr addr;
};

struct group {
	uint64_t sums[GROUP_SUMS_];
	/* The number in the listing of the socket that was added last, so that no socket is added
	 * twice. */
	uint64_t last_row;
	/* The key of the group: the offset and length of its parts in struct groups.keys. */
	size_t key, key_len;
};

struct groups {
	struct group *all;
	size_t len, cap;
	char *keys;
	size_t keys_len, keys_cap;
	/* The index in all, by a hash of the key. */
	struct map by_hash;
};

/* A value of a key, with the storage that its member needs. */
struct group_value {
	struct key_part part;
	struct field_member member;
};

void groups_clear(struct groups *groups);
void groups_release(struct groups *groups);

/* Appends a value to the key that is being made, which begins at the end of groups->keys; member is
 * NULL if there is no value. Returns 0 or -ENOMEM. */
int groups_add_part(struct groups *groups, const struct field_member *member);

/* Ends the key that begins at the given offset in groups->keys, and returns its group, which is new
 * if no group has the key; NULL: no memory. */
struct group *groups_find(struct groups *groups, size_t key);

/* Reads the value of the field with the given index among the fields of --group. The value is valid
 * until a key is added. */
void groups_value(const struct groups *groups, const struct group *group, size_t index,
		  struct group_value *ret);

/* Sorts the groups, whose keys have the given number of fields. */
void groups_sort(struct groups *groups, const struct group_order *order, size_t fields);

#endif
