/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "why.h"

#include "base/cleanup.h"
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

const char *why_no_owner(const struct sock *s, bool can_see_all)
{
	const char *why = NULL;

	if (!s->inode && s->state < ARRAY_SIZE(without_inode))
		why = without_inode[s->state];
	if (why)
		return why;
	return can_see_all ? "unseen" : "not_permitted";
}
