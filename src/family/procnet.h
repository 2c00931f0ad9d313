/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/net/tcp and its kin (proc(5), Documentation/networking/proc_net_tcp.rst), for
 * kernels without sock_diag. */
#ifndef FAMILY_PROCNET_H
#define FAMILY_PROCNET_H

#include "family.h"

/* Reads one file of /proc/net. A line that is no socket is passed over and counted. */
int procnet_inet(struct family_source *from, const struct family_request *request,
		 sock_fn fn, void *arg);

/* The socket on one line of such a file. -EBADMSG: it is none; *ret is left alone. */
int procnet_parse(const char *line, enum proto proto, enum ip ip, struct sock *ret);

#endif
