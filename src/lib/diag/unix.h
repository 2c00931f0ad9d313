/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unix sockets by sock_diag (linux/unix_diag.h). */
#ifndef DIAG_UNIX_H
#define DIAG_UNIX_H

#include <stddef.h>

#include "model/family.h"

struct nlmsghdr;

int unix_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg);

/* The accept queue of a listener: connections of which no process has a descriptor yet, so
 * that a dump does not list them. */
struct unix_queue {
	const void *inodes; /* of their peers, 32 bits each, inside the message */
	size_t count;
};

/* The socket in one message, and its accept queue. -EBADMSG: there is none, or an attribute
 * is cut off; both are left alone. */
int unix_decode(const struct nlmsghdr *nlh, struct sock *ret,
		struct unix_queue *ret_queue);

/* The i-th connection in the queue of a listener. */
struct sock unix_queued(const struct sock *listener, const struct unix_queue *queue,
			size_t i);

#endif
