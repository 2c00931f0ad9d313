/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the addresses of a host in the hosts file and DNS, in the look-up process; lookup_child.h
 * is the side of the parent. */
#ifndef RESOLVE_LOOKUP_H
#define RESOLVE_LOOKUP_H

#include <stdint.h>

struct addr;
struct channel;

/* Calls fn for each address of the host, until fn returns a value other than 0, which
 * lookup_host then returns. The deadline is a time of channel_now_ms. If c is NULL, only
 * the hosts file is read, and -EIO is returned if the file lacks the host. Returns 0
 * after the last address. -ENOENT: the host is not known; -ETIMEDOUT: no name server has
 * answered; -ECONNREFUSED: there is no name server; -EREMOTEIO: a name server has refused
 * or failed; -ECANCELED: the descriptor `other` (-1: no descriptor) has become
 * readable. */
int lookup_host(struct channel *c, const char *host, int64_t deadline, int other,
		int (*fn)(const struct addr *a, void *arg), void *arg);

/* Drops everything that look-ups do not need: becomes the user "nobody" if that is
 * permitted, drops capabilities, and enters a sandbox that permits access to the name
 * servers of the channel c (NULL: to no name servers). Returns 0 or the errors of
 * priv_drop and sandbox_enter_lookup. */
int lookup_confine(struct channel *c);

/* Calls lookup_confine, and writes to the descriptor `out` the answers to the questions
 * (hosts_ipc.h) that arrive at the descriptor `in`, until the parent closes its end. arg
 * points to the deadline_ms of channel_new, a uint32_t. */
void lookup_serve(int in, int out, void *arg);

#endif
