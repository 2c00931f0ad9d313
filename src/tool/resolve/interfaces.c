/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "interfaces.h"

#include <net/if.h>

#include "util/cleanup.h"

int interfaces_name(struct cache *names, uint32_t ifindex, const char **ret)
{
	char text[IF_NAMESIZE];

	if (cache_get(names, ifindex, ret))
		return 0;
	errno = 0;
	return cache_put(names, ifindex, if_indextoname(ifindex, text), ret);
}
