/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the dumps of all families by sock_diag have in common. */
#ifndef DIAG_DUMP_H
#define DIAG_DUMP_H

#include <stddef.h>

#include "model/family.h"

struct nlattrs;
struct nlmsghdr;
struct consistent_id;

/* How many sockets link two runs of a dump: more than ever move within a table at a time, and
 * far less than come in a datagram. */
enum { DUMP_LINKS = 4 };

/* The socket in one message of a dump. -EBADMSG: there is none, or an attribute is cut
 * off; *ret is left alone. What a later kernel appends is passed over. */
typedef int (*dump_decode_fn)(const struct nlmsghdr *nlh, struct sock *ret);

/* Sends the request, decodes each message of the answer and hands on what is in it; identify is
 * that of struct consistent_request. */
int dump_run(struct family_source *from, const void *request, size_t size,
	     bool (*identify)(const struct nlmsghdr *nlh, struct consistent_id *ret),
	     dump_decode_fn decode, sock_fn fn, void *arg);

/* The sockets of a family all of which may share a bucket: the cookie in a message is n bytes
 * behind its header. False: it is too short. */
bool dump_identify(const struct nlmsghdr *nlh, size_t n, struct consistent_id *ret);

/* What is done with an attribute of that type. */
struct dump_attr {
	uint16_t type;
	int (*take)(const struct nlattrs *it, struct sock *s);
};

/* Takes what is known of the attributes that are left. -EBADMSG: one is cut off. */
int dump_attrs(struct nlattrs *it, const struct dump_attr attrs[], size_t count,
	       struct sock *s);

/* Memory from n bytes of SK_MEMINFO_* (linux/sock_diag.h), as much as the kernel told. */
void dump_take_memory(const void *bytes, size_t n, struct sock *s);

/* The same from an attribute. */
int dump_memory(const struct nlattrs *it, struct sock *s);

/* The same, and the queues, which are bytes of that memory; -EBADMSG: too short for them. */
int dump_meminfo(const struct nlattrs *it, struct sock *s);

int dump_uid(const struct nlattrs *it, struct sock *s);

/* The two halves of a cookie as messages have them. */
uint64_t dump_cookie(const uint32_t cookie[2]);

#endif
