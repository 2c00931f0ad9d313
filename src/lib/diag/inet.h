/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP, UDP, UDP-Lite, raw and MPTCP sockets by sock_diag (linux/inet_diag.h, sock_diag(7)). */
#ifndef DIAG_INET_H
#define DIAG_INET_H

#include "kernel/nl.h"
#include "model/family.h"

/* Dumps the sockets of one protocol and IP version; the kernel filters by state. */
family_read_fn inet_diag;

/* Dumps like inet_diag(), but passes each message to fn undecoded, for a protocol with more
 * to decode. */
int inet_messages(struct family_source *from, const struct family_request *request,
		  nl_message_fn fn, void *arg);

/* Decodes the socket in one message of the dump. Returns -EBADMSG if the message is too
 * short or of another family. Data that a later kernel appends is ignored. */
int inet_decode(const struct nlmsghdr *nlh, enum proto proto, struct sock *ret);

/* Takes the memory use and the TCP facts from the attributes of a message that inet_decode()
 * accepted. A truncated attribute is ignored. */
void inet_take_facts(const struct nlmsghdr *nlh, struct sock *s);

#endif
