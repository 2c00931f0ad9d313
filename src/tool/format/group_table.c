/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "group_table.h"

#include <stdlib.h>
#include <string.h>

#include "util/grow.h"

/* The maximum number of bytes of a text that count in the key of a group; longer texts
 * are cut. */
enum { TEXT_MAX = 4096 };

void groups_clear(struct groups *groups)
{
	groups->len = 0;
	groups->keys_len = 0;
	map_release(&groups->by_hash);
}

void groups_release(struct groups *groups)
{
	groups_clear(groups);
	free(groups->all);
	free(groups->keys);
}

static int add_bytes(struct groups *groups, const void *bytes, size_t n)
{
	int r = grow(&groups->keys, &groups->keys_cap, groups->keys_len + n, 1);

	if (r < 0)
		return r;
	memcpy(groups->keys + groups->keys_len, bytes, n);
	groups->keys_len += n;
	return 0;
}

int groups_add_part(struct groups *groups, const struct field_member *member)
{
	struct key_part part;
	const char *text = member ? member->value.bytes : NULL;

	/* The padding in a struct key_part is set to 0, because the keys of groups are
	 * compared byte by byte. */
	memset(&part, 0, sizeof(part));
	part.is_there = member;
	if (member) {
		part.type = (uint8_t)member->type;
		part.number = member->value.number;
	}
	if (member && member->type == FIELD_WORD) {
		text = member->value.word;
		part.type = text ? FIELD_BYTES : FIELD_NUMBER;
		part.number = text ? strlen(text) : part.number;
	}
	if (part.is_there && part.type == FIELD_ADDR)
		part.addr = addr_unmap(member->value.addr);
	if (part.is_there && part.type == FIELD_BYTES) {
		part.len = (uint16_t)(part.number < TEXT_MAX ? part.number : TEXT_MAX);
		part.number = 0;
	}
	int r = add_bytes(groups, &part, sizeof(part));
	return r == 0 && part.len ? add_bytes(groups, text, part.len) : r;
}

struct group *groups_find(struct groups *groups, size_t key)
{
	const size_t n = groups->keys_len - key;
	uint64_t hash = map_hash(groups->keys + key, n);
	uint32_t at = map_get(&groups->by_hash, hash);

	/* The keys of two groups may have the same hash: the key that is added later is
	 * then stored under the next hash that is free. */
	while (at != MAP_NONE &&
	       (groups->all[at].key_len != n ||
		memcmp(groups->keys + groups->all[at].key, groups->keys + key, n) != 0))
		at = map_get(&groups->by_hash, ++hash);
	if (at != MAP_NONE) {
		groups->keys_len = key;
		return &groups->all[at];
	}
	if (groups->len >= MAP_NONE - 1 ||
	    grow(&groups->all, &groups->cap, groups->len + 1, sizeof(*groups->all)) < 0 ||
	    map_set(&groups->by_hash, hash, (uint32_t)groups->len) < 0)
		return NULL;
	groups->all[groups->len] = (struct group){ .key = key, .key_len = n };
	return &groups->all[groups->len++];
}

/* Reads the part (the value of one field) of the key of a group that begins at `at` into
 * *ret. Returns where the next part of the key begins. */
static const char *get_part(const char *at, struct group_value *ret)
{
	memcpy(&ret->part, at, sizeof(ret->part));
	at += sizeof(ret->part);
	ret->member = (struct field_member){ .type = (enum field_type)ret->part.type };
	ret->member.value.number = ret->part.number;
	ret->member.value.addr = &ret->part.addr;
	if (ret->part.type == FIELD_BYTES) {
		ret->member.value.bytes = at;
		ret->member.value.number = ret->part.len;
	}
	return at + ret->part.len;
}

void groups_value(const struct groups *groups, const struct group *group, size_t index,
		  struct group_value *ret)
{
	const char *at = groups->keys + group->key;

	for (size_t i = 0; i <= index; i++)
		at = get_part(at, ret);
}

/* Compares two values of one field, to sort groups: numbers come before texts, and
 * missing values come last. */
static int compare_values(const struct group_value *a, const struct group_value *b)
{
	const struct field_value *left = &a->member.value;
	const struct field_value *right = &b->member.value;

	if (a->part.is_there != b->part.is_there)
		return a->part.is_there ? -1 : 1;
	if (a->part.type != b->part.type)
		return a->part.type < b->part.type ? -1 : 1;
	if (a->part.type == FIELD_ADDR) {
		const struct addr first = addr_map(left->addr);
		const struct addr second = addr_map(right->addr);

		return memcmp(first.bytes, second.bytes, sizeof(first.bytes));
	}
	if (a->part.type == FIELD_BYTES) {
		const size_t n = a->part.len < b->part.len ? a->part.len : b->part.len;
		const int r = memcmp(left->bytes, right->bytes, n);

		return r ? r : (a->part.len > b->part.len) - (a->part.len < b->part.len);
	}
	return (left->number > right->number) - (left->number < right->number);
}

static int compare_by(const struct groups *groups, size_t index, const struct group *a,
		      const struct group *b)
{
	struct group_value left, right;

	if (index < GROUP_SUMS_)
		return (a->sums[index] > b->sums[index]) -
		       (a->sums[index] < b->sums[index]);
	groups_value(groups, a, index - GROUP_SUMS_, &left);
	groups_value(groups, b, index - GROUP_SUMS_, &right);
	return compare_values(&left, &right);
}

/* The last argument of compare_groups: the table of the groups that are compared, and the
 * order in which they are sorted. */
struct comparison {
	const struct groups *groups;
	const struct group_order *order;
	/* The number of fields in the key of each group. */
	size_t fields;
};

static int compare_groups(const void *a, const void *b, void *arg)
{
	const struct comparison *by = arg;
	int r = 0;

	for (size_t i = 0; r == 0 && i < by->order->len; i++) {
		const struct group_key *key = &by->order->keys[i];

		r = compare_by(by->groups, key->index, a, b);
		r = key->is_descending ? -r : r;
	}
	if (r == 0)
		r = compare_by(by->groups, GROUP_COUNT, b, a);
	for (size_t i = 0; r == 0 && i < by->fields; i++)
		r = compare_by(by->groups, GROUP_SUMS_ + i, a, b);
	return r;
}

void groups_sort(struct groups *groups, const struct group_order *order, size_t fields)
{
	struct comparison by = { groups, order, fields };

	if (groups->len)
		qsort_r(groups->all, groups->len, sizeof(*groups->all), compare_groups,
			&by);
}
