/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /proc has of the processes that hold sockets, and of their descriptors: which are selected,
 * what is shown, and whether a young process is the one that was seen. */
#include "base/cleanup.h"
#include "base/grow.h"
#include "holders_inside.h"
#include "readers.h"
#include "references.h"
#include "select.h"
#include "sys/priv.h"
#include "sys/proc.h"
#include "sys/procdir.h"

#define HAS_FLAGS (UINT64_C(1) << 32)

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

	if (holder->held_by != HELD_BY_FD || holders_flags(h, holder, &flags))
		return 0;

	int r = grow(&h->flags, &h->flags_cap, h->len, sizeof(*h->flags));
	if (r < 0)
		return r;
	while (h->flags_len < h->len)
		h->flags[h->flags_len++] = 0;
	r = proc_read_fd_flags(proc_fd, process->pid, holder->fd, &flags);
	/* of another file, if it was closed meanwhile and opened again */
	if (r == 0 &&
	    procdir_has_socket(proc_fd, process->pid, holder->fd, holder->inode))
		h->flags[holder - h->all] = HAS_FLAGS | flags;
	return proc_is_exhausted(r) ? r : 0;
}

static int mark(struct holders *h, struct process *process)
{
	if (process->is_marked || process->is_read)
		return 0;
	int r = grow(&h->marked, &h->marked_cap, h->marked_len + 1,
		     sizeof(struct process *));
	if (r < 0)
		return r;
	process->is_marked = true;
	h->marked[h->marked_len++] = process;
	return 0;
}

int holders_mark(struct holders *h, uint64_t inode)
{
	int r = 0;

	for (const struct holder *o = holders_inside_first(h, inode); r == 0 && o;
	     o = holders_inside_next(h, o))
		r = mark(h, h->processes.all[o->process]);
	return r;
}

int holders_read_marked(struct holders *h, int proc_fd,
			const struct process_wanted *wanted)
{
	_cleanup_(priv_lower) const struct priv_raised raised = priv_raise();
	int r = readers_read(h->readers, h->marked, h->marked_len, proc_fd,
			     &h->processes.since, wanted);

	h->marked_len = 0;
	return r;
}

static bool holds_by(const struct process *process, const struct holder *o, int dir_fd)
{
	if (o->held_by != HELD_BY_FD)
		return references_hold(dir_fd, o->held_by, o->fd, o->inode);
	return process->has_tables
		       ? procdir_has_threads_socket(dir_fd, PROC_HERE, o->fd, o->inode)
		       : procdir_has_socket(dir_fd, PROC_HERE, o->fd, o->inode);
}

/* Whether a process, by its directory, still holds the socket by one of the means by which it was
 * seen to. */
static bool still_holds(const struct holders *h, uint64_t inode, uint32_t process,
			int dir_fd)
{
	const struct holder *o = holders_inside_first(h, inode);

	while (o &&
	       (o->process != process || !holds_by(h->processes.all[process], o, dir_fd)))
		o = holders_inside_next(h, o);
	return o;
}

/* Opens the directory of a process that is known to hold the socket now, be it the one that a
 * source told of or a later one. 1: it is open, 0: there is none, <0: error. */
static int open_holder(const struct holders *h, const struct holder *holder, int proc_fd,
		       int *ret_fd)
{
	const struct process *process = holders_process(h, holder);
	_cleanup_close_ int dir_fd = -1;

	int r = procdir_open(proc_fd, process->pid, &dir_fd);
	if (r < 0 || !still_holds(h, holder->inode, holder->process, dir_fd))
		return proc_is_exhausted(r) ? r : 0;
	*ret_fd = take_fd(&dir_fd);
	return 1;
}

/* Finds out whether a young process is the one that was seen to hold the socket. */
static int settle(struct holders *h, const struct holder *holder, int proc_fd,
		  const struct process_wanted *wanted)
{
	const uint32_t at = holder->process;
	struct process *process = h->processes.all[at];
	_cleanup_close_ int dir_fd = -1;
	uint32_t shown = at;

	int r = open_holder(h, holder, proc_fd, &dir_fd);
	if (r > 0)
		r = readers_read_young(h->readers, process, dir_fd, wanted);
	if (r == 0)
		r = processes_stranger(&h->processes, process, wanted, &shown);
	if (r < 0)
		return r;
	for (struct holder *o = holders_inside_first(h, holder->inode); o;
	     o = holders_inside_next(h, o)) {
		if (o->process != at)
			continue;
		o->process = shown & INT32_MAX;
		o->is_settled = true;
	}
	return 0;
}

/* Whether the process of a holder is selected: looked up once if it had its number all the time,
 * else for each socket. */
static int decide(const struct holders *h, const struct holder *holder, int proc_fd,
		  const struct process_select *select, bool *ret)
{
	struct process *process = h->processes.all[holder->process];
	_cleanup_close_ int dir_fd = -1;
	int r = 0;

	*ret = process->selected == SELECTED_YES;
	if (*ret || process->selected == SELECTED_NO)
		return 0;
	/* without, hidepid hides it */
	_cleanup_(priv_lower) const struct priv_raised raised = priv_raise();
	if (process->selected == SELECTED_UNKNOWN) {
		r = process_select_decide(select, proc_fd, process->pid, ret);
		if (r < 0)
			return r;
		process->selected = *ret ? SELECTED_YES : SELECTED_NO;
		if (since_is_older(&h->processes.since, proc_fd, process->pid) > 0)
			return 0;
		process->selected = SELECTED_YOUNG;
	}
	r = open_holder(h, holder, proc_fd, &dir_fd);
	if (r > 0)
		return process_select_decide_this(select, dir_fd, process->pid, ret);
	return r ? r
		 : process_select_decide_named(select, process->pid, process->task_name,
					       ret);
}

static int look_up(struct holders *h, struct holder *holder, int proc_fd,
		   const struct process_select *select)
{
	bool is_wanted = false;

	if (holder->is_looked_up)
		return 0;
	int r = decide(h, holder, proc_fd, select, &is_wanted);
	if (proc_is_exhausted(r))
		return r;
	/* what it denies was counted when it was looked into */
	holder->is_hidden = r < 0 || !is_wanted;
	holder->is_looked_up = true;
	return 0;
}

int holders_select(struct holders *h, uint64_t inode, int proc_fd,
		   const struct process_select *select)
{
	int r = 0;

	for (struct holder *o = holders_inside_first(h, inode); r == 0 && o;
	     o = holders_inside_next(h, o))
		r = look_up(h, o, proc_fd, select);
	return r;
}

static int describe(struct holders *h, const struct holder *holder, int proc_fd,
		    const struct process_wanted *wanted)
{
	struct process *process = h->processes.all[holder->process];
	int r = process->is_read ? 0
				 : readers_read(h->readers, &process, 1, proc_fd,
						&h->processes.since, wanted);

	if (r == 0 && process->is_young && !holder->is_settled)
		r = settle(h, holder, proc_fd, wanted);
	if (r == 0 && wanted->fd_flags)
		r = read_flags(h, holder, proc_fd);
	return r;
}

int holders_describe(struct holders *h, uint64_t inode, int proc_fd,
		     const struct process_wanted *wanted)
{
	int r = 0;

	for (const struct holder *o = holders_inside_first(h, inode); r == 0 && o;
	     o = holders_inside_next(h, o))
		r = describe(h, o, proc_fd, wanted);
	return r;
}

int holders_read_all(struct holders *h, int proc_fd, const struct process_wanted *wanted,
		     const struct process_select *select)
{
	_cleanup_(priv_lower) const struct priv_raised raised = priv_raise();
	bool has_more = wanted->fd_flags;
	int r = 0;

	for (size_t i = 0; r == 0 && select && i < h->len; i++)
		r = look_up(h, &h->all[i], proc_fd, select);
	for (size_t i = 0; r == 0 && i < h->processes.len; i++)
		r = mark(h, h->processes.all[i]);
	if (r == 0)
		r = holders_read_marked(h, proc_fd, wanted);
	for (size_t i = 0; i < h->processes.len; i++)
		has_more |= h->processes.all[i]->is_young;
	for (size_t i = 0; r == 0 && has_more && i < h->len; i++)
		r = describe(h, &h->all[i], proc_fd, wanted);
	return r;
}
