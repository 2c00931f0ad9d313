/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packet sockets, by sock_diag (linux/packet_diag.h) and from /proc/net/packet. */
#ifndef DIAG_PACKET_H
#define DIAG_PACKET_H

#include "model/family.h"

struct nlmsghdr;

int packet_diag(struct family_source *from, const struct family_request *request,
		sock_fn fn, void *arg);
int packet_proc_net(struct family_source *from, const struct family_request *request,
		    sock_fn fn, void *arg);

/* See dump.h and procnet/inet.h. */
int packet_decode(const struct nlmsghdr *nlh, struct sock *ret);
int packet_parse(const char *line, enum proto proto, enum ip ip, struct sock *ret);

#endif
