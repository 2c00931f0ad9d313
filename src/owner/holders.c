/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "holders.h"

#include "base/cleanup.h"
#include "base/grow.h"
#include "base/map.h"
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

int holders_collect(struct holders *h, const struct owner_source_ops *source, int proc_fd,
		    const struct process_select *select, struct owner_gaps *gaps)
{
	struct owner_source *from = NULL;
	struct owner_record record;

	int r = source->begin(proc_fd, select, &from);
	if (r < 0)
		return r;
	while ((r = source->next(from, &record)) > 0) {
		r = holders_add(h, &record);
		if (r < 0)
			break;
	}
	source->end(from, gaps);
	return r;
}

int holders_add(struct holders *h, const struct owner_record *record)
{
	struct holder added = { .fd = record->fd, .is_last = true };
	const uint32_t at = (uint32_t)h->len;
	const uint32_t last = map_get(&h->last_of, record->inode);

	if (h->len == HOLDERS_MAX)
		return -E2BIG;
	int r = grow(&h->all, &h->cap, h->len + 1, sizeof(*h->all));
	if (r == 0)
		r = processes_add(&h->processes, record->pid, &added.process);
	if (r == 0)
		r = map_set(&h->last_of, record->inode, at);
	if (r < 0)
		return r;

	added.next = at;
	if (last != MAP_NONE) {
		added.next = h->all[last].next;
		h->all[last].next = at;
		h->all[last].is_last = false;
	}
	h->all[h->len++] = added;
	return 0;
}

const struct holder *holders_first(const struct holders *h, uint64_t inode)
{
	/* 0 is the inode of sockets that no fd stands for */
	const uint32_t last = inode ? map_get(&h->last_of, inode) : MAP_NONE;

	return last == MAP_NONE ? NULL : &h->all[h->all[last].next];
}

const struct holder *holders_next(const struct holders *h, const struct holder *holder)
{
	return holder->is_last ? NULL : &h->all[holder->next];
}

const struct process *holders_process(const struct holders *h,
				      const struct holder *holder)
{
	return &h->processes.all[holder->process];
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
	for (const struct holder *o = holders_first(h, inode); o;
	     o = holders_next(h, o)) {
		int r = process_read(&h->processes.all[o->process], proc_fd, wanted);
		if (r == 0 && wanted->fd_flags)
			r = read_flags(h, o, proc_fd);
		if (r < 0)
			return r;
	}
	return 0;
}
