/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that no process was found to hold, for a second look. */
#ifndef QUERY_UNHELD_H
#define QUERY_UNHELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct holders;
struct owner_scope;
struct owner_source_ops;
struct sock;

/* All zero is empty. */
struct unheld {
	uint64_t *inodes;
	size_t len, cap;
	bool can_be_mapped; /* one of them at least */
};

void unheld_release(struct unheld *u);

/* -ENOMEM. */
int unheld_add(struct unheld *u, const struct sock *s);

/* Asks the source of owners again, in that scope, for the holders of all sockets that were added,
 * which may be held by a process that came meanwhile, or opened since it was looked into; this only
 * where every process may be looked into. Then, with_others, looks for processes that hold the
 * sockets by other means than a descriptor, and tells holders_why how far that went. Errors are those of the source. Behind it u is as if nothing had been added. */
int unheld_look(struct unheld *u, struct holders *h,
		const struct owner_source_ops *source, const struct owner_scope *scope,
		int proc_fd, bool with_others);

#endif
