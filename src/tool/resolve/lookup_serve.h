/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The child's side of the look-up process; see lookup_child.h for the parent's. */
#ifndef RESOLVE_LOOKUP_SERVE_H
#define RESOLVE_LOOKUP_SERVE_H

struct channel;

/* Drops everything that look-ups do not need: becomes the user "nobody" where that is
 * permitted, drops capabilities, and enters a sandbox that permits the name servers of
 * the channel (NULL: none). Errors are those of priv_drop. */
int lookup_confine(struct channel *c);

/* Calls lookup_confine and answers questions (hosts_ipc.h) until their pipe is closed.
 * *arg is the deadline of channel_new, a uint32_t. */
void lookup_serve(int in, int out, void *arg);

#endif
