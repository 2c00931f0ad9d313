/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The side of the child in the look-up of hosts; lookup_child.h is the side of the parent. */
#ifndef RESOLVE_LOOKUP_SERVE_H
#define RESOLVE_LOOKUP_SERVE_H

struct channel;

/* Drops everything that look-ups do not need: becomes the user "nobody" if that is permitted, drops
 * capabilities, and enters a sandbox that permits the name servers of the channel (NULL: no name
 * servers). Returns the errors of priv_drop and sandbox_enter_lookup. */
int lookup_confine(struct channel *c);

/* Calls lookup_confine and answers the questions (hosts_ipc.h) that arrive at the descriptor in,
 * until the other end is closed. arg points to the deadline_ms of channel_new, a uint32_t. */
void lookup_serve(int in, int out, void *arg);

#endif
