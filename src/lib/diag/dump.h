/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that the sock_diag dumps of all families share. */
#ifndef DIAG_DUMP_H
#define DIAG_DUMP_H

#include <stddef.h>

#include "model/family.h"

struct nlattrs;
struct nlmsghdr;

/* The minimum number of consecutive sockets that two runs (sequences of consecutive
 * sockets of a dump) must share to be merged (run_merge.h). The value is larger than the
 * number of sockets that ever move together within a hash table of the kernel, and much
 * smaller than the number of sockets in a datagram. */
enum { DUMP_MIN_OVERLAP = 4 };

/* Type of a function that decodes the socket in the message nlh of a dump. Returns 0, or
 * -EBADMSG if the message has no socket or a truncated attribute; *ret is then unchanged.
 * Data that a later kernel appends is ignored. */
typedef int dump_decode_fn(const struct nlmsghdr *nlh, struct sock *ret);

/* Sends `request`, a sock_diag payload of `size` bytes, decodes each message of the
 * answer with decode() and passes the decoded socket to fn. cookie_at is the offset of
 * the cookie in the payload of a message, in bytes, as in struct consistent_request. */
int dump_run(struct family_source *from, const void *request, size_t size,
	     size_t cookie_at, dump_decode_fn *decode, sock_fn fn, void *arg);

/* Copies the fixed part of the message nlh, `size` bytes that begin with the address
 * family, to msg, and makes `it` an iterator over the attributes behind the fixed part.
 * Returns 0, or -EBADMSG if the message has another type or family or is too short. */
int dump_begin(struct nlattrs *it, const struct nlmsghdr *nlh, uint8_t family, void *msg,
	       size_t size);

/* An attribute type of netlink, and the function that reads an attribute of this type
 * into a socket. */
struct dump_attr {
	uint16_t type;
	int (*take)(const struct nlattrs *it, struct sock *s);
};

/* Calls, for each remaining attribute of `it` whose type is in attrs, the function `take`
 * of this type, and then copies s to *ret, which may be s itself. Returns 0, or -EBADMSG
 * if an attribute is truncated; *ret is then unchanged. */
int dump_attrs(struct nlattrs *it, const struct dump_attr attrs[], size_t count,
	       struct sock *s, struct sock *ret);

/* Sets the memory use of s from the attribute that `it` has reached, an array indexed by
 * SK_MEMINFO_* (linux/sock_diag.h). An older kernel sends a shorter array. Returns 0. */
int dump_memory(const struct nlattrs *it, struct sock *s);

/* Sets the memory use and both queues of s from the attribute that `it` has reached, an
 * array indexed by SK_MEMINFO_* (linux/sock_diag.h). Returns 0, or -EBADMSG if the
 * attribute is too short for the queues. */
int dump_meminfo(const struct nlattrs *it, struct sock *s);

/* Sets the user id of s from the attribute that `it` has reached. Returns 0, or -EBADMSG
 * if the attribute is too short. */
int dump_uid(const struct nlattrs *it, struct sock *s);

/* Returns the cookie of a socket from the two halves in a message of a dump; cookie[0] is
 * the lower half. */
static inline uint64_t dump_cookie(const uint32_t cookie[2])
{
	return (uint64_t)cookie[1] << 32 | cookie[0];
}

#endif
