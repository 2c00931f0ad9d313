/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /proc has of the processes that hold sockets, and of their descriptors: which are selected,
 * what is shown, and whether a young process is the one that was seen. */
#include "cmdline_reader.h"
#include "fd_references.h"
#include "kernel/context.h"
#include "kernel/proc.h"
#include "kernel/procdir.h"
#include "owner_index_inside.h"
#include "select.h"
#include "util/cleanup.h"
#include "util/deadline.h"
#include "util/grow.h"

#define HAS_FLAGS (UINT64_C(1) << 32)

bool owner_index_flags(const struct owner_index *h, const struct holder *holder,
		       uint32_t *ret)
{
	const size_t at = (size_t)(holder - h->all);

	if (at >= h->flags_len || !(h->flags[at] & HAS_FLAGS))
		return false;
	*ret = (uint32_t)h->flags[at];
	return true;
}

static int read_flags(struct owner_index *h, const struct holder *holder, int proc_fd)
{
	const struct process *process = owner_index_process(h, holder);
	uint32_t flags = 0;

	if (holder->held_by != HELD_BY_FD || owner_index_flags(h, holder, &flags))
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
	return errno_is_resource(r) ? r : 0;
}

static int mark(struct owner_index *h, struct process *process)
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

int owner_index_mark(struct owner_index *h, uint64_t inode)
{
	int r = 0;

	for (const struct holder *o = owner_index_inside_first(h, inode); r == 0 && o;
	     o = owner_index_inside_next(h, o))
		r = mark(h, h->processes.all[o->process]);
	return r;
}

int owner_index_read_marked(struct owner_index *h, int proc_fd,
			    const struct process_wanted *wanted)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(h->context);
	int r = cmdline_reader_read(h->readers, h->marked, h->marked_len, proc_fd,
				    &h->processes.since, wanted, h->deadline);

	h->marked_len = 0;
	return r;
}

static bool refers_to(const struct holder *o, int fd, uint32_t at)
{
	_cleanup_close_ int dir_fd = -1;

	return procdir_open(fd, at, &dir_fd) == 0 &&
	       fd_references_hold(dir_fd, o->held_by, o->fd, o->inode);
}

/* Whether the process with that number below the descriptor holds the socket by the means by which
 * it was seen to. */
static bool holds_by(const struct process *process, const struct holder *o, int fd,
		     uint32_t at)
{
	if (o->held_by != HELD_BY_FD)
		return refers_to(o, fd, at);
	return process->has_tables ? procdir_has_threads_socket(fd, at, o->fd, o->inode)
				   : procdir_has_socket(fd, at, o->fd, o->inode);
}

/* Whether it holds the socket of the holder by the means of this holder, or of another that was
 * told of it. */
static bool still_holds(const struct owner_index *h, const struct holder *holder, int fd,
			uint32_t at)
{
	const struct process *process = h->processes.all[holder->process];
	const struct holder *o = NULL;

	if (holds_by(process, holder, fd, at))
		return true;
	o = owner_index_inside_first(h, holder->inode);
	while (o && (o == holder || o->process != holder->process ||
		     !holds_by(process, o, fd, at)))
		o = owner_index_inside_next(h, o);
	return o;
}

/* Opens the directory of a process that is known to hold the socket now, be it the one that a
 * source told of or a later one. 1: it is open, 0: there is none, <0: error. */
static int open_holder(const struct owner_index *h, const struct holder *holder,
		       int proc_fd, int *ret_fd)
{
	const struct process *process = owner_index_process(h, holder);
	_cleanup_close_ int dir_fd = -1;

	int r = procdir_open(proc_fd, process->pid, &dir_fd);
	if (r < 0 || !still_holds(h, holder, dir_fd, PROC_HERE))
		return errno_is_resource(r) ? r : 0;
	*ret_fd = take_fd(&dir_fd);
	return 1;
}

/* Holders of one socket that are of one process are settled together: by whichever descriptor it
 * holds the socket, it is its holder. */
static void settle_all(struct owner_index *h, const struct holder *holder,
		       uint32_t process, bool is_dropped)
{
	const uint32_t before = holder->process;

	for (struct holder *o = owner_index_inside_first(h, holder->inode); o;
	     o = owner_index_inside_next(h, o)) {
		if (o->process != before)
			continue;
		o->process = process & INT32_MAX;
		o->is_dropped = is_dropped;
		o->is_settled = true;
	}
}

/* They stand for what the process was, of which no more is known than was told. */
static int make_strangers(struct owner_index *h, const struct holder *holder,
			  const struct process_wanted *wanted)
{
	uint32_t shown = 0;
	int r = processes_add_unidentified(
		&h->processes, h->processes.all[holder->process], wanted, &shown);

	if (r == 0)
		settle_all(h, holder, shown, false);
	return r;
}

/* Reads a young process by its directory, and finds out whether it held the socket before and
 * behind that. A descriptor that would have been closed shows, as does one that was told not to be,
 * that all that was told is of the process and of its program. 1: it is the one, 0: no, <0: error. */
static int recognize_young(struct owner_index *h, const struct holder *holder,
			   int proc_fd, const struct process_wanted *wanted)
{
	struct process *process = h->processes.all[holder->process];
	_cleanup_close_ int dir_fd = -1;

	int r = open_holder(h, holder, proc_fd, &dir_fd);
	if (r > 0)
		r = cmdline_reader_read_by_dir(h->readers, process, dir_fd, wanted);
	if (r <= 0)
		return r;
	process->is_settled =
		process->proof_inode
			? procdir_has_socket(dir_fd, PROC_HERE, process->proof_fd,
					     process->proof_inode)
			: !process->needs_each;
	return process->is_settled || still_holds(h, holder, dir_fd, PROC_HERE);
}

/* Finds out whether a young process is the one that was seen to hold the socket. Another is not:
 * what was seen has ended, or holds it no more. */
static int settle_young(struct owner_index *h, const struct holder *holder, int proc_fd,
			const struct process_wanted *wanted)
{
	int r = recognize_young(h, holder, proc_fd, wanted);

	if (r < 0)
		return r;
	settle_all(h, holder, holder->process, r == 0);
	return 0;
}

/* Finds out, behind the reading of its process, whether that is the program that was seen. */
static int settle_old(struct owner_index *h, const struct holder *holder, int proc_fd,
		      const struct process_wanted *wanted)
{
	struct process *process = h->processes.all[holder->process];

	if (still_holds(h, holder, proc_fd, process->pid)) {
		settle_all(h, holder, holder->process, false);
		return 0;
	}
	if (!process->stranger && process_has_ended(process) &&
	    procdir_is_exiting(proc_fd, process->pid)) {
		process->is_gone = true;
		return 0;
	}
	return make_strangers(h, holder, wanted);
}

static int settle(struct owner_index *h, const struct holder *holder, int proc_fd,
		  const struct process_wanted *wanted)
{
	const struct process *process = h->processes.all[holder->process];

	if (deadline_check(h->deadline) < 0)
		return make_strangers(h, holder, wanted);
	return process->is_pid_suspect ? settle_young(h, holder, proc_fd, wanted)
				       : settle_old(h, holder, proc_fd, wanted);
}

/* Whether it is still to be found out whether a holder is one of its process. */
static bool is_in_doubt(const struct process *process, const struct holder *holder)
{
	return (process->is_pid_suspect || process->needs_each) && !process->is_settled &&
	       !process->is_gone && !holder->is_settled;
}

/* Whether the process of a holder is selected: looked up once if it had its number all the time,
 * else for each socket. */
static int decide(const struct owner_index *h, const struct holder *holder, int proc_fd,
		  const struct process_select *select, bool *ret)
{
	struct process *process = h->processes.all[holder->process];
	_cleanup_close_ int dir_fd = -1;
	int r = 0;

	*ret = process->selected == SELECTED_YES;
	if (*ret || process->selected == SELECTED_NO)
		return 0;
	/* without, hidepid hides it */
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(h->context);
	if (process->selected == SELECTED_UNKNOWN) {
		r = process_select_decide(select, proc_fd, process->pid, ret);
		if (r < 0)
			return r;
		process->selected = *ret ? SELECTED_YES : SELECTED_NO;
		if (listing_start_is_after(&h->processes.since, proc_fd, process->pid) >
		    0)
			return 0;
		process->selected = SELECTED_PID_SUSPECT;
	}
	r = open_holder(h, holder, proc_fd, &dir_fd);
	if (r > 0)
		return process_select_decide_this(select, dir_fd, process->pid, ret);
	return r ? r
		 : process_select_decide_named(select, process->pid, process->task_name,
					       ret);
}

static int look_up(struct owner_index *h, struct holder *holder, int proc_fd,
		   const struct process_select *select)
{
	bool is_wanted = false;

	if (holder->is_looked_up)
		return 0;
	int r = decide(h, holder, proc_fd, select, &is_wanted);
	if (errno_is_resource(r))
		return r;
	/* what it denies was counted when it was looked into */
	holder->is_hidden = r < 0 || !is_wanted;
	holder->is_looked_up = true;
	return 0;
}

int owner_index_select(struct owner_index *h, uint64_t inode, int proc_fd,
		       const struct process_select *select)
{
	int r = 0;

	for (struct holder *o = owner_index_inside_first(h, inode); r == 0 && o;
	     o = owner_index_inside_next(h, o))
		r = look_up(h, o, proc_fd, select);
	return r;
}

static int describe(struct owner_index *h, const struct holder *holder, int proc_fd,
		    const struct process_wanted *wanted)
{
	struct process *process = h->processes.all[holder->process];
	int r = process->is_read
			? 0
			: cmdline_reader_read(h->readers, &process, 1, proc_fd,
					      &h->processes.since, wanted, h->deadline);

	if (r == 0 && is_in_doubt(process, holder))
		r = settle(h, holder, proc_fd, wanted);
	if (r == 0 && wanted->fd_flags && !process->is_gone && !holder->is_dropped &&
	    deadline_check(h->deadline) == 0)
		r = read_flags(h, holder, proc_fd);
	return r;
}

int owner_index_describe(struct owner_index *h, uint64_t inode, int proc_fd,
			 const struct process_wanted *wanted)
{
	int r = 0;

	for (const struct holder *o = owner_index_inside_first(h, inode); r == 0 && o;
	     o = owner_index_inside_next(h, o))
		r = describe(h, o, proc_fd, wanted);
	return r;
}

int owner_index_read_all(struct owner_index *h, int proc_fd,
			 const struct process_wanted *wanted,
			 const struct process_select *select)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(h->context);
	bool has_more = wanted->fd_flags;
	int r = 0;

	for (size_t i = 0; r == 0 && select && i < h->len; i++)
		r = look_up(h, &h->all[i], proc_fd, select);
	for (size_t i = 0; r == 0 && i < h->processes.len; i++)
		r = mark(h, h->processes.all[i]);
	if (r == 0)
		r = owner_index_read_marked(h, proc_fd, wanted);
	for (size_t i = 0; i < h->processes.len; i++)
		has_more |= h->processes.all[i]->is_pid_suspect |
			    h->processes.all[i]->needs_each;
	for (size_t i = 0; r == 0 && has_more && i < h->len; i++)
		r = describe(h, &h->all[i], proc_fd, wanted);
	return r;
}
