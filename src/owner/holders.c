/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "holders.h"

#include "base/cleanup.h"
#include "base/grow.h"
#include "base/map.h"
#include "select.h"
#include "sys/proc.h"

struct holders {
	struct map last_of; /* inode → its last holder, whose next is its first */
	struct holder *all;
	size_t len, cap;
	struct processes processes;
	/* of each holder its descriptor's flags, and whether they were read; none as long as
	 * they are not wanted */
	uint64_t *flags;
	size_t flags_len, flags_cap;
	struct why why;
};

#define HAS_FLAGS (UINT64_C(1) << 32)

int holders_new(struct holders **ret)
{
	struct holders *h = calloc(1, sizeof(*h));
	if (!h)
		return -ENOMEM;
	*ret = h;
	return 0;
}

struct holders *holders_free(struct holders *h)
{
	if (!h)
		return NULL;
	map_release(&h->last_of);
	free(h->all);
	free(h->flags);
	processes_release(&h->processes);
	free(h);
	return NULL;
}

static int collect(struct holders *h, const struct owner_source_ops *source, int proc_fd,
		   const struct owner_scope *scope, const struct map *inodes,
		   struct owner_gaps *gaps)
{
	struct owner_source *from = NULL;
	struct owner_record record;

	int r = source->begin(proc_fd, scope, &from);
	if (r < 0)
		return r;
	while ((r = source->next(from, &record)) > 0) {
		if (inodes && map_get(inodes, record.inode) == MAP_NONE)
			continue;
		r = holders_add(h, &record);
		if (r < 0)
			break;
	}
	source->end(from, gaps);
	return r;
}

int holders_collect(struct holders *h, const struct owner_source_ops *source, int proc_fd,
		    const struct owner_scope *scope, struct owner_gaps *gaps)
{
	return collect(h, source, proc_fd, scope, NULL, gaps);
}

int holders_collect_missed(struct holders *h, const struct owner_source_ops *source,
			   int proc_fd, const struct map *inodes, struct owner_gaps *gaps)
{
	return collect(h, source, proc_fd, NULL, inodes, gaps);
}

/* Whether the process is a holder of this socket by this fd. */
static bool has_holder(const struct holders *h, uint64_t inode,
		       const struct holder *wanted)
{
	const struct holder *o = holders_first_of_all(h, inode);

	while (o && (o->process != wanted->process || o->fd != wanted->fd))
		o = holders_next_of_all(h, o);
	return o;
}

int holders_add(struct holders *h, const struct owner_record *record)
{
	struct holder added = { .fd = record->fd, .is_last = true };
	uint32_t process = 0;
	const uint32_t at = (uint32_t)h->len;
	const uint32_t last = map_get(&h->last_of, record->inode);

	if (h->len == HOLDERS_MAX)
		return -E2BIG;
	int r = grow(&h->all, &h->cap, h->len + 1, sizeof(*h->all));
	if (r == 0)
		r = processes_add(&h->processes, record->pid, &process);
	if (r < 0)
		return r;

	added.process = process & INT32_MAX;
	h->processes.all[process]->has_tables |= record->is_threads;
	if (h->processes.all[process]->has_tables && has_holder(h, record->inode, &added))
		return 0;
	r = map_set(&h->last_of, record->inode, at);
	if (r < 0)
		return r;

	added.next = at & INT32_MAX;
	if (last != MAP_NONE) {
		added.next = h->all[last].next;
		h->all[last].next = at;
		h->all[last].is_last = false;
	}
	h->all[h->len++] = added;
	return 0;
}

static struct holder *first_of_all(const struct holders *h, uint64_t inode)
{
	/* 0 is the inode of sockets that no fd stands for */
	const uint32_t last = inode ? map_get(&h->last_of, inode) : MAP_NONE;

	return last == MAP_NONE ? NULL : &h->all[h->all[last].next];
}

static struct holder *next_of_all(const struct holders *h, const struct holder *holder)
{
	return holder->is_last ? NULL : &h->all[holder->next];
}

const struct holder *holders_first_of_all(const struct holders *h, uint64_t inode)
{
	return first_of_all(h, inode);
}

const struct holder *holders_next_of_all(const struct holders *h,
					 const struct holder *holder)
{
	return next_of_all(h, holder);
}

const struct holder *holders_first(const struct holders *h, uint64_t inode)
{
	const struct holder *first = first_of_all(h, inode);

	return first && first->is_hidden ? holders_next(h, first) : first;
}

const struct holder *holders_next(const struct holders *h, const struct holder *holder)
{
	do
		holder = next_of_all(h, holder);
	while (holder && holder->is_hidden);
	return holder;
}

static bool is_selected(struct process *process, int proc_fd,
			const struct process_select *select)
{
	if (process->selected == SELECTED_UNKNOWN)
		process->selected =
			process_select_is_wanted(select, proc_fd, process->pid)
				? SELECTED_YES
				: SELECTED_NO;
	return process->selected == SELECTED_YES;
}

void holders_select(struct holders *h, uint64_t inode, int proc_fd,
		    const struct process_select *select)
{
	for (struct holder *o = first_of_all(h, inode); o; o = next_of_all(h, o))
		o->is_hidden =
			!is_selected(h->processes.all[o->process], proc_fd, select);
}

const struct holder *holders_next_at_all(const struct holders *h,
					 const struct holder *holder)
{
	const size_t at = holder ? (size_t)(holder - h->all) + 1 : 0;

	return at < h->len ? &h->all[at] : NULL;
}

const struct process *holders_process(const struct holders *h,
				      const struct holder *holder)
{
	return h->processes.all[holder->process];
}

bool holders_flags(const struct holders *h, const struct holder *holder, uint32_t *ret)
{
	const size_t at = (size_t)(holder - h->all);

	if (at >= h->flags_len || !(h->flags[at] & HAS_FLAGS))
		return false;
	*ret = (uint32_t)h->flags[at];
	return true;
}

static int read_flags(struct holders *h, const struct holder *holder, int proc_fd)
{
	const struct process *process = holders_process(h, holder);
	uint32_t flags = 0;

	int r = grow(&h->flags, &h->flags_cap, h->len, sizeof(*h->flags));
	if (r < 0)
		return r;
	while (h->flags_len < h->len)
		h->flags[h->flags_len++] = 0;
	r = proc_read_fd_flags(proc_fd, process->pid, holder->fd, &flags);
	if (r == 0)
		h->flags[holder - h->all] = HAS_FLAGS | flags;
	return proc_is_exhausted(r) ? r : 0;
}

int holders_describe(struct holders *h, uint64_t inode, int proc_fd,
		     const struct process_wanted *wanted)
{
	for (const struct holder *o = first_of_all(h, inode); o; o = next_of_all(h, o)) {
		int r = process_read(h->processes.all[o->process], proc_fd, wanted);
		if (r == 0 && wanted->fd_flags)
			r = read_flags(h, o, proc_fd);
		if (r < 0)
			return r;
	}
	return 0;
}

const struct why *holders_why(const struct holders *h)
{
	return &h->why;
}

void holders_set_why(struct holders *h, const struct why *why)
{
	h->why = *why;
}
