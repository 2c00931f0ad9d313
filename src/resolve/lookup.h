/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The addresses of a host, from the hosts file and DNS, within a deadline. */
#ifndef RESOLVE_LOOKUP_H
#define RESOLVE_LOOKUP_H

#include <stdint.h>

struct addr;

/* Calls fn for each address of the host; what fn returns other than 0 is returned. -ENOENT:
 * the host is not known; -ETIMEDOUT: nobody has answered. */
int lookup_host(const char *host, uint32_t deadline_ms,
		int (*fn)(const struct addr *a, void *arg), void *arg);

#endif
