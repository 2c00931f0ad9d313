/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink sockets, by sock_diag (linux/netlink_diag.h) and from /proc/net/netlink. */
#ifndef DIAG_NETLINK_H
#define DIAG_NETLINK_H

#include "model/family.h"

struct nlmsghdr;

int netlink_diag(struct family_source *from, const struct family_request *request,
		 sock_fn fn, void *arg);
int netlink_proc_net(struct family_source *from, const struct family_request *request,
		     sock_fn fn, void *arg);

/* See dump.h and procnet/inet.h. */
int netlink_decode(const struct nlmsghdr *nlh, struct sock *ret);
int netlink_parse(const char *line, enum proto proto, enum ip ip, struct sock *ret);

#endif
