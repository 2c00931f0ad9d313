/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fd_tables.h"

#include "kernel/task.h"
#include "util/cleanup.h"

void fd_tables_begin(struct fd_tables *t, int dir_fd, uint32_t pid)
{
	fd_tables_end(t);
	t->fd = dir_fd < 0 ? t->proc_fd : dir_fd;
	t->at = dir_fd < 0 ? pid : PROC_HERE;
	t->pid = pid;
}

void fd_tables_end(struct fd_tables *t)
{
	proc_numbers_close(&t->threads);
	t->pid = t->task = 0;
}

/* Returns whether the threads with the numbers a and b share a descriptor table. If
 * kcmp(2) cannot compare the tables, two threads with an equal number of descriptors are
 * taken to share a table. */
static bool share_table(struct fd_tables *t, uint32_t a, uint32_t b)
{
	uint64_t count_a = 0;
	uint64_t count_b = 0;

	if (t->numbers_are_ours < 0)
		t->numbers_are_ours = task_numbers_are_of(t->proc_fd);

	int r = t->numbers_are_ours ? task_compare_tables(a, b) : -ENOSYS;
	if (r >= 0 || r == -ESRCH)
		return r != 1;
	return proc_count_fds(t->fd, t->at, a, &count_a) < 0 ||
	       proc_count_fds(t->fd, t->at, b, &count_b) < 0 || count_a == count_b;
}

/* Opens the directory in /proc that lists the threads of the process. Returns 1 if the
 * directory is open, 0 if the process has only one thread, which makes the directory
 * unnecessary, or -errno. */
static int open_threads(struct fd_tables *t)
{
	uint32_t count = 0;

	int r = proc_count_threads(t->fd, t->at, &count);
	if (r == 0 && count == 1)
		return 0;
	if (r == 0)
		r = proc_numbers_open(&t->threads, t->fd, proc_path(t->at, "task").text);
	return r < 0 ? r : 1;
}

int fd_tables_next(struct fd_tables *t)
{
	int r = 1;

	if (!t->pid)
		return 0;
	if (!t->task) {
		t->task = t->pid;
		return 1;
	}

	if (t->threads.fd < 0)
		r = open_threads(t);
	while (r > 0) {
		uint32_t thread = 0;

		r = proc_numbers_next(&t->threads, &thread);
		/* The descriptor table of a thread is new if the thread shares neither
		 * the table of the process's first thread nor the table that
		 * fd_tables_next found last. The table found last is compared because the
		 * first thread may have ended and then has no table; the other threads
		 * usually share one table. */
		if (r > 0 && thread != t->pid && !share_table(t, t->pid, thread) &&
		    (t->task == t->pid || !share_table(t, t->task, thread))) {
			t->task = thread;
			return 1;
		}
	}
	fd_tables_end(t);
	return proc_is_gone(r) || proc_is_denied(r) ? 0 : r;
}

int fd_tables_open(const struct fd_tables *t, struct proc_numbers *fds)
{
	const struct proc_path path = t->task == t->pid
					      ? proc_path(t->at, "fd")
					      : proc_path(t->at, "task/%u/fd", t->task);

	return proc_numbers_open(fds, t->fd, path.text);
}
