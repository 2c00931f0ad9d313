/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sources of the families: a table with sock_diag and /proc/net for each protocol, and
 * the functions of the families with one file each in this folder. */
#ifndef DIAG_FAMILIES_H
#define DIAG_FAMILIES_H

#include "dump.h"
#include "kernel/nl.h"
#include "model/family.h"
#include "procnet/procnet.h"

/* Returns the sources of a protocol. */
const struct family_ops *family_ops(enum proto proto);

/* Dump by sock_diag (linux/netlink_diag.h and others of that kind). sctp_diag() lists an
 * endpoint that does not listen only if it has no associations. */
family_read_fn netlink_diag, packet_diag, sctp_diag, tipc_diag, unix_diag, vsock_diag,
	xdp_diag;

/* Dumps TCP, UDP, UDP-Lite, raw or MPTCP sockets of one IP version (linux/inet_diag.h,
 * sock_diag(7)); the kernel filters by state. */
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

dump_decode_fn netlink_decode, packet_decode, tipc_decode, unix_decode, vsock_decode,
	xdp_decode;

/* Decodes an SCTP endpoint or association. Returns -EBADMSG if the message is neither or is
 * truncated; the outputs are then unchanged. */
int sctp_decode(const struct nlmsghdr *nlh, struct sock *ret, bool *ret_is_association);

/* Read /proc/net/netlink and /proc/net/packet, and parse a line of them. */
family_read_fn netlink_proc_net, packet_proc_net;
procnet_parse_fn netlink_parse, packet_parse;

/* The accept queue of a listening unix socket: connections without a descriptor, which a
 * dump does not list. */
struct unix_queue {
	/* Inodes of the peers, 32 bits each, inside the message of the listener. */
	const void *inodes;
	size_t count;
};

/* Returns the accept queue in a message that unix_decode() accepted. */
struct unix_queue unix_queue_of(const struct nlmsghdr *nlh);

/* Returns connection i in the queue of a listener. */
struct sock unix_queued(const struct sock *listener, const struct unix_queue *queue,
			size_t i);

#endif
