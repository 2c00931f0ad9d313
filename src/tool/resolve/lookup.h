/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the addresses of a host in the hosts file and in DNS. These functions run in the
 * look-up process; lookup_child.h has the functions of the process that asks the look-up
 * process. */
#ifndef RESOLVE_LOOKUP_H
#define RESOLVE_LOOKUP_H

#include <stdint.h>

struct addr;
struct channel;

/* Calls fn for each address of the host, until fn returns a value other than 0, which
 * lookup_host then returns, too. c: the channel for DNS queries; NULL: only the hosts
 * file is read, and -EIO is returned if the file lacks the host. deadline: a time of the
 * clock of channel_now_ms. Returns 0 after the last address. -ENOENT: the host is not
 * known; -ETIMEDOUT: no name server has answered; -ECONNREFUSED: there is no name server;
 * -EREMOTEIO: a name server has refused or failed; -ECANCELED: the descriptor `other`
 * (-1: no descriptor) has become readable. */
int lookup_host(struct channel *c, const char *host, int64_t deadline, int other,
		int (*fn)(const struct addr *a, void *arg), void *arg);

/* Drops all rights of the look-up process that look-ups do not need: changes to the user
 * "nobody" if that is permitted, drops all capabilities, and enters a sandbox that
 * permits access only to the name servers of the channel c (NULL: to no name servers).
 * Returns 0 or an error of priv_be_nobody or sandbox_enter_lookup. */
int lookup_confine(struct channel *c);

/* The look-up process: calls lookup_confine, reads questions (hosts_ipc.h) from the
 * descriptor `in`, and writes the answers to the descriptor `out`, until the parent
 * closes its ends of the pipes. arg points to a uint32_t, the deadline_ms of
 * channel_new. */
void lookup_serve(int in, int out, void *arg);

#endif
