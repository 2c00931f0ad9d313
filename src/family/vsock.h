/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vsock sockets by sock_diag (linux/vm_sockets_diag.h). */
#ifndef FAMILY_VSOCK_H
#define FAMILY_VSOCK_H

#include "family.h"

struct nlmsghdr;

int vsock_diag(struct family_source *from, const struct family_request *request,
	       sock_fn fn, void *arg);

/* See dump.h. */
int vsock_decode(const struct nlmsghdr *nlh, struct sock *ret);

#endif
