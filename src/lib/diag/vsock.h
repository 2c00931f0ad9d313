/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vsock sockets by sock_diag (linux/vm_sockets_diag.h). */
#ifndef DIAG_VSOCK_H
#define DIAG_VSOCK_H

#include "model/family.h"

struct nlmsghdr;

int vsock_diag(struct family_source *from, const struct family_request *request,
	       sock_fn fn, void *arg);

/* See dump.h. */
int vsock_decode(const struct nlmsghdr *nlh, struct sock *ret);

#endif
