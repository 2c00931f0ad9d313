/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of network interfaces. */
#ifndef RESOLVE_INTERFACES_H
#define RESOLVE_INTERFACES_H

#include <stdint.h>

#include "cache.h"

/* Sets *ret to the name of an interface, not escaped; NULL: there is none. The kernel is asked once
 * for each interface. Returns the errors of cache_put. */
int interfaces_name(struct cache *names, uint32_t ifindex, const char **ret);

#endif
