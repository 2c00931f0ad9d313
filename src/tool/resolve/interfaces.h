/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of network interfaces. */
#ifndef RESOLVE_INTERFACES_H
#define RESOLVE_INTERFACES_H

#include <stdint.h>

struct interfaces;

int interfaces_new(struct interfaces **ret);
struct interfaces *interfaces_free(struct interfaces *l);

/* Finds the name of an interface, not escaped, with one query for each; NULL where there
 * is none. Errors are those of cache_put. */
int interfaces_name(struct interfaces *l, uint32_t ifindex, const char **ret);

#endif
