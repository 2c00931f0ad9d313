/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "process.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/grow.h"
#include "sys/proc.h"

void processes_release(struct processes *p)
{
	for (size_t i = 0; i < p->len; i++) {
		free(p->all[i]->command);
		free(p->all[i]->comm);
		free(p->all[i]->executable);
		free(p->all[i]);
	}
	free(p->all);
	map_release(&p->by_pid);
	*p = (struct processes){ 0 };
}

int processes_add(struct processes *p, uint32_t pid, uint32_t *ret)
{
	/* a walk tells all of one process in a row */
	if (p->len && p->all[p->len - 1]->pid == pid) {
		*ret = (uint32_t)p->len - 1;
		return 0;
	}

	uint32_t at = map_get(&p->by_pid, pid);
	if (at == MAP_NONE) {
		_cleanup_free_ struct process *process = calloc(1, sizeof(*process));
		if (!process)
			return -ENOMEM;
		int r = grow(&p->all, &p->cap, p->len + 1, sizeof(struct process *));
		if (r == 0)
			r = map_set(&p->by_pid, pid, (uint32_t)p->len);
		if (r < 0)
			return r;
		at = (uint32_t)p->len++;
		process->pid = pid;
		p->all[at] = TAKE(process);
	}
	*ret = at;
	return 0;
}

int process_read_command(int proc_fd, uint32_t pid, char **ret)
{
	_cleanup_free_ char *argv0 = NULL;

	int r = proc_read_argv0(proc_fd, pid, &argv0);
	if (r < 0)
		return r;
	if (!*argv0)
		return proc_read_comm(proc_fd, pid, ret);

	const char *name = argv0[0] == '/' ? strrchr(argv0, '/') + 1 : argv0;
	if (!*name)
		name = argv0;
	char *command = strdup(name);
	if (!command)
		return -ENOMEM;
	*ret = command;
	return 0;
}

void process_want(struct process_wanted *wanted, const struct process_wanted *more)
{
	wanted->uid |= more->uid;
	wanted->comm |= more->comm;
	wanted->stat |= more->stat;
	wanted->executable |= more->executable;
	wanted->fd_flags |= more->fd_flags;
}

static int read_uid(struct process *process, int proc_fd)
{
	int r = proc_read_uid(proc_fd, process->pid, &process->uid);

	process->has_uid = r == 0;
	return r;
}

static int read_stat(struct process *process, int proc_fd)
{
	int r = proc_read_stat(proc_fd, process->pid, &process->ppid, &process->pgid);

	process->has_stat = r == 0;
	return r;
}

/* What the source has told. */
static int take_name(const struct process *process, char **ret)
{
	char *name = *process->task_name ? strdup(process->task_name) : NULL;

	if (!name)
		return *process->task_name ? -ENOMEM : -ESRCH;
	*ret = name;
	return 0;
}

static int read_comm(struct process *process, int proc_fd)
{
	int r = proc_read_comm(proc_fd, process->pid, &process->comm);

	return r < 0 && !proc_is_exhausted(r) ? take_name(process, &process->comm) : r;
}

int process_read(struct process *process, int proc_fd,
		 const struct process_wanted *wanted)
{
	if (process->is_read)
		return 0;
	process->is_read = true;

	int r = process_read_command(proc_fd, process->pid, &process->command);
	if (r < 0 && !proc_is_exhausted(r))
		r = take_name(process, &process->command);
	if (!proc_is_exhausted(r) && wanted->uid)
		r = read_uid(process, proc_fd);
	if (!proc_is_exhausted(r) && wanted->comm)
		r = read_comm(process, proc_fd);
	if (!proc_is_exhausted(r) && wanted->stat)
		r = read_stat(process, proc_fd);
	if (!proc_is_exhausted(r) && wanted->executable)
		r = proc_read_exe(proc_fd, process->pid, &process->executable);
	return proc_is_exhausted(r) ? r : 0;
}
