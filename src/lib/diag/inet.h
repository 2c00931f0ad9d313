/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP, UDP, UDP-Lite, raw and MPTCP sockets by sock_diag (linux/inet_diag.h, sock_diag(7)). */
#ifndef DIAG_INET_H
#define DIAG_INET_H

#include "kernel/nl.h"
#include "model/family.h"

struct nlmsghdr;

/* Dumps the sockets of one protocol and family; the state mask goes to the kernel. */
int inet_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg);

/* The same, with each message as it comes: for a protocol whose messages say more. */
int inet_messages(struct family_source *from, const struct family_request *request,
		  nl_message_fn fn, void *arg);

/* The socket in one message of such a dump. -EBADMSG: too short for a socket; what a
 * later kernel appends is passed over. */
int inet_decode(const struct nlmsghdr *nlh, enum proto proto, struct sock *ret);

/* And what else the message tells of it where that was asked for: memory, and the facts of a TCP
 * connection. An attribute that is cut off is passed over. */
void inet_take_facts(const struct nlmsghdr *nlh, struct sock *s);

#endif
