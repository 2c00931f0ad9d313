/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "why.h"

#include "base/cleanup.h"
#include "base/map.h"
#include "model/sock.h"

/* What a socket without an inode is, by its state: no file stands for it. A process that closes
 * its socket moves it on from ESTABLISHED and CLOSE_WAIT at once, so in these it is one that
 * nobody has accepted yet. */
static const char *const without_inode[] = {
	[STATE_ESTABLISHED] = "accept_queue", [STATE_SYN_RECV] = "handshake",
	[STATE_FIN_WAIT1] = "closed",         [STATE_FIN_WAIT2] = "closed",
	[STATE_TIME_WAIT] = "time_wait",      [STATE_CLOSE_WAIT] = "accept_queue",
	[STATE_LAST_ACK] = "closed",          [STATE_CLOSING] = "closed",
};

/* By elimination: nothing tells of such a socket alone whose it is. */
static const char *find_holder(const struct sock *s, const struct why *why)
{
	if (!why->can_see_all)
		return "not_permitted";
	if (why->gone && map_get(why->gone, s->inode) != MAP_NONE)
		return "unseen";
	if (why->is_in_flight)
		return "in_flight";
	return why->is_whole && !why->is_denied && !why->is_ringed ? "kernel" : "unseen";
}

const char *why_no_owner(const struct sock *s, const struct why *why)
{
	const char *word = NULL;

	if (s->has & SOCK_IS_KERNELS)
		return "kernel";
	if (s->inode)
		return find_holder(s, why);
	if (s->state < ARRAY_SIZE(without_inode))
		word = without_inode[s->state];
	if (word)
		return word;
	return why->can_see_all ? "unseen" : "not_permitted";
}
