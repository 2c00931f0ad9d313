/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the processes in the index of owners from /proc: to find out whether a process is
 * selected, to get the data of the process that are shown, and to check whether a process
 * whose pid may have been reused still holds its sockets. */
#include "cmdline_reader.h"
#include "fd_references.h"
#include "kernel/context.h"
#include "kernel/proc.h"
#include "netns/cgroup.h"
#include "netns/container_lookup.h"
#include "owner_index_inside.h"
#include "select.h"
#include "util/cleanup.h"
#include "util/deadline.h"
#include "util/grow.h"

#define HAS_FLAGS (UINT64_C(1) << 32)

bool owner_index_flags(const struct owner_index *index, const struct holder *holder,
		       uint32_t *ret)
{
	const size_t at = (size_t)(holder - index->all);

	if (at >= index->flags_len || !(index->flags[at] & HAS_FLAGS))
		return false;
	*ret = (uint32_t)index->flags[at];
	return true;
}

static int read_flags(struct owner_index *index, const struct holder *holder, int proc_fd)
{
	const struct process *process = owner_index_process(index, holder);
	uint32_t flags = 0;

	if (holder->held_by != HELD_BY_FD || owner_index_flags(index, holder, &flags))
		return 0;

	int r = grow(&index->flags, &index->flags_cap, index->len, sizeof(*index->flags));
	if (r < 0)
		return r;
	while (index->flags_len < index->len)
		index->flags[index->flags_len++] = 0;
	r = proc_read_fd_flags(proc_fd, process->pid, holder->fd, &flags);
	/* The flags are not stored if the descriptor was closed and opened again since
	 * the source of owners saw it, and is now of another socket or file. */
	if (r == 0 &&
	    procdir_has_socket(proc_fd, process->pid, holder->fd, holder->inode))
		index->flags[holder - index->all] = HAS_FLAGS | flags;
	return errno_is_resource(r) ? r : 0;
}

static int mark_process(struct owner_index *index, struct process *process)
{
	if (process->is_marked || process->is_read)
		return 0;
	int r = grow(&index->marked, &index->marked_cap, index->marked_len + 1,
		     sizeof(struct process *));
	if (r < 0)
		return r;
	process->is_marked = true;
	index->marked[index->marked_len++] = process;
	return 0;
}

int owner_index_mark(struct owner_index *index, uint64_t inode)
{
	int r = 0;

	for (const struct holder *o = owner_index_inside_first(index, inode); r == 0 && o;
	     o = owner_index_inside_next(index, o))
		r = mark_process(index, index->processes.all[o->process]);
	return r;
}

/* Returns whether the command line of the process with this pid can be read in time.
 * Returns false if there is no reader with a time limit, because reading the command line
 * could block for ever. */
static bool answers(void *reader, int proc_fd, uint32_t pid)
{
	return reader && cmdline_reader_answers(reader, proc_fd, pid);
}

/* Looks up the names of the containers that the `count` processes in `all` are in.
 * Returns 0, -ENOMEM, -EMFILE or -ENFILE. */
static int name_containers(struct owner_index *index, struct process *const *all,
			   size_t count, int proc_fd)
{
	const char *root = index->context ? index->context->state_root : NULL;
	int r = 0;

	for (size_t i = 0; root && r == 0 && i < count; i++) {
		struct cgroup_labels *labels = all[i]->cgroup;
		const struct container_process process = { proc_fd, all[i]->pid, answers,
							   index->reader };

		if (!labels || !labels->id || labels->name ||
		    deadline_check(index->deadline) < 0)
			continue;
		if (!index->containers)
			r = container_lookup_new(root, &index->containers);
		if (r == 0)
			r = container_lookup_name(index->containers, &process, labels);
	}
	return r;
}

/* Reads the `count` processes in `all`, and the names of the containers that these
 * processes are in. Returns 0 or -errno. */
static int read_processes(struct owner_index *index, struct process *const *all,
			  size_t count, int proc_fd, const struct process_wanted *wanted)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(index->context);
	int r = cmdline_reader_read(index->reader, all, count, proc_fd,
				    &index->processes.start, wanted, index->deadline);

	return r < 0 ? r : name_containers(index, all, count, proc_fd);
}

int owner_index_read_marked(struct owner_index *index, int proc_fd,
			    const struct process_wanted *wanted)
{
	const size_t count = index->marked_len;

	index->marked_len = 0;
	return read_processes(index, index->marked, count, proc_fd, wanted);
}

/* Returns whether `process` holds the socket of the holder o by the means in o->held_by:
 * by the descriptor o->fd, by a mapping, or by the io_uring at the descriptor o->fd. The
 * process is read below the directory fd by the number `at`: its pid or PROC_HERE. */
static bool holds_by(const struct process *process, const struct holder *o, int fd,
		     uint32_t at)
{
	_cleanup_close_ int dir_fd = -1;

	if (o->held_by != HELD_BY_FD)
		return procdir_open(fd, at, &dir_fd) == 0 &&
		       fd_references_hold(dir_fd, o->held_by, o->fd, o->inode);
	return process->has_tables ? procdir_has_threads_socket(fd, at, o->fd, o->inode)
				   : procdir_has_socket(fd, at, o->fd, o->inode);
}

/* Returns whether the process of `holder` holds the socket of `holder` at present, by the
 * means of `holder` or by the means of another holder of this socket with this process.
 * The process is read below the directory fd by the number `at`: its pid or PROC_HERE. */
static bool still_holds(const struct owner_index *index, const struct holder *holder,
			int fd, uint32_t at)
{
	const struct process *process = index->processes.all[holder->process];
	const struct holder *o = NULL;

	if (holds_by(process, holder, fd, at))
		return true;
	o = owner_index_inside_first(index, holder->inode);
	while (o && (o == holder || o->process != holder->process ||
		     !holds_by(process, o, fd, at)))
		o = owner_index_inside_next(index, o);
	return o;
}

/* Opens the directory in /proc of the process that now has the pid of `holder`, if this
 * process holds the socket of `holder`. This process may be another process than the
 * source of owners saw. Returns 1 and sets *ret_fd, 0 if no process has the pid or the
 * process does not hold the socket, or -errno. */
static int open_holder(const struct owner_index *index, const struct holder *holder,
		       int proc_fd, int *ret_fd)
{
	const struct process *process = owner_index_process(index, holder);
	_cleanup_close_ int dir_fd = -1;

	int r = procdir_open(proc_fd, process->pid, &dir_fd);
	if (r < 0 || !still_holds(index, holder, dir_fd, PROC_HERE))
		return errno_is_resource(r) ? r : 0;
	*ret_fd = take_fd(&dir_fd);
	return 1;
}

/* Stores `process` and is_dropped, the result of verifying `holder`, in all holders that
 * have the process and the socket of `holder`, and marks these holders as verified.
 * process: index of the process that holds the socket. is_dropped: whether the process
 * does not hold the socket. */
static void verify_same_process(struct owner_index *index, const struct holder *holder,
				uint32_t process, bool is_dropped)
{
	const uint32_t before = holder->process;

	for (struct holder *o = owner_index_inside_first(index, holder->inode); o;
	     o = owner_index_inside_next(index, o)) {
		if (o->process != before)
			continue;
		o->process = process & INT32_MAX;
		o->is_dropped = is_dropped;
		o->is_verified = true;
	}
}

/* Replaces the process in all holders that have the process and the socket of `holder`.
 * The new process is the entry that processes_add_unidentified returns, which has only
 * the data that the source of owners reported. Returns 0 or -ENOMEM. */
static int make_unidentified(struct owner_index *index, const struct holder *holder,
			     const struct process_wanted *wanted)
{
	uint32_t shown = 0;
	int r = processes_add_unidentified(
		&index->processes, index->processes.all[holder->process], wanted, &shown);

	if (r == 0)
		verify_same_process(index, holder, shown, false);
	return r;
}

/* Verifies `holder` if the pid of its process may have been reused. The process that now
 * has the pid is read by its directory in /proc, and must hold the socket both before and
 * after its data are read. Otherwise the process that the source of owners saw has ended
 * or has closed the socket, and `holder` is dropped. If a close-on-exec descriptor proves
 * the program of the process, one check is enough for all sockets of the process. Returns
 * 0 or -errno. */
static int verify_suspect(struct owner_index *index, const struct holder *holder,
			  int proc_fd, const struct process_wanted *wanted)
{
	struct process *process = index->processes.all[holder->process];
	_cleanup_close_ int dir_fd = -1;

	int r = open_holder(index, holder, proc_fd, &dir_fd);
	if (r > 0)
		r = cmdline_reader_read_by_dir(index->reader, process, dir_fd, wanted);
	const int named = r > 0 ? name_containers(index, &process, 1, proc_fd) : 0;
	if (r < 0 || named < 0)
		return r < 0 ? r : named;
	if (r > 0) {
		process->is_verified =
			process->proof_inode
				? procdir_has_socket(dir_fd, PROC_HERE, process->proof_fd,
						     process->proof_inode)
				: !process->needs_each;
		r = process->is_verified || still_holds(index, holder, dir_fd, PROC_HERE);
	}
	verify_same_process(index, holder, holder->process, r == 0);
	return 0;
}

/* Verifies `holder` after its process was read. If the process still holds the socket,
 * the process runs the program that the source of owners saw. If the process no longer
 * holds the socket, the process has ended or runs another program; for another program
 * make_unidentified is called. Returns 0 or -ENOMEM. */
static int verify_program(struct owner_index *index, const struct holder *holder,
			  int proc_fd, const struct process_wanted *wanted)
{
	struct process *process = index->processes.all[holder->process];

	if (still_holds(index, holder, proc_fd, process->pid)) {
		verify_same_process(index, holder, holder->process, false);
		return 0;
	}
	if (!process->unidentified && process_has_ended(process) &&
	    procdir_is_exiting(proc_fd, process->pid)) {
		process->is_gone = true;
		return 0;
	}
	return make_unidentified(index, holder, wanted);
}

static int verify_holder(struct owner_index *index, const struct holder *holder,
			 int proc_fd, const struct process_wanted *wanted)
{
	const struct process *process = index->processes.all[holder->process];

	if (deadline_check(index->deadline) < 0)
		return make_unidentified(index, holder, wanted);
	return process->is_pid_suspect ? verify_suspect(index, holder, proc_fd, wanted)
				       : verify_program(index, holder, proc_fd, wanted);
}

/* Returns whether it is not verified yet that `process` holds the socket of `holder`,
 * although the pid may have been reused or the program may have changed. */
static bool is_in_doubt(const struct process *process, const struct holder *holder)
{
	return (process->is_pid_suspect || process->needs_each) &&
	       !process->is_verified && !process->is_gone && !holder->is_verified;
}

/* Sets *ret to whether the process of `holder` is selected. If the pid of the process may
 * have been reused, the selection is decided for each socket of the process, otherwise
 * once per process. Returns 0 or -errno. */
static int decide_holder(const struct owner_index *index, const struct holder *holder,
			 int proc_fd, const struct process_select *select, bool *ret)
{
	struct process *process = index->processes.all[holder->process];
	_cleanup_close_ int dir_fd = -1;
	int r = 0;

	*ret = process->selected == SELECTED_YES;
	if (*ret || process->selected == SELECTED_NO)
		return 0;
	/* The option hidepid of procfs may hide the process from sockstat if no
	 * capabilities are raised. */
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(index->context);
	if (process->selected == SELECTED_UNKNOWN) {
		r = process_select_decide(select, proc_fd, process->pid, process->pid,
					  ret);
		if (r < 0)
			return r;
		process->selected = *ret ? SELECTED_YES : SELECTED_NO;
		if (listing_start_is_after(&index->processes.start, proc_fd,
					   process->pid) > 0)
			return 0;
		process->selected = SELECTED_PID_SUSPECT;
	}
	r = open_holder(index, holder, proc_fd, &dir_fd);
	if (r > 0)
		return process_select_decide(select, dir_fd, PROC_HERE, process->pid,
					     ret);
	return r ? r
		 : process_select_decide_named(select, process->pid, process->task_name,
					       ret);
}

static int select_holder(struct owner_index *index, struct holder *holder, int proc_fd,
			 const struct process_select *select)
{
	bool is_wanted = false;

	if (holder->is_selection_known)
		return 0;
	int r = decide_holder(index, holder, proc_fd, select, &is_wanted);
	if (errno_is_resource(r))
		return r;
	/* A holder is hidden if its process is not selected or denies access. A process
	 * that denies access is not counted here, because the source of owners has
	 * already counted the process. */
	holder->is_hidden = r < 0 || !is_wanted;
	holder->is_selection_known = true;
	return 0;
}

int owner_index_select(struct owner_index *index, uint64_t inode, int proc_fd,
		       const struct process_select *select)
{
	int r = 0;

	for (struct holder *o = owner_index_inside_first(index, inode); r == 0 && o;
	     o = owner_index_inside_next(index, o))
		r = select_holder(index, o, proc_fd, select);
	return r;
}

static int describe_holder(struct owner_index *index, const struct holder *holder,
			   int proc_fd, const struct process_wanted *wanted)
{
	struct process *process = index->processes.all[holder->process];
	int r = process->is_read ? 0
				 : read_processes(index, &process, 1, proc_fd, wanted);

	if (r == 0 && is_in_doubt(process, holder))
		r = verify_holder(index, holder, proc_fd, wanted);
	if (r == 0 && wanted->fd_flags && !process->is_gone && !holder->is_dropped &&
	    deadline_check(index->deadline) == 0)
		r = read_flags(index, holder, proc_fd);
	return r;
}

int owner_index_describe(struct owner_index *index, uint64_t inode, int proc_fd,
			 const struct process_wanted *wanted)
{
	int r = 0;

	for (const struct holder *o = owner_index_inside_first(index, inode); r == 0 && o;
	     o = owner_index_inside_next(index, o))
		r = describe_holder(index, o, proc_fd, wanted);
	return r;
}

int owner_index_read_all(struct owner_index *index, int proc_fd,
			 const struct process_wanted *wanted,
			 const struct process_select *select)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(index->context);
	bool has_more = wanted->fd_flags;
	int r = 0;

	for (size_t i = 0; r == 0 && select && i < index->len; i++)
		r = select_holder(index, &index->all[i], proc_fd, select);
	for (size_t i = 0; r == 0 && i < index->processes.len; i++)
		r = mark_process(index, index->processes.all[i]);
	if (r == 0)
		r = owner_index_read_marked(index, proc_fd, wanted);
	for (size_t i = 0; i < index->processes.len; i++)
		has_more |= index->processes.all[i]->is_pid_suspect |
			    index->processes.all[i]->needs_each;
	for (size_t i = 0; r == 0 && has_more && i < index->len; i++)
		r = describe_holder(index, &index->all[i], proc_fd, wanted);
	return r;
}
