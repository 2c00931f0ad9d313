/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "process.h"

#include <string.h>
#include <sys/stat.h>

#include "kernel/proc.h"
#include "netns/cgroup.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/grow.h"

void process_forget(struct process *process)
{
	free(process->command);
	free(process->comm);
	free(process->executable);
	free(process->cgroup);
	process->command = process->comm = process->executable = NULL;
	process->cgroup = NULL;
	process->has_uid = process->has_stat = false;
}

void processes_release(struct processes *p)
{
	for (size_t i = 0; i < p->len; i++) {
		process_forget(p->all[i]);
		free(p->all[i]);
	}
	free(p->all);
	map_release(&p->by_pid);
	*p = (struct processes){ 0 };
}

static int processes_append(struct processes *p, uint32_t pid)
{
	_cleanup_free_ struct process *process = calloc(1, sizeof(*process));
	if (!process)
		return -ENOMEM;

	int r = grow(&p->all, &p->cap, p->len + 1, sizeof(struct process *));
	if (r < 0)
		return r;
	process->pid = pid;
	process->cannot_be_hidden = p->cannot_be_hidden;
	p->all[p->len] = TAKE(process);
	p->len++;
	return 0;
}

int processes_add(struct processes *p, uint32_t pid, uint32_t *ret)
{
	const struct process *last = p->len ? p->all[p->len - 1] : NULL;
	int r = 0;

	/* The process that was added last is compared first, because a source of owners
	 * usually reports all sockets of a process in a row. */
	if (last && last->pid == pid && !last->is_read) {
		*ret = (uint32_t)p->len - 1;
		return 0;
	}

	uint32_t at = map_get(&p->by_pid, pid);
	if (at == MAP_NONE || p->all[at]->is_read) {
		at = (uint32_t)p->len;
		r = processes_append(p, pid);
		if (r == 0)
			r = map_set(&p->by_pid, pid, at);
	}
	if (r == 0)
		*ret = at;
	return r;
}

/* What reading the file /proc/<pid>/cmdline shows about the identity of the process. */
struct cmdline_signs {
	/* Whether the process already had its pid when the listing started. */
	bool was_there;
	/* Whether the command line of the process is empty, which is the case after the
	 * process has ended. */
	bool is_empty;
};

/* Sets *ret to the command of the process with this pid, as process_read_command does,
 * and *ret_signs to what the file /proc/<pid>/cmdline shows about the identity of the
 * process. If start is NULL, ret_signs->was_there is not set. Returns 0 or -errno. */
static int read_command_dated(int proc_fd, uint32_t pid,
			      const struct listing_start *start,
			      struct cmdline_signs *ret_signs, char **ret)
{
	_cleanup_free_ char *argv0 = NULL;
	struct stat st;

	int r = proc_read_argv0(proc_fd, pid, start ? &st : NULL, &argv0);
	if (r < 0)
		return r;
	if (!*argv0) {
		ret_signs->is_empty = true;
		return proc_read_comm(proc_fd, pid, ret);
	}
	if (start)
		ret_signs->was_there = listing_start_is_after_stat(start, &st);

	const char *name = argv0[0] == '/' ? strrchr(argv0, '/') + 1 : argv0;
	if (!*name)
		name = argv0;
	char *command = strdup(name);
	if (!command)
		return -ENOMEM;
	*ret = command;
	return 0;
}

int process_read_command(int proc_fd, uint32_t pid, char **ret)
{
	struct cmdline_signs unused;

	return read_command_dated(proc_fd, pid, NULL, &unused, ret);
}

void process_want(struct process_wanted *wanted, const struct process_wanted *more)
{
	wanted->uid |= more->uid;
	wanted->comm |= more->comm;
	wanted->stat |= more->stat;
	wanted->executable |= more->executable;
	wanted->cgroup |= more->cgroup;
	wanted->fd_flags |= more->fd_flags;
}

/* Reads the data in `wanted` of the process whose directory below proc_fd has the number
 * `at`. The command is read last: if its file shows that the pid was not reused, all data
 * that were read before the command are of this process, too. Returns 0, -ENOMEM, -EMFILE
 * or -ENFILE. */
static int read_all(struct process *process, int proc_fd, uint32_t at,
		    const struct process_wanted *wanted,
		    const struct listing_start *start, struct cmdline_signs *ret_signs)
{
	int r = 0;

	if (wanted->uid) {
		r = proc_read_uid(proc_fd, at, &process->uid);
		process->has_uid = r == 0;
	}
	if (!errno_is_resource(r) && wanted->comm)
		r = proc_read_comm(proc_fd, at, &process->comm);
	if (!errno_is_resource(r) && wanted->stat) {
		r = proc_read_stat(proc_fd, at, &process->ppid, &process->pgid);
		process->has_stat = r == 0;
	}
	if (!errno_is_resource(r) && wanted->executable)
		r = proc_read_exe(proc_fd, at, &process->executable);
	if (!errno_is_resource(r) && wanted->cgroup)
		r = cgroup_read(proc_fd, at, &process->cgroup);
	if (!errno_is_resource(r))
		r = wanted->only_comm ? proc_read_comm(proc_fd, at, &process->command)
				      : read_command_dated(proc_fd, at, start, ret_signs,
							   &process->command);
	return errno_is_resource(r) ? r : 0;
}

static bool fill_name(char **name, const char *task_name)
{
	if (!*name)
		*name = strdup(task_name);
	return *name;
}

/* Sets each wanted name of the process (command or comm) that could not be read to the
 * task name that the source of owners reported. If the source reported several task
 * names, which may be of different processes, no name is set. Returns 0 or -ENOMEM. */
static int fill_names(struct process *process, const struct process_wanted *wanted)
{
	const char *task_name = process->task_name;

	if (!*task_name || process->is_renamed)
		return 0;
	return fill_name(&process->command, task_name) &&
			       (!wanted->comm || fill_name(&process->comm, task_name))
		       ? 0
		       : -ENOMEM;
}

bool process_has_ended(const struct process *process)
{
	/* If the source of owners reported no task name for the process, the process was
	 * found by the scan of /proc, which does not see processes that the option
	 * hidepid of procfs hides. */
	return process->cannot_be_hidden || !*process->task_name;
}

/* Returns whether the process has the image (numbers of its start and its program) that
 * the source of owners saw, which proves that the process runs the program that the
 * source saw. */
static bool has_seen_image(const struct process *process, int proc_fd)
{
	const struct proc_image *seen = &process->image;
	struct proc_image now;

	return proc_read_image(proc_fd, process->pid, &now) == 0 &&
	       now.program == seen->program && (!seen->start || now.start == seen->start);
}

/* Checks that the data that were read are of the process and of the program that the
 * source of owners saw. Returns 1 if the process is the process that the source saw, and
 * sets needs_each if the program may be another program than the source saw. Returns 0 if
 * the process has ended or its pid may have been reused, or -errno. */
static int check_identity(struct process *process, int proc_fd,
			  const struct listing_start *start,
			  const struct cmdline_signs *signs)
{
	int r = 1;

	if (process->image.program) {
		process->needs_each = !has_seen_image(process, proc_fd);
		if (process->image.start && !process->needs_each)
			return 1;
	}
	if (!signs->was_there)
		r = listing_start_is_after(start, proc_fd, process->pid);
	if (r == -ESRCH) {
		process->is_gone = process_has_ended(process);
		return process->is_gone ? 0 : 1;
	}
	process->is_pid_suspect = r == 0;
	process->needs_each |= signs->is_empty;
	/* If the source of owners did not report the image of the process, only a
	 * close-on-exec descriptor proves which program the process runs: any other
	 * descriptor stays open when the process executes another program. */
	if (!process->image.program && !process->proof_inode)
		process->needs_each = true;
	else if (r > 0 && process->proof_inode)
		process->needs_each |= !procdir_has_socket(
			proc_fd, process->pid, process->proof_fd, process->proof_inode);
	return r;
}

int process_read(struct process *process, int proc_fd, const struct listing_start *start,
		 const struct process_wanted *wanted)
{
	struct cmdline_signs signs = { 0 };

	if (process->is_read)
		return 0;
	process->is_read = true;

	int r = read_all(process, proc_fd, process->pid, wanted, start, &signs);
	if (r == 0)
		r = start ? check_identity(process, proc_fd, start, &signs) : 1;
	if (r > 0)
		r = fill_names(process, wanted);
	else
		process_forget(process);
	/* After an error, is_read is false, so that a later call of process_read can read
	 * the process again. */
	process->is_read = r == 0;
	return r;
}

int process_give_up(struct process *process, const struct process_wanted *wanted)
{
	if (process->is_read)
		return 0;
	process->is_read = true;
	/* The process counts as verified, because no data were read that could be of
	 * another process with the same pid. */
	process->is_verified = true;
	return fill_names(process, wanted);
}

int process_read_by_dir(struct process *process, int dir_fd,
			const struct process_wanted *wanted)
{
	struct stat st;
	int r = 0;

	if (procdir_stat(dir_fd, PROC_HERE, &st) < 0)
		return 0;
	const uint64_t dir[2] = { st.st_ino, (uint64_t)st.st_ctim.tv_sec * NS_PER_S +
						     (uint64_t)st.st_ctim.tv_nsec };

	if (process->dir[0])
		return memcmp(process->dir, dir, sizeof(dir)) == 0;
	memcpy(process->dir, dir, sizeof(dir));
	struct cmdline_signs unused;
	r = read_all(process, dir_fd, PROC_HERE, wanted, NULL, &unused);
	if (r == 0)
		r = fill_names(process, wanted);
	return r < 0 ? r : 1;
}

int processes_add_unidentified(struct processes *p, struct process *process,
			       const struct process_wanted *wanted, uint32_t *ret)
{
	int r = 0;

	if (!process->unidentified) {
		r = processes_append(p, process->pid);
		if (r < 0)
			return r;
		struct process *unidentified = p->all[p->len - 1];

		unidentified->is_unidentified = true;
		unidentified->is_read = true;
		unidentified->is_verified = true;
		unidentified->is_renamed = process->is_renamed;
		unidentified->has_tables = process->has_tables;
		memcpy(unidentified->task_name, process->task_name,
		       sizeof(unidentified->task_name));
		r = fill_names(unidentified, wanted);
		process->unidentified = (uint32_t)p->len - 1;
	}
	if (r == 0)
		*ret = process->unidentified;
	return r;
}
