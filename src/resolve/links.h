/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of network interfaces. */
#ifndef RESOLVE_LINKS_H
#define RESOLVE_LINKS_H

#include <stdint.h>

struct links;

int links_new(struct links **ret);
struct links *links_free(struct links *l);

/* Finds the name of an interface, raw, asked for once; NULL where there is none. Errors are
 * those of cache_put. */
int links_name(struct links *l, uint32_t ifindex, const char **ret);

#endif
