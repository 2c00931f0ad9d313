/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink dumps: sends one request, passes on each message of the answer, and reads the attributes
 * of a message. */
#ifndef KERNEL_NL_H
#define KERNEL_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nl;
struct nlmsghdr;

/* Called for one message of a dump, whose header was checked against the bounds. Returns 0
 * to go on, a positive number to stop, or an error. */
typedef int (*nl_message_fn)(const struct nlmsghdr *nlh, void *arg);

/* Opens NETLINK_SOCK_DIAG (linux/netlink.h). A kernel without it returns -EPROTONOSUPPORT; a
 * sandbox in between may return any error, see family_is_missing. */
int nl_open(struct nl **ret);

/* Replays the size bytes at data in place of a kernel: datagrams as they were received, each
 * behind its length as four bytes in host order. Sequence number and port id are those of
 * the first message. data must outlive the nl. */
int nl_open_replay(const void *data, size_t size, struct nl **ret);

/* Opens another socket to the same kernel, or one that continues the same recording, which
 * must outlive it. first is how many bytes of a dump the kernel puts into the first
 * datagram, about 4,000 to 32,768; later datagrams have the usual size. */
int nl_open_beside(struct nl *nl, size_t first, struct nl **ret);

/* Returns whether the inode is that of this socket, or of one that was opened beside it. */
bool nl_is_own(const struct nl *nl, uint64_t inode);

struct nl *nl_free(struct nl *nl);

static inline void nl_freep(struct nl **nl)
{
	nl_free(*nl);
}

/* Sends a request of the given type and payload with NLM_F_DUMP, and calls fn for each
 * message of the answer. A result of fn other than 0 ends the dump and is returned.
 * Otherwise returns 0, or an error: the kernel's own, which is -ENOENT if a diag module is
 * missing, or the number inside NLMSG_DONE; -EBADMSG or -EMSGSIZE for a malformed or cut
 * message; -ETIMEDOUT if the answer does not end. *interrupted is set, never cleared, if the
 * kernel marked the dump as inconsistent (NLM_F_DUMP_INTR). */
int nl_dump(struct nl *nl, uint16_t type, const void *payload, size_t size,
	    nl_message_fn fn, void *arg, bool *interrupted);

/* Returns the number of the datagram that contained the last message, counted from 1 in each
 * dump. The kernel fills a datagram without a pause, but the table may change between two of
 * them. */
unsigned int nl_datagram(const struct nl *nl);

/* Returns whether the datagram of the last message may have ended because another message of
 * that length did not fit. */
bool nl_is_full(const struct nl *nl, size_t message);

/* An iterator over the attributes of a netlink message (struct nlattr of linux/netlink.h). Each
 * attribute is checked against the end of the message or attribute that contains it before it is
 * read. */
struct nlattrs {
	/* The attributes that were not reached yet. */
	const char *at;
	size_t left;
	/* Type and payload of the attribute that nlattrs_next() has reached. */
	uint16_t type;
	const void *data;
	size_t size;
};

/* Copies the fixed part of a message, the first size bytes of its payload, to `to`, and begins
 * with the attributes behind it. Returns -EBADMSG if the message has another type or is too
 * short for the fixed part. */
int nlattrs_begin(struct nlattrs *it, const struct nlmsghdr *nlh, uint16_t type, void *to,
		  size_t size);

/* Returns an iterator over the attributes inside the current one. */
struct nlattrs nlattrs_nested(const struct nlattrs *it);

/* Moves to the next attribute. Returns 1 and sets type, data and size, 0 at the end, or
 * -EBADMSG if the attribute ends behind its message. */
int nlattrs_next(struct nlattrs *it);

/* Copies the first size bytes of the current attribute to `to`. Returns -EBADMSG if the
 * attribute is shorter. */
int nlattrs_get(const struct nlattrs *it, void *to, size_t size);

/* Writes an attribute of n bytes, a multiple of four, to `to`, which must be aligned and have
 * room. Returns the size of the attribute with its header. */
size_t nlattr_put(void *to, uint16_t type, const void *bytes, size_t n);

#endif
