/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SCTP sockets by sock_diag (linux/inet_diag.h, net/sctp/diag.c of the kernel): endpoints
 * that listen or are idle, and associations. */
#ifndef DIAG_SCTP_H
#define DIAG_SCTP_H

#include <stdbool.h>

#include "model/family.h"

struct nlmsghdr;

/* Dumps those of one address family. An endpoint that does not listen is told by its
 * associations, if it has any. */
int sctp_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg);

/* What is in one message of such a dump; *ret_is_association: which of the two it is.
 * -EBADMSG: neither, or cut off, and nothing is set. */
int sctp_decode(const struct nlmsghdr *nlh, struct sock *ret, bool *ret_is_association);

#endif
