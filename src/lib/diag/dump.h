/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts that the sock_diag dumps of all families share. */
#ifndef DIAG_DUMP_H
#define DIAG_DUMP_H

#include <stddef.h>

#include "model/family.h"

struct nlattrs;
struct nlmsghdr;
struct consistent_id;

/* How many sockets in a row must be in two runs of a dump to merge them: more than ever
 * move within a table at a time, and far fewer than a datagram holds. */
enum { DUMP_MIN_OVERLAP = 4 };

/* Decodes the socket in one message of a dump. -EBADMSG: there is none, or an attribute
 * is truncated; *ret is unchanged. Data that a later kernel appends is ignored. */
typedef int (*dump_decode_fn)(const struct nlmsghdr *nlh, struct sock *ret);

/* Sends the request, decodes each message of the answer and passes the socket to fn.
 * identify is that of struct consistent_request. */
int dump_run(struct family_source *from, const void *request, size_t size,
	     bool (*identify)(const struct nlmsghdr *nlh, struct consistent_id *ret),
	     dump_decode_fn decode, sock_fn fn, void *arg);

/* Identifies a socket of a family whose sockets may all share one bucket: the cookie is n
 * bytes behind the message header. Returns false if the message is too short. */
bool dump_identify(const struct nlmsghdr *nlh, size_t n, struct consistent_id *ret);

/* A handler for an attribute type. */
struct dump_attr {
	uint16_t type;
	int (*take)(const struct nlattrs *it, struct sock *s);
};

/* Handles the remaining attributes that have a handler. -EBADMSG: one is truncated. */
int dump_attrs(struct nlattrs *it, const struct dump_attr attrs[], size_t count,
	       struct sock *s);

/* Takes the memory use from n bytes of SK_MEMINFO_* (linux/sock_diag.h), which may be
 * fewer than this program knows. */
void dump_take_memory(const void *bytes, size_t n, struct sock *s);

/* Takes the memory use from an attribute. */
int dump_memory(const struct nlattrs *it, struct sock *s);

/* Takes the memory use from an attribute, and both queues, which are part of it.
 * -EBADMSG: the attribute is too short for the queues. */
int dump_meminfo(const struct nlattrs *it, struct sock *s);

int dump_uid(const struct nlattrs *it, struct sock *s);

/* Joins the two halves of a cookie in a message. */
uint64_t dump_cookie(const uint32_t cookie[2]);

#endif
