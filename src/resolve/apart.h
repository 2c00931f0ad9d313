/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking up a host by a child without privileges, while its parent still has some: whoever is
 * asked may answer what he likes. */
#ifndef RESOLVE_APART_H
#define RESOLVE_APART_H

#include <stdint.h>

struct addr;

/* As lookup_host; or an error of child_run, -EPIPE where the child died. */
int apart_lookup_host(const char *host, uint32_t deadline_ms,
		      int (*fn)(const struct addr *a, void *arg), void *arg);

#endif
