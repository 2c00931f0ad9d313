/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "links.h"

#include <net/if.h>

#include "base/cleanup.h"
#include "cache.h"

struct links {
	struct cache names;
};

int links_new(struct links **ret)
{
	struct links *l = calloc(1, sizeof(*l));
	if (!l)
		return -ENOMEM;
	*ret = l;
	return 0;
}

struct links *links_free(struct links *l)
{
	if (l)
		cache_release(&l->names);
	free(l);
	return NULL;
}

int links_name(struct links *l, uint32_t ifindex, const char **ret)
{
	char text[IF_NAMESIZE];

	if (cache_get(&l->names, ifindex, ret))
		return 0;
	errno = 0; /* the kernel is asked, and no database */
	return cache_put(&l->names, ifindex, if_indextoname(ifindex, text), ret);
}
