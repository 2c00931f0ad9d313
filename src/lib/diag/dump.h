/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that the sock_diag dumps of all families share. */
#ifndef DIAG_DUMP_H
#define DIAG_DUMP_H

#include <stddef.h>

#include "model/family.h"

struct nlattrs;
struct nlmsghdr;

/* How many sockets in a row must be in two runs of a dump to merge them (run_merge.h): more
 * than ever move within a table at a time, and far fewer than a datagram holds. */
enum { DUMP_MIN_OVERLAP = 4 };

/* Decodes the socket in one message of a dump. Returns -EBADMSG if the message has none or
 * an attribute is truncated; *ret is then unchanged. Data that a later kernel appends is
 * ignored. */
typedef int dump_decode_fn(const struct nlmsghdr *nlh, struct sock *ret);

/* Sends the request, decodes each message of the answer and passes the socket to fn.
 * cookie_at is that of struct consistent_request. */
int dump_run(struct family_source *from, const void *request, size_t size,
	     size_t cookie_at, dump_decode_fn *decode, sock_fn fn, void *arg);

/* Copies the fixed part of a message, which begins with the address family, to msg, and
 * begins with the attributes behind it. Returns -EBADMSG if the message has another type or
 * family or is too short. */
int dump_begin(struct nlattrs *it, const struct nlmsghdr *nlh, uint8_t family, void *msg,
	       size_t size);

/* A handler for an attribute type. */
struct dump_attr {
	uint16_t type;
	int (*take)(const struct nlattrs *it, struct sock *s);
};

/* Handles the remaining attributes that have a handler, and then copies s to *ret, which may
 * be s. Returns -EBADMSG if an attribute is truncated; *ret is then unchanged. */
int dump_attrs(struct nlattrs *it, const struct dump_attr attrs[], size_t count,
	       struct sock *s, struct sock *ret);

/* Takes the memory use from an attribute of SK_MEMINFO_* (linux/sock_diag.h), which may have
 * fewer numbers than this program knows. Returns 0. */
int dump_memory(const struct nlattrs *it, struct sock *s);

/* Takes the memory use from an attribute, and both queues, which are part of it. Returns
 * -EBADMSG if the attribute is too short for the queues. */
int dump_meminfo(const struct nlattrs *it, struct sock *s);

/* Takes the user id from an attribute. Returns -EBADMSG if the attribute is too short. */
int dump_uid(const struct nlattrs *it, struct sock *s);

/* Joins the two halves of a cookie in a message. */
static inline uint64_t dump_cookie(const uint32_t cookie[2])
{
	return (uint64_t)cookie[1] << 32 | cookie[0];
}

#endif
