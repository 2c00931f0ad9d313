/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The addresses of a host, from the hosts file and DNS, within a deadline. */
#ifndef RESOLVE_LOOKUP_H
#define RESOLVE_LOOKUP_H

#include <stdint.h>

struct addr;
struct channel;

/* Calls fn for each address of the host; what fn returns other than 0 is returned. The deadline is
 * one of channel_now_ms. Without a channel (NULL) the hosts file alone is read, and DNS would be
 * -EIO. -ENOENT: the host is not known; -ETIMEDOUT: no name server has answered; -ECONNREFUSED: there
 * is none; -EREMOTEIO: it has refused, or failed. -ECANCELED: there is something to read from the
 * other descriptor (-1: there is none). */
int lookup_host(struct channel *c, const char *host, int64_t deadline, int other,
		int (*fn)(const struct addr *a, void *arg), void *arg);

#endif
