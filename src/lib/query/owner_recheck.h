/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A second search for the holders of sockets that seem to have none. */
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
	/* A memory mapping may hold one of the sockets. */
	bool can_be_mapped;
};

void owner_recheck_release(struct owner_recheck *u);

/* Adds a socket to the list. -ENOMEM. */
int owner_recheck_add(struct owner_recheck *u, const struct sock *s);

/* Searches again for holders of the listed sockets, if every process may be read: a
 * process may have started after the first search, or opened a socket after it was
 * scanned. with_others: then searches for processes that hold a socket other than by a
 * descriptor, and records in the index how far that search went. Errors are those of the
 * source. Afterwards the list is empty. */
int owner_recheck_look(struct owner_recheck *u, struct owner_index *h,
		       const struct owner_source_ops *source,
		       const struct owner_scope *scope, bool with_others);

#endif
