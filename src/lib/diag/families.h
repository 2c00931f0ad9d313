/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions that list the sockets of each protocol, by sock_diag or from /proc/net,
 * and the functions of the families that have one file each in this folder. */
#ifndef DIAG_FAMILIES_H
#define DIAG_FAMILIES_H

#include "dump.h"
#include "kernel/nl.h"
#include "model/family.h"
#include "procnet/procnet.h"

/* Returns the functions that list the sockets of a protocol. */
const struct family_ops *family_ops(enum proto proto);

/* List the sockets of a family by sock_diag (linux/netlink_diag.h, linux/unix_diag.h and
 * so on). sctp_diag() lists an endpoint that does not listen only if it has no
 * associations. */
family_read_fn netlink_diag, packet_diag, sctp_diag, tipc_diag, unix_diag, vsock_diag,
	xdp_diag;

/* Lists TCP, UDP, UDP-Lite, raw or MPTCP sockets of one IP version by sock_diag
 * (linux/inet_diag.h, sock_diag(7)); the kernel filters by state. */
family_read_fn inet_diag;

/* Sends the same requests as inet_diag(), but passes each message to fn without decoding
 * it, for a caller that decodes more attributes. */
int inet_messages(struct family_source *from, const struct family_request *request,
		  nl_message_fn fn, void *arg);

/* Decodes the socket in the message nlh of a dump by inet_messages(). Returns 0, or
 * -EBADMSG if the message is too short or of another type or family; *ret is then
 * unchanged. Data that a later kernel appends is ignored. */
int inet_decode(const struct nlmsghdr *nlh, enum proto proto, struct sock *ret);

/* Sets the memory use and the TCP facts of s from the attributes of the message nlh,
 * which inet_decode() accepted. A truncated attribute is ignored. */
void inet_take_facts(const struct nlmsghdr *nlh, struct sock *s);

dump_decode_fn netlink_decode, packet_decode, tipc_decode, unix_decode, vsock_decode,
	xdp_decode;

/* Decodes the SCTP endpoint or association in the message nlh, and sets
 * *ret_is_association. Returns 0, or -EBADMSG if the message has neither or is truncated;
 * the outputs are then unchanged. */
int sctp_decode(const struct nlmsghdr *nlh, struct sock *ret, bool *ret_is_association);

/* List the sockets in /proc/net/netlink and in /proc/net/packet. */
family_read_fn netlink_proc_net, packet_proc_net;
/* Parse a line of /proc/net/netlink and of /proc/net/packet. */
procnet_parse_fn netlink_parse, packet_parse;

/* The accept queue of a listening unix socket: connections that have no descriptor yet,
 * which the kernel does not dump as sockets. */
struct unix_queue {
	/* Inodes of the peers of the queued connections, 32 bits each, inside the message
	 * of the listener. */
	const void *inodes;
	size_t count;
};

/* Returns the accept queue in the message nlh, which unix_decode() accepted. */
struct unix_queue unix_queue_of(const struct nlmsghdr *nlh);

/* Returns a socket for connection number i, from 0, of the accept queue of a listener. */
struct sock unix_queued(const struct sock *listener, const struct unix_queue *queue,
			size_t i);

#endif
