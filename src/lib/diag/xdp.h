/* SPDX-License-Identifier: GPL-2.0-or-later */
/* XDP sockets by sock_diag (linux/xdp_diag.h). */
#ifndef DIAG_XDP_H
#define DIAG_XDP_H

#include "model/family.h"

struct nlmsghdr;

int xdp_diag(struct family_source *from, const struct family_request *request, sock_fn fn,
	     void *arg);

/* See dump.h. */
int xdp_decode(const struct nlmsghdr *nlh, struct sock *ret);

#endif
