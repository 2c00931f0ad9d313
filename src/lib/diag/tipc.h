/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TIPC sockets by sock_diag (linux/tipc_sockets_diag.h, linux/tipc_netlink.h). */
#ifndef DIAG_TIPC_H
#define DIAG_TIPC_H

#include "model/family.h"

struct nlmsghdr;

int tipc_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg);

/* See dump.h. */
int tipc_decode(const struct nlmsghdr *nlh, struct sock *ret);

#endif
