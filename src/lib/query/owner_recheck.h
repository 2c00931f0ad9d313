/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A second search for the holders of sockets for which the first search found no
 * holder. */
#ifndef QUERY_OWNER_RECHECK_H
#define QUERY_OWNER_RECHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct owner_index;
struct owner_scope;
struct owner_source_ops;
struct sock;

/* A list of sockets without a known holder. It is empty when all its bytes are zero. */
struct owner_recheck {
	uint64_t *inodes;
	size_t len, cap;
	/* At least one of the sockets may be held by a memory mapping. */
	bool can_be_mapped;
};

void owner_recheck_release(struct owner_recheck *u);

/* Adds a socket to the list. -ENOMEM: out of memory. */
int owner_recheck_add(struct owner_recheck *u, const struct sock *s);

/* Searches again for holders of the listed sockets, adds the holders to the index h, and
 * empties the list. If every process may be read, descriptors are searched again: a
 * process may have started after the first search, or opened a socket after it was
 * scanned. with_others: also searches for processes that hold a socket other than by a
 * descriptor, and records in h how complete this search was. Returns 0 or an error of the
 * source. */
int owner_recheck_look(struct owner_recheck *u, struct owner_index *h,
		       const struct owner_source_ops *source,
		       const struct owner_scope *scope, bool with_others);

#endif
