/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A second search for holders (processes that hold a socket), for sockets for which the
 * first search has found no holder. */
#ifndef QUERY_OWNER_RECHECK_H
#define QUERY_OWNER_RECHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct owner_index;
struct owner_scope;
struct owner_source_ops;
struct sock;

/* A list of sockets without a known holder. A struct whose bytes are all zero is an empty
 * list. */
struct owner_recheck {
	uint64_t *inodes;
	size_t len, cap;
	/* Whether at least one of the sockets in the list may be held by a memory
	 * mapping. */
	bool can_be_mapped;
};

void owner_recheck_release(struct owner_recheck *u);

/* Adds the socket s to the list. Returns 0 or -ENOMEM. */
int owner_recheck_add(struct owner_recheck *u, const struct sock *s);

/* Searches again for holders of the sockets in the list, adds the holders to the index h,
 * and empties the list. Descriptors are searched again only if this program may read
 * every process. with_others: also searches for processes that hold a socket by other
 * means than a descriptor, and records in h how complete this search was. Returns 0 or an
 * error of the source of owners. */
int owner_recheck_look(struct owner_recheck *u, struct owner_index *h,
		       const struct owner_source_ops *source,
		       const struct owner_scope *scope, bool with_others);

#endif
