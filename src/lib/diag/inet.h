/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP, UDP, UDP-Lite, raw and MPTCP sockets by sock_diag (linux/inet_diag.h, sock_diag(7)). */
#ifndef DIAG_INET_H
#define DIAG_INET_H

#include "kernel/nl.h"
#include "model/family.h"

struct nlmsghdr;

/* Dumps the sockets of one protocol and IP version; the kernel filters by state. */
int inet_diag(struct family_source *from, const struct family_request *request,
	      sock_fn fn, void *arg);

/* Dumps likewise, but passes each message to fn, for a protocol with more to decode. */
int inet_messages(struct family_source *from, const struct family_request *request,
		  nl_message_fn fn, void *arg);

/* Decodes the socket in one message of the dump. -EBADMSG: too short. Data that a later
 * kernel appends is ignored. */
int inet_decode(const struct nlmsghdr *nlh, enum proto proto, struct sock *ret);

/* Takes the requested attributes of the message: memory use and TCP facts. A truncated
 * attribute is ignored. */
void inet_take_facts(const struct nlmsghdr *nlh, struct sock *s);

#endif
