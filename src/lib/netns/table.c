/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netns.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "util/grow.h"

/* The bit that is set in those keys of the map netns_table.index that are made from an
 * inode of a file net/dev. */
#define DEV_BIT (UINT64_C(1) << 63)

/* The name of a network interface in one of the network namespaces of the table. */
struct netns_link {
	char name[IF_NAMESIZE];
};

void netns_table_release(struct netns_table *t)
{
	for (size_t i = 0; i < t->len; i++) {
		free(t->all[i].path);
		free(t->all[i].name);
	}
	free(t->all);
	free(t->links);
	map_release(&t->index);
	map_release(&t->link_index);
	*t = (struct netns_table){ 0 };
}

/* Returns the index of the entry whose namespace has this inode, or whose file net/dev
 * has the inode dev; MAP_NONE: the table has no such entry. An entry is not returned if
 * its namespace has another inode than the given one: the inode `dev` may have been used
 * before by a namespace that has ended. */
static uint32_t find(const struct netns_table *t, uint32_t inode, uint64_t dev)
{
	uint32_t at = inode ? map_get(&t->index, inode) : MAP_NONE;

	if (at == MAP_NONE && dev)
		at = map_get(&t->index, dev | DEV_BIT);
	if (at != MAP_NONE && inode && t->all[at].inode && t->all[at].inode != inode)
		return MAP_NONE;
	return at;
}

int netns_add(struct netns_table *t, uint32_t inode, uint64_t dev, struct netns **ret)
{
	uint32_t at = find(t, inode, dev);
	int r = 0;

	if (at == MAP_NONE) {
		at = (uint32_t)t->len;
		r = grow(&t->all, &t->cap, t->len + 1, sizeof(*t->all));
		if (r < 0)
			return r;
		/* The key of a namespace whose inode is not known is a small number,
		 * which is no inode of a namespace. */
		t->all[t->len++] = (struct netns){ .key = at + 1 };
		if (!inode)
			r = map_set(&t->index, at + 1, at);
	}
	struct netns *n = &t->all[at];

	if (r == 0 && inode && !n->inode) {
		r = map_set(&t->index, inode, at);
		n->inode = n->key = inode;
	}
	if (r == 0 && dev && !n->dev) {
		r = map_set(&t->index, dev | DEV_BIT, at);
		n->dev = dev;
	}
	if (r == 0)
		*ret = n;
	return r;
}

bool netns_has_inode(const struct netns_table *t, uint32_t inode)
{
	return map_get(&t->index, inode) != MAP_NONE;
}

const struct netns *netns_of_key(const struct netns_table *t, uint64_t key)
{
	const uint32_t at = t ? map_get(&t->index, key) : MAP_NONE;

	return at == MAP_NONE ? NULL : &t->all[at];
}

size_t netns_count(const struct netns_table *t, enum netns_state state)
{
	size_t count = 0;

	for (size_t i = 0; t && i < t->len; i++)
		count += t->all[i].is_wanted && t->all[i].state == state;
	return count;
}

static uint64_t link_key(const struct netns_table *t, const struct netns *n,
			 uint32_t ifindex)
{
	return (uint64_t)(n - t->all) << 32 | ifindex;
}

int netns_note_link(struct netns_table *t, const struct netns *n, uint32_t ifindex)
{
	const uint64_t key = link_key(t, n, ifindex);
	char name[IF_NAMESIZE];

	if (map_get(&t->link_index, key) != MAP_NONE || !if_indextoname(ifindex, name))
		return 0;
	int r = grow(&t->links, &t->links_cap, t->links_len + 1, sizeof(*t->links));
	if (r == 0)
		r = map_set(&t->link_index, key, (uint32_t)t->links_len);
	if (r == 0)
		memcpy(t->links[t->links_len++].name, name, sizeof(name));
	return r;
}

const char *netns_link_name(const struct netns_table *t, uint64_t key, uint32_t ifindex)
{
	const struct netns *n = netns_of_key(t, key);
	const uint32_t at =
		n ? map_get(&t->link_index, link_key(t, n, ifindex)) : MAP_NONE;

	return at == MAP_NONE ? NULL : t->links[at].name;
}
