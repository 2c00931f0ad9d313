/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process that looks up hosts: what it does, see lookup_child.h for its parent. */
#ifndef RESOLVE_LOOKUP_SERVE_H
#define RESOLVE_LOOKUP_SERVE_H

struct channel;

/* Gives up what the process could do but look up hosts: it becomes the user nobody where it may,
 * without capabilities, and enters the sandbox for look-ups with the name servers of the channel
 * (NULL: it has none). -errno of priv_drop. */
int lookup_confine(struct channel *c);

/* Answers questions (see hosts_ipc.h) until there are no more, in confinement. *arg is the deadline
 * of channel_new, an uint32_t. */
void lookup_serve(int in, int out, void *arg);

#endif
