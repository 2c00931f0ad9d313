/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "select.h"

#include <fnmatch.h>

#include "base/cleanup.h"
#include "base/grow.h"
#include "process.h"
#include "sys/proc.h"

void process_select_release(struct process_select *s)
{
	free(s->pids);
	*s = (struct process_select){ 0 };
}

bool process_select_is_set(const struct process_select *s)
{
	return s->pids_len || s->has_uid || s->command;
}

int process_select_add(struct process_select *s, uint32_t pid)
{
	size_t i = s->pids_len;

	for (size_t k = 0; k < s->pids_len; k++)
		if (s->pids[k] == pid)
			return 0;
	int r = grow(&s->pids, &s->pids_cap, s->pids_len + 1, sizeof(*s->pids));
	if (r < 0)
		return r;
	for (; i && s->pids[i - 1] > pid; i--)
		s->pids[i] = s->pids[i - 1];
	s->pids[i] = pid;
	s->pids_len++;
	return 0;
}

/* By its task name, or by what is shown of its argv[0]. */
static bool has_command(const char *pattern, int proc_fd, uint32_t pid)
{
	_cleanup_free_ char *comm = NULL;
	_cleanup_free_ char *command = NULL;

	if (proc_read_comm(proc_fd, pid, &comm) == 0 && fnmatch(pattern, comm, 0) == 0)
		return true;
	return process_read_command(proc_fd, pid, &command) == 0 &&
	       fnmatch(pattern, command, 0) == 0;
}

bool process_select_is_wanted(const struct process_select *s, int proc_fd, uint32_t pid)
{
	uint32_t tgid = pid;
	uid_t uid = 0;

	/* /proc answers to the number of a thread, and would tell its process twice */
	if (s->pids_len && (proc_read_tgid(proc_fd, pid, &tgid), tgid != pid))
		return false;
	if (s->has_uid && (proc_read_uid(proc_fd, pid, &uid) < 0 || uid != s->uid))
		return false;
	return !s->command || has_command(s->command, proc_fd, pid);
}
