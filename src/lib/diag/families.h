/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Declares the functions that list the sockets of each protocol, by sock_diag or from
 * /proc/net. Each address family other than IP has a file of its own in this folder. */
#ifndef DIAG_FAMILIES_H
#define DIAG_FAMILIES_H

#include "dump.h"
#include "kernel/nl.h"
#include "model/family.h"
#include "procnet/procnet.h"

/* Returns the table row of a protocol: the functions that list its sockets. */
const struct family_ops *family_ops(enum proto proto);

/* List the sockets of one address family or of SCTP by sock_diag (linux/netlink_diag.h,
 * linux/unix_diag.h and so on). sctp_diag() lists an endpoint that does not listen only
 * if the endpoint has no associations. */
family_read_fn netlink_diag, packet_diag, sctp_diag, tipc_diag, unix_diag, vsock_diag,
	xdp_diag;

/* Lists TCP, UDP, UDP-Lite, raw or MPTCP sockets by sock_diag (linux/inet_diag.h,
 * sock_diag(7)); the kernel filters the sockets by state. */
family_read_fn inet_diag;

/* Sends the netlink requests that inet_diag() sends, but passes each message of the
 * answer to fn without decoding the message, for a caller that decodes more attributes
 * than inet_diag(). */
int inet_messages(struct family_source *from, const struct family_request *request,
		  nl_message_fn fn, void *arg);

/* Decodes the socket in the message nlh of a dump by inet_messages(). Returns 0, or
 * -EBADMSG if the message is too short or of another type or address family; *ret is then
 * unchanged. Data that a later kernel appends is ignored. */
int inet_decode(const struct nlmsghdr *nlh, enum proto proto, struct sock *ret);

/* Sets the memory use and the TCP facts of s from the attributes of the message nlh,
 * which inet_decode() must have accepted. A truncated attribute is ignored. */
void inet_take_facts(const struct nlmsghdr *nlh, struct sock *s);

dump_decode_fn netlink_decode, packet_decode, tipc_decode, unix_decode, vsock_decode,
	xdp_decode;

/* Decodes the SCTP endpoint or association in the message nlh, and sets
 * *ret_is_association to whether the socket is an association. Returns 0, or -EBADMSG if
 * the message has neither or is truncated; the outputs are then unchanged. */
int sctp_decode(const struct nlmsghdr *nlh, struct sock *ret, bool *ret_is_association);

/* List the netlink sockets in /proc/net/netlink and the packet sockets in
 * /proc/net/packet. */
family_read_fn netlink_proc_net, packet_proc_net;
/* netlink_parse parses a line of /proc/net/netlink, packet_parse a line of
 * /proc/net/packet. */
procnet_parse_fn netlink_parse, packet_parse;

/* The accept queue of a listening unix socket: connections that have no descriptor yet.
 * The kernel does not dump such connections as sockets. */
struct unix_queue {
	/* Inode numbers of the peers of the queued connections, 32 bits each, inside the
	 * netlink message of the listener. */
	const void *inodes;
	size_t count;
};

/* Returns the accept queue in the message nlh, which unix_decode() must have accepted. */
struct unix_queue unix_queue_of(const struct nlmsghdr *nlh);

/* Returns a socket for the connection number i, counted from 0, in the accept queue of a
 * listener. */
struct sock unix_queued(const struct sock *listener, const struct unix_queue *queue,
			size_t i);

#endif
