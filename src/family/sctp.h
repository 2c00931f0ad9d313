/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SCTP sockets by sock_diag (linux/inet_diag.h, net/sctp/diag.c of the kernel): endpoints
 * that listen or are idle, and associations. */
#ifndef FAMILY_SCTP_H
#define FAMILY_SCTP_H

#include <stdbool.h>

#include "family.h"

struct nlmsghdr;

/* Dumps those of one address family. An endpoint that does not listen is told by its
 * associations, if it has any. */
int sctp_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg);

/* What is in one message of such a dump; *ret_is_association: which of the two it is.
 * -EBADMSG: neither, or cut off, and nothing is set. */
int sctp_decode(const struct nlmsghdr *nlh, struct sock *ret, bool *ret_is_association);

/* What enum state has for a state of an association (enum sctp_state of the kernel);
 * 0, which is none, for one that it does not know. */
uint8_t sctp_state(uint64_t state);

#endif
