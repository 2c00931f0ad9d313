/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unix sockets by sock_diag (linux/unix_diag.h). */
#ifndef DIAG_UNIX_H
#define DIAG_UNIX_H

#include <stddef.h>

#include "model/family.h"

struct nlmsghdr;

int unix_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg);

/* The accept queue of a listener: connections without a descriptor, which a dump does not
 * list. */
struct unix_queue {
	/* peer inodes, 32 bits each, in the message */
	const void *inodes;
	size_t count;
};

/* Decodes a socket and its accept queue. -EBADMSG: there is none, or an attribute is
 * truncated; outputs are unchanged. */
int unix_decode(const struct nlmsghdr *nlh, struct sock *ret,
		struct unix_queue *ret_queue);

/* Returns connection i in the queue of a listener. */
struct sock unix_queued(const struct sock *listener, const struct unix_queue *queue,
			size_t i);

#endif
