/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the addresses of a host in the hosts file and DNS before a deadline. */
#ifndef RESOLVE_LOOKUP_H
#define RESOLVE_LOOKUP_H

#include <stdint.h>

struct addr;
struct channel;

/* Calls fn for each address of the host, until fn returns a value other than 0, which is returned.
 * The deadline is by the clock of channel_now_ms. Without a channel (NULL) only the hosts file is
 * read, and -EIO is returned if the file lacks the host. -ENOENT: the host is not known;
 * -ETIMEDOUT: no name server has answered; -ECONNREFUSED: there is no name server; -EREMOTEIO: a
 * name server has refused or failed; -ECANCELED: the descriptor other (-1: none) has become
 * readable. */
int lookup_host(struct channel *c, const char *host, int64_t deadline, int other,
		int (*fn)(const struct addr *a, void *arg), void *arg);

#endif
