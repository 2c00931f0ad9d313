/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dumps that lack nobody and have each once, though others come and go meanwhile: where a dump
 * alone may be wrong it is repeated until that is known not to be. See chain.h. */
#ifndef DIAG_CONSISTENT_DUMP_H
#define DIAG_CONSISTENT_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/nl.h"
#include "model/family.h"

struct nlmsghdr;
struct ports;

struct consistent_id {
	uint64_t cookie;
	uint32_t bucket; /* other than that of sockets in another bucket; 0: not known */
	uint32_t
		key; /* of those in pieces, never 0: if it is the same, so is the bucket */
	bool is_in_piece; /* the kernel does not tell of all of the bucket at one go */
	bool may_be_late; /* or it is of none, and comes behind those that are not identified */
};

struct consistent_request {
	uint16_t type; /* of the request, as for nl_dump */
	const void *payload;
	size_t size;
	/* Of the same size: asks for the sockets alone that identify tells, but for those that come
	 * in pieces. NULL: there are no others. */
	const void *part;
	/* Of the same size: asks for those that come in pieces alone. NULL: there are none. The
	 * kernel walks their table behind the other one, in which a socket may have the same port
	 * and address: asked for alone, it is known where each piece begins. */
	const void *pieces;
	const void *
		in_short; /* of the same size: the same with less of each; NULL: that is all */
	/* Tells of the sockets of long buckets, which are to come before all others. False: it is
	 * none of them. NULL: there are none. */
	bool (*identify)(const struct nlmsghdr *nlh, struct consistent_id *ret);
	/* the numbers of buckets are those that they have in the table, or the remainders of these
	 * where it is small */
	bool is_ordered;
	uint32_t
		piece; /* so many of a bucket come at one go, where not all do; 0: all do */
	uint32_t links; /* see chain.h */
	/* Makes a payload, the caller's to free, that asks as part does, but for these ports
	 * alone, which are the numbers of buckets. NULL: there can be none. */
	int (*narrow)(const struct consistent_request *request, const struct ports *ports,
		      void **ret, size_t *ret_size);
};

/* As nl_dump, but reads these sockets to their end before the first is handed on. Sets
 * from->interrupted where sockets may be missing for all that, or the kernel calls the dump
 * inconsistent however often it is repeated. */
int consistent_dump(struct family_source *from, const struct consistent_request *request,
		    nl_message_fn fn, void *arg);

#endif
