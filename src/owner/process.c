/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "process.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/grow.h"
#include "sys/proc.h"
#include "sys/procdir.h"

static void forget(struct process *process)
{
	free(process->command);
	free(process->comm);
	free(process->executable);
	process->command = NULL;
	process->comm = NULL;
	process->executable = NULL;
	process->has_uid = false;
	process->has_stat = false;
}

void processes_release(struct processes *p)
{
	for (size_t i = 0; i < p->len; i++) {
		forget(p->all[i]);
		free(p->all[i]);
	}
	free(p->all);
	map_release(&p->by_pid);
	*p = (struct processes){ 0 };
}

static int add(struct processes *p, uint32_t pid)
{
	_cleanup_free_ struct process *process = calloc(1, sizeof(*process));
	if (!process)
		return -ENOMEM;

	int r = grow(&p->all, &p->cap, p->len + 1, sizeof(struct process *));
	if (r < 0)
		return r;
	process->pid = pid;
	p->all[p->len] = TAKE(process);
	p->len++;
	return 0;
}

int processes_add(struct processes *p, uint32_t pid, uint32_t *ret)
{
	const struct process *last = p->len ? p->all[p->len - 1] : NULL;
	int r = 0;

	/* a walk tells all of one process in a row */
	if (last && last->pid == pid && !last->is_stranger) {
		*ret = (uint32_t)p->len - 1;
		return 0;
	}

	uint32_t at = map_get(&p->by_pid, pid);
	if (at == MAP_NONE) {
		at = (uint32_t)p->len;
		r = add(p, pid);
		if (r == 0)
			r = map_set(&p->by_pid, pid, at);
	}
	if (r == 0)
		*ret = at;
	return r;
}

/* Reads the command, and whether its process is known to have had the number since then: by the
 * file that is read anyway. */
static int read_command(int proc_fd, uint32_t pid, const struct since *since,
			bool *ret_was_there, char **ret)
{
	_cleanup_free_ char *argv0 = NULL;
	struct stat st;

	int r = proc_read_argv0(proc_fd, pid, since ? &st : NULL, &argv0);
	if (r < 0)
		return r;
	if (!*argv0)
		return proc_read_comm(proc_fd, pid, ret);
	if (since)
		*ret_was_there = since_was_there(since, &st);

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
	return read_command(proc_fd, pid, NULL, NULL, ret);
}

void process_want(struct process_wanted *wanted, const struct process_wanted *more)
{
	wanted->uid |= more->uid;
	wanted->comm |= more->comm;
	wanted->stat |= more->stat;
	wanted->executable |= more->executable;
	wanted->fd_flags |= more->fd_flags;
}

/* What the source has told: of one process, as far as can be seen. */
static int take_name(const struct process *process, char **ret)
{
	if (!*process->task_name || process->is_renamed)
		return -ESRCH;

	char *name = strdup(process->task_name);
	if (!name)
		return -ENOMEM;
	*ret = name;
	return 0;
}

/* at: its number below proc_fd. The command comes last: where that tells that nobody else had the
 * number before, it does so of all. */
static int read_all(struct process *process, int proc_fd, uint32_t at,
		    const struct process_wanted *wanted, const struct since *since,
		    bool *ret_was_there)
{
	int r = 0;

	if (wanted->uid) {
		r = proc_read_uid(proc_fd, at, &process->uid);
		process->has_uid = r == 0;
	}
	if (!proc_is_exhausted(r) && wanted->comm)
		r = proc_read_comm(proc_fd, at, &process->comm);
	if (!proc_is_exhausted(r) && wanted->stat) {
		r = proc_read_stat(proc_fd, at, &process->ppid, &process->pgid);
		process->has_stat = r == 0;
	}
	if (!proc_is_exhausted(r) && wanted->executable)
		r = proc_read_exe(proc_fd, at, &process->executable);
	if (!proc_is_exhausted(r))
		r = wanted->only_comm ? proc_read_comm(proc_fd, at, &process->command)
				      : read_command(proc_fd, at, since, ret_was_there,
						     &process->command);
	return proc_is_exhausted(r) ? r : 0;
}

/* The names that the source has told in place of those that could not be read. */
static int fill_names(struct process *process, const struct process_wanted *wanted)
{
	int r = process->command ? 0 : take_name(process, &process->command);

	if (r != -ENOMEM && wanted->comm && !process->comm)
		r = take_name(process, &process->comm);
	return r == -ENOMEM ? r : 0;
}

int process_read(struct process *process, int proc_fd, const struct since *since,
		 const struct process_wanted *wanted)
{
	if (process->is_read)
		return 0;
	process->is_read = true;

	bool was_there = false;
	int r = read_all(process, proc_fd, process->pid, wanted, since, &was_there);
	/* behind it: then it was of this one that all was read */
	if (r == 0)
		r = was_there || !since ? 1
					: since_is_older(since, proc_fd, process->pid);
	process->is_young = r == 0;
	if (r > 0) {
		process->is_renamed = false;
		r = fill_names(process, wanted);
	}
	if (process->is_young || r < 0)
		forget(process);
	/* it may be tried again */
	process->is_read = r == 0;
	return r;
}

int process_read_young(struct process *process, int dir_fd,
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
	r = read_all(process, dir_fd, PROC_HERE, wanted, NULL, NULL);
	if (r == 0)
		r = fill_names(process, wanted);
	return r < 0 ? r : 1;
}

int processes_stranger(struct processes *p, struct process *young,
		       const struct process_wanted *wanted, uint32_t *ret)
{
	int r = 0;

	if (!young->stranger) {
		r = add(p, young->pid);
		if (r < 0)
			return r;
		struct process *stranger = p->all[p->len - 1];

		stranger->is_stranger = true;
		stranger->is_read = true;
		stranger->is_renamed = young->is_renamed;
		memcpy(stranger->task_name, young->task_name,
		       sizeof(stranger->task_name));
		r = fill_names(stranger, wanted);
		young->stranger = (uint32_t)p->len - 1;
	}
	if (r == 0)
		*ret = young->stranger;
	return r;
}
