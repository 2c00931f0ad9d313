/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that no process was found to hold, for a second look. */
#ifndef QUERY_OWNER_RECHECK_H
#define QUERY_OWNER_RECHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct owner_index;
struct owner_scope;
struct owner_source_ops;
struct sock;

/* All zero is empty. */
struct owner_recheck {
	uint64_t *inodes;
	size_t len, cap;
	bool can_be_mapped; /* one of them at least */
};

void owner_recheck_release(struct owner_recheck *u);

/* -ENOMEM. */
int owner_recheck_add(struct owner_recheck *u, const struct sock *s);

/* Asks the source of owners again, in that scope, for the holders of all sockets that were added,
 * which may be held by a process that came meanwhile, or opened since it was looked into; this only
 * where every process may be looked into. Then, with_others, looks for processes that hold the
 * sockets by other means than a descriptor, and tells owner_index_no_owner_reason how far that went. Errors are those of the source. Behind it u is as if nothing had been added. */
int owner_recheck_look(struct owner_recheck *u, struct owner_index *h,
		       const struct owner_source_ops *source,
		       const struct owner_scope *scope, int proc_fd, bool with_others);

#endif
