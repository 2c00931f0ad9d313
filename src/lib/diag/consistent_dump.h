/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Complete, duplicate-free dump of a socket table of the kernel that changes while the
 * kernel dumps the table. A dump that may lack or repeat sockets is repeated until the
 * dumps, taken together, are proven to have every socket (run_merge.h). */
#ifndef DIAG_CONSISTENT_DUMP_H
#define DIAG_CONSISTENT_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/nl.h"
#include "model/family.h"

struct nlmsghdr;
struct port_set;

/* The identity of a socket in a long bucket: a hash bucket that many sockets can share.
 * The kernel copies one bucket after another into a datagram; from a bucket that can be
 * very long, the kernel copies a batch of a fixed number of sockets at a time. */
struct consistent_id {
	uint64_t cookie;
	/* Number of the hash bucket that has the socket, different for each bucket; 0:
	 * the number is not known. */
	uint32_t bucket;
	/* A number that two sockets have in common only if they share a hash bucket;
	 * never 0 for a socket whose is_batched is set. */
	uint32_t key;
	/* Whether the kernel dumps the hash bucket of the socket in batches, each of a
	 * fixed number of sockets. */
	bool is_batched;
	/* Whether the socket may be outside of the long buckets (hash buckets that many
	 * sockets can share), in which case the kernel may dump the socket after all
	 * sockets of long buckets. */
	bool can_come_late;
};

struct consistent_request {
	/* Type of the netlink request (nlmsg_type), as passed to nl_dump(). */
	uint16_t type;
	/* Payload of the netlink request for all sockets. */
	const void *payload;
	/* Number of bytes of each of the payloads `payload`, `part`, `batched` and
	 * `ids_only`. */
	size_t size;
	/* Payload of a netlink request for the identified sockets (see identify() and
	 * cookie_at) whose hash buckets the kernel does not dump in batches of a fixed
	 * number of sockets. NULL: the kernel dumps the buckets of all identified sockets
	 * in batches. */
	const void *part;
	/* Payload of a netlink request for only the sockets that the kernel dumps in
	 * batches (a fixed number of sockets at a time); NULL: no such sockets are
	 * requested. The answer to this request shows where each batch starts; in the
	 * answer to `payload`, the batched sockets follow sockets of another hash
	 * table. */
	const void *batched;
	/* Payload of a netlink request for the sockets that `part` requests, with less
	 * data on each socket; NULL: the kernel has no such request. */
	const void *ids_only;
	/* Returns whether the message nlh has a socket of a long bucket (a hash bucket
	 * that many sockets can share), and sets *ret to the identity of the socket. The
	 * kernel dumps the sockets of long buckets before all other sockets. NULL: the
	 * kernel's table has no long buckets, or cookie_at is set. */
	bool (*identify)(const struct nlmsghdr *nlh, struct consistent_id *ret);
	/* Offset of the cookie in the payload of a message, in bytes, for a table in
	 * which all sockets may share one hash bucket; 0: sockets are identified by
	 * identify(). */
	size_t cookie_at;
	/* Whether the kernel dumps the hash buckets in the order of their numbers. If the
	 * kernel's hash table has fewer buckets than there are numbers, the order is that
	 * of the numbers modulo the number of buckets. */
	bool is_ordered;
	/* The number of sockets that the kernel copies at a time from a long bucket (a
	 * hash bucket that many sockets can share); 0: the kernel copies each bucket as a
	 * whole. */
	uint32_t batch;
	/* The minimum number of sockets in a row that two runs must share to be merged
	 * (run_merge.h); a run is a sequence of consecutive sockets of a dump. */
	uint32_t min_overlap;
	/* Makes the payload of a netlink request for the sockets of `part` that have one
	 * of the given ports. *ret is set to the payload, which the caller frees, and
	 * *ret_size to its size in bytes. Returns 0 or -errno. Requires that the number
	 * of each hash bucket is a port. NULL: requests cannot be limited to ports. */
	int (*narrow)(const struct consistent_request *request,
		      const struct port_set *ports, void **ret, size_t *ret_size);
};

/* Dumps like nl_dump() from from->nl, but passes each identified socket to fn only
 * once, and finds missing sockets by repeating the dump. Sets from->interrupted if
 * sockets may still be missing, or if the kernel marks every repetition of the dump as
 * inconsistent. */
int consistent_dump(struct family_source *from, const struct consistent_request *request,
		    nl_message_fn fn, void *arg);

#endif
