/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SCTP sockets by sock_diag (linux/inet_diag.h, net/sctp/diag.c of the kernel): endpoints
 * that listen or are idle, and associations. */
#ifndef DIAG_SCTP_H
#define DIAG_SCTP_H

#include <stdbool.h>

#include "model/family.h"

struct nlmsghdr;

/* Dumps the sockets of one IP version. An endpoint that does not listen is represented by
 * its associations if it has any. */
int sctp_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg);

/* Decodes an endpoint or an association. -EBADMSG: the message is neither, or truncated;
 * outputs are unchanged. */
int sctp_decode(const struct nlmsghdr *nlh, struct sock *ret, bool *ret_is_association);

#endif
