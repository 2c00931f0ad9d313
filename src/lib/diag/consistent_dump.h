/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Complete, duplicate-free dump of a table that changes while it is read. Where one dump
 * may be wrong, it is repeated until all of them together are proven to be complete
 * (run_merge.h). */
#ifndef DIAG_CONSISTENT_DUMP_H
#define DIAG_CONSISTENT_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/nl.h"
#include "model/family.h"

struct nlmsghdr;
struct port_set;

/* What identifies a socket of a long bucket. The kernel fills a datagram with one bucket
 * after another, or, where a bucket can be very long, with a batch of a fixed number of
 * sockets of a bucket at a time. */
struct consistent_id {
	uint64_t cookie;
	/* The number of its bucket, which no other bucket has; 0: not known. */
	uint32_t bucket;
	/* Sockets with the same key share a bucket. Never 0 for a batched socket. */
	uint32_t key;
	/* The kernel dumps the bucket of this socket in batches. */
	bool is_batched;
	/* The socket may be in no long bucket, and so come after all sockets of long ones. */
	bool can_come_late;
};

struct consistent_request {
	/* Type of the request, its payload and the size of that, as for nl_dump(). */
	uint16_t type;
	const void *payload;
	size_t size;
	/* Payload of the same size for only the identified sockets, without the batched
	 * ones; NULL: all identified sockets are batched. */
	const void *part;
	/* Payload of the same size for only the batched sockets; NULL: no socket is
	 * batched. The kernel walks the table of batched sockets after the other table, in
	 * which sockets may have the same port and address. Asked for alone, the start of
	 * each batch is known. */
	const void *batched;
	/* Payload of the same size that asks for less data on each socket; NULL: there is
	 * no such payload. */
	const void *ids_only;
	/* Identifies a socket of a long bucket. Sockets of long buckets come before all other
	 * sockets, for which the function returns false. NULL: there are no long buckets. */
	bool (*identify)(const struct nlmsghdr *nlh, struct consistent_id *ret);
	/* For a table in which all sockets may share one bucket, in place of identify():
	 * offset of the cookie in the payload of a message. 0: not such a table. */
	size_t cookie_at;
	/* Bucket numbers are table positions, perhaps modulo a smaller table size. */
	bool is_ordered;
	/* The number of sockets in a batch; 0: no socket is batched. */
	uint32_t batch;
	/* How many sockets in a row must be in two runs to merge them (run_merge.h). */
	uint32_t min_overlap;
	/* Makes a payload, which the caller frees, that asks as `part` does but only for
	 * sockets of these ports. Bucket numbers are ports then. NULL: not possible. */
	int (*narrow)(const struct consistent_request *request,
		      const struct port_set *ports, void **ret, size_t *ret_size);
};

/* Dumps like nl_dump(), but reads the identified sockets to their end before it calls fn.
 * Sets from->interrupted if sockets may still be missing, or if the kernel marks every
 * repetition of the dump as inconsistent. */
int consistent_dump(struct family_source *from, const struct consistent_request *request,
		    nl_message_fn fn, void *arg);

#endif
