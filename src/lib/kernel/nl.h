/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink dumps: send one request, hand on the payload of every message of the answer. */
#ifndef KERNEL_NL_H
#define KERNEL_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nl;
struct nlmsghdr;

/* One message of a dump, bounds-checked as far as its header. 0 go on, >0 stop, <0 error. */
typedef int (*nl_message_fn)(const struct nlmsghdr *nlh, void *arg);

/* Opens NETLINK_SOCK_DIAG (linux/netlink.h). A kernel without it says -EPROTONOSUPPORT; what stands
 * between the kernel and the program may say anything, see family_is_missing. */
int nl_open(struct nl **ret);

/* Plays size bytes at data in place of a kernel: datagrams as they were received, each
 * behind its length in four bytes of host order. Sequence number and port id are those of
 * the first message. data must outlive the nl. */
int nl_open_replay(const void *data, size_t size, struct nl **ret);

/* Another one to the same kernel, or that plays on in the same recording, which is to outlive
 * it. first: how many bytes of a dump the kernel puts into the first datagram, some 4,000 to
 * 32,768; into those behind it go as many as ever. */
int nl_open_beside(struct nl *nl, size_t first, struct nl **ret);

/* Whether the inode is that of this socket, or of one that was opened beside it. */
bool nl_is_own(const struct nl *nl, uint64_t inode);

struct nl *nl_free(struct nl *nl);

/* For the cleanup attribute. */
static inline void nl_freep(struct nl **nl)
{
	nl_free(*nl);
}

/* Sends a request of the given type and payload with NLM_F_DUMP and calls fn for each
 * message of the answer. What fn returns other than 0 ends the dump and is returned. Else
 * 0, or: the kernel's error, -ENOENT among them, which is how a missing diag module
 * answers, as the number inside NLMSG_DONE; -EBADMSG or -EMSGSIZE for a malformed or cut
 * message; -ETIMEDOUT where the answer does not end. *interrupted is set, never cleared,
 * where the kernel marked the dump as inconsistent (NLM_F_DUMP_INTR). */
int nl_dump(struct nl *nl, uint16_t type, const void *payload, size_t size,
	    nl_message_fn fn, void *arg, bool *interrupted);

/* The number of the datagram that the message came in which was handed on last, from 1 in each
 * dump. The kernel makes one at one go, and may do something else before the next. */
unsigned int nl_datagram(const struct nl *nl);

/* Whether that datagram may have ended for want of room for another message of such a size. */
bool nl_is_full(const struct nl *nl, size_t message);

#endif
