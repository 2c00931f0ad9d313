/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner_recheck.h"

#include "kernel/context.h"
#include "kernel/proc.h"
#include "model/sock.h"
#include "owner/fd_references.h"
#include "owner/owner_index.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/map.h"

void owner_recheck_release(struct owner_recheck *u)
{
	free(u->inodes);
	*u = (struct owner_recheck){ 0 };
}

int owner_recheck_add(struct owner_recheck *u, const struct sock *s)
{
	int r = grow(&u->inodes, &u->cap, u->len + 1, sizeof(*u->inodes));

	if (r < 0)
		return r;
	u->inodes[u->len++] = s->inode;
	u->can_be_mapped |= fd_references_can_be_mapped(s);
	return 0;
}

/* Adds to `inodes` the inodes of the sockets in u for which the index h has no holder. */
static int find_missing(const struct owner_recheck *u, const struct owner_index *h,
			struct map *inodes)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < u->len; i++)
		if (!owner_index_first_of_all(h, u->inodes[i]))
			r = map_set(inodes, u->inodes[i], 0);
	return r;
}

static int copy_owners(struct owner_index *h, const struct owner_index *again,
		       uint64_t inode)
{
	const struct holder *o = owner_index_first_of_all(h, inode)
					 ? NULL
					 : owner_index_first_of_all(again, inode);
	int r = 0;

	for (; o && r == 0; o = owner_index_next_of_all(again, o)) {
		const struct process *process = owner_index_process(again, o);
		const struct owner_record record = {
			.inode = inode,
			.pid = process->pid,
			.fd = o->fd,
			.is_threads = process->has_tables,
			/* If the process was seen under several names, its current name
			 * is not known for certain, so no name is given. */
			.comm = process->is_renamed ? "" : process->task_name,
		};

		r = owner_index_add(h, &record);
	}
	return r;
}

static void cleanup_owners(struct owner_index **h)
{
	owner_index_free(*h);
}

static int search_again(const struct owner_recheck *u, struct owner_index *h,
			const struct owner_source_ops *source,
			const struct owner_scope *scope, const struct map *inodes)
{
	_cleanup_(cleanup_owners) struct owner_index *again = NULL;
	struct no_owner_reason why = *owner_index_no_owner_reason(h);
	struct owner_gaps gaps = { 0 };

	int r = owner_index_new(&again);
	if (r == 0)
		r = owner_index_collect(again, source, scope->context->proc_fd, scope,
					inodes, &gaps);
	for (size_t i = 0; r == 0 && i < u->len; i++)
		r = copy_owners(h, again, u->inodes[i]);
	why.is_denied |= gaps.denied != 0;
	owner_index_set_no_owner_reason(h, &why);
	return r;
}

/* Searches for processes that hold a socket by other means than a descriptor. The memory
 * mappings of all processes count as searched only if this program can see all processes,
 * because /proc may hide some processes (mount option hidepid). */
static int search_other_holders(const struct owner_recheck *u, struct owner_index *h,
				const struct owner_scope *scope, struct map *inodes)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(scope->context);
	struct no_owner_reason why = *owner_index_no_owner_reason(h);
	bool is_denied = false;

	int r = fd_references_find(scope->context->proc_fd, inodes, u->can_be_mapped,
				   scope->deadline, h, &is_denied);
	why.has_maps = r == 0 && u->can_be_mapped && !is_denied &&
		       context_sees_all(scope->context);
	owner_index_set_no_owner_reason(h, &why);
	return r;
}

int owner_recheck_look(struct owner_recheck *u, struct owner_index *h,
		       const struct owner_source_ops *source,
		       const struct owner_scope *scope, bool with_others)
{
	struct map inodes = { 0 };
	int r = find_missing(u, h, &inodes);

	if (r == 0 && inodes.used && owner_index_no_owner_reason(h)->can_see_all) {
		r = search_again(u, h, source, scope, &inodes);
		map_release(&inodes);
		if (r == 0)
			r = find_missing(u, h, &inodes);
	}
	if (r == 0 && inodes.used && with_others)
		r = search_other_holders(u, h, scope, &inodes);
	map_release(&inodes);
	u->len = 0;
	u->can_be_mapped = false;
	return r;
}
