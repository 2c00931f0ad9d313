/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "interfaces.h"

#include <net/if.h>

#include "cache.h"
#include "util/cleanup.h"

struct interfaces {
	struct cache names;
};

int interfaces_new(struct interfaces **ret)
{
	struct interfaces *l = calloc(1, sizeof(*l));
	if (!l)
		return -ENOMEM;
	*ret = l;
	return 0;
}

struct interfaces *interfaces_free(struct interfaces *l)
{
	if (l)
		cache_release(&l->names);
	free(l);
	return NULL;
}

int interfaces_name(struct interfaces *l, uint32_t ifindex, const char **ret)
{
	char text[IF_NAMESIZE];

	if (cache_get(&l->names, ifindex, ret))
		return 0;
	errno = 0;
	return cache_put(&l->names, ifindex, if_indextoname(ifindex, text), ret);
}
