/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Complete, duplicate-free dump of a socket table of the kernel that changes while it is
 * read. A dump that may be wrong is repeated until all dumps together are proven to be
 * complete (run_merge.h). */
#ifndef DIAG_CONSISTENT_DUMP_H
#define DIAG_CONSISTENT_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/nl.h"
#include "model/family.h"

struct nlmsghdr;
struct port_set;

/* The identity of a socket in a long bucket, which is a bucket that many sockets can
 * share. The kernel copies one bucket after another into a datagram; from a bucket that
 * can be very long, it copies a batch of a fixed number of sockets at a time. */
struct consistent_id {
	uint64_t cookie;
	/* Number of the socket's bucket, different for each bucket; 0: the number is not
	 * known. */
	uint32_t bucket;
	/* A number that two sockets have in common only if they share a bucket; never 0
	 * for a socket with is_batched. */
	uint32_t key;
	/* The kernel dumps the bucket of this socket in batches, each of a fixed number
	 * of sockets. */
	bool is_batched;
	/* The socket may be in a bucket that is not long; the kernel may then dump the
	 * socket after all sockets of long buckets. */
	bool can_come_late;
};

struct consistent_request {
	/* Type of the netlink request, as for nl_dump(). */
	uint16_t type;
	/* Payload of the request for all sockets. */
	const void *payload;
	/* Number of bytes of `payload`, and of `part`, `batched` and `ids_only`. */
	size_t size;
	/* Payload of a request for only the identified sockets whose buckets the kernel
	 * does not dump in batches; NULL: the kernel dumps the buckets of all identified
	 * sockets in batches. */
	const void *part;
	/* Payload of a request for only the sockets that the kernel dumps in batches;
	 * NULL: no such sockets are requested. A request of their own shows where each
	 * batch starts: in the answer to `payload`, these sockets follow sockets of
	 * another hash table of the kernel. */
	const void *batched;
	/* Payload of a request for the same sockets as `part`, with less data on each
	 * socket; NULL: the kernel has no such request. */
	const void *ids_only;
	/* Returns whether the message nlh has a socket of a long bucket, and sets *ret to
	 * its identity. The kernel dumps all sockets of long buckets before other
	 * sockets. NULL: the kernel's table has no long buckets, or cookie_at is set. */
	bool (*identify)(const struct nlmsghdr *nlh, struct consistent_id *ret);
	/* Offset of the cookie in the payload of a message, in bytes, for a table in
	 * which all sockets may share one bucket; 0: identify() identifies the
	 * sockets. */
	size_t cookie_at;
	/* The kernel dumps the buckets of its hash table in the order of their numbers,
	 * or, if the hash table is small, in the order of their numbers modulo the number
	 * of buckets. */
	bool is_ordered;
	/* The number of sockets that the kernel copies at a time from a long bucket; 0:
	 * the kernel copies each bucket as a whole. */
	uint32_t batch;
	/* How many sockets in a row two runs (consecutive sockets of a dump) must share
	 * to be merged (run_merge.h). */
	uint32_t min_overlap;
	/* Makes a payload *ret of *ret_size bytes, which the caller frees, for those
	 * sockets of `part` that have one of the ports. Bucket numbers must be ports.
	 * Returns 0 or -errno. NULL: requests cannot be limited to ports. */
	int (*narrow)(const struct consistent_request *request,
		      const struct port_set *ports, void **ret, size_t *ret_size);
};

/* Dumps like nl_dump() from from->nl, but passes each identified socket to fn only once
 * and finds missing sockets by repeating the dump. Sets from->interrupted if sockets
 * may still be missing, or if the kernel marks every repetition of the dump as
 * inconsistent. */
int consistent_dump(struct family_source *from, const struct consistent_request *request,
		    nl_message_fn fn, void *arg);

#endif
