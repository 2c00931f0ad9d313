/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads tables of the kernel by netlink: sends a request, passes each message of the
 * answer to a function, and reads the attributes of messages. */
#ifndef KERNEL_NL_H
#define KERNEL_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nl;
struct nlmsghdr;

/* Type of a function that is called for each message nlh of a dump; the message is
 * completely within its datagram. Returns 0 to go on, a positive number to stop the dump,
 * or -errno, which also stops the dump. */
typedef int (*nl_message_fn)(const struct nlmsghdr *nlh, void *arg);

/* Opens a netlink socket for sock_diag (NETLINK_SOCK_DIAG, sock_diag(7)). Returns 0,
 * -EPROTONOSUPPORT if the kernel has no sock_diag, or another error; in a sandbox any
 * error may be returned, see family_is_missing(). */
int nl_open(struct nl **ret);

/* Makes a struct nl that replays a recording of datagrams in place of asking the kernel.
 * The recording has `size` bytes at `data`, which must outlive *ret. In front of each
 * datagram, the recording has the length of the datagram as four bytes in host byte
 * order. Messages that do not have the sequence number and port id of the first message
 * are skipped. Returns 0 or -ENOMEM. */
int nl_open_replay(const void *data, size_t size, struct nl **ret);

/* Opens another netlink socket to the kernel that nl asks, or, if nl replays a
 * recording of datagrams, makes a struct nl that continues the recording; nl must then
 * outlive *ret. `first` is the number of bytes that the kernel puts into the first
 * datagram of a dump, about 4,000 to 32,768; later datagrams have the usual size.
 * Returns 0 or -errno. */
int nl_open_beside(struct nl *nl, size_t first, struct nl **ret);

/* Returns whether `inode` is the inode number of the socket of nl, or of one of the
 * latest sockets that nl_open_beside() opened for nl. */
bool nl_is_own(const struct nl *nl, uint64_t inode);

/* Reads the cookie of the network namespace of the netlink socket (SO_NETNS_COOKIE, since
 * Linux 5.14). Returns 0, or -errno with *ret unchanged. */
int nl_netns_cookie(const struct nl *nl, uint64_t *ret);

/* Closes the netlink socket of nl and frees nl, which may be NULL. Returns NULL. */
struct nl *nl_free(struct nl *nl);

static inline void nl_freep(struct nl **nl)
{
	nl_free(*nl);
}

/* Sends a netlink request of the given type with NLM_F_DUMP and a payload of `size`
 * bytes, and calls fn for each message of the answer. Sets *interrupted if the kernel
 * marked the dump as inconsistent (NLM_F_DUMP_INTR), and never clears *interrupted.
 *
 * Returns 0 at the end of the dump, or the result of fn if that was not 0 and therefore
 * ended the dump, or an error: the error of the kernel, for example -ENOENT if the kernel
 * lacks the diag module; -EBADMSG if a message is malformed; -EMSGSIZE if the request or
 * a datagram is too long; -ETIMEDOUT if the kernel stops answering. */
int nl_dump(struct nl *nl, uint16_t type, const void *payload, size_t size,
	    nl_message_fn fn, void *arg, bool *interrupted);

/* Returns the number of the datagram that has the last message, counted from 1 in each
 * dump. The kernel fills one datagram without a pause, but the kernel's table of sockets
 * may change before the next datagram. */
unsigned int nl_datagram(const struct nl *nl);

/* Returns whether the last received datagram may have ended because a message of
 * `message` bytes did not fit into the rest of the datagram's memory. */
bool nl_is_full(const struct nl *nl, size_t message);

/* An iterator over the attributes of a netlink message (struct nlattr of
 * linux/netlink.h). An attribute that ends behind the message or behind the containing
 * attribute is rejected. */
struct nlattrs {
	/* The netlink attributes that nlattrs_next() has not reached yet. */
	const char *at;
	/* Number of bytes from `at` to the end of the netlink attributes. */
	size_t left;
	/* Type of the netlink attribute that nlattrs_next() has reached. */
	uint16_t type;
	/* Payload, of `size` bytes, of the netlink attribute that nlattrs_next() has
	 * reached. */
	const void *data;
	size_t size;
};

/* Copies the fixed part of the netlink message nlh, the first `size` bytes of its
 * payload, to `to`, and makes `it` an iterator over the attributes behind the fixed part.
 * Returns 0, or -EBADMSG if the message is not of the type `type` or is too short for the
 * fixed part. */
int nlattrs_begin(struct nlattrs *it, const struct nlmsghdr *nlh, uint16_t type, void *to,
		  size_t size);

/* Returns an iterator over the netlink attributes inside the attribute that `it` has
 * reached. */
struct nlattrs nlattrs_nested(const struct nlattrs *it);

/* Moves the iterator `it` to the next netlink attribute. Returns 1 and sets it->type,
 * it->data and it->size, or returns 0 if there is no further attribute, or -EBADMSG if
 * the attribute ends behind the containing message or attribute. */
int nlattrs_next(struct nlattrs *it);

/* Copies the first `size` bytes of the netlink attribute that `it` has reached to `to`.
 * Returns 0, or -EBADMSG if the attribute is shorter than `size` bytes. */
int nlattrs_get(const struct nlattrs *it, void *to, size_t size);

/* Writes a netlink attribute of the given type to `to`, which must be aligned and large
 * enough. The payload is the n bytes at `bytes`, where n is a multiple of four. Returns
 * the size of the attribute with its header, in bytes. */
size_t nlattr_put(void *to, uint16_t type, const void *bytes, size_t n);

#endif
