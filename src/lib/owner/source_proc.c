/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fd_scan.h"
#include "fd_scan_pool.h"
#include "select.h"
#include "util/cleanup.h"

/* After one thread has scanned for this number of estimated microseconds, a pool of
 * threads continues the scan. */
enum { ALONE_COST = 1000 };

struct owner_source {
	/* The only pids whose processes are scanned; NULL if all processes in /proc are
	 * scanned. */
	const struct select_numbers *selected;
	/* Index in the list `selected` of the next pid to scan. */
	size_t selected_at;
	/* Iterates over the pids in /proc. */
	struct proc_numbers pids;
	/* Whether one thread makes the whole scan, without starting a pool of threads. */
	bool is_alone;
	/* The pool of threads that continues the scan; NULL if the pool was not
	 * started. */
	struct fd_scan_pool *pool;
	struct fd_scan scan;
};

static void proc_end(struct owner_source *source, struct owner_gaps *gaps)
{
	if (!source)
		return;
	fd_scan_pool_end(source->pool, gaps);
	gaps->denied += source->scan.gaps.denied;
	gaps->selected_denied += source->scan.gaps.selected_denied;
	gaps->unfollowed += source->scan.gaps.unfollowed;
	proc_numbers_close(&source->pids);
	fd_scan_release(&source->scan);
	free(source);
}

static int proc_begin(int proc_fd, const struct owner_scope *scope,
		      struct owner_source **ret)
{
	struct owner_source *source = malloc(sizeof(*source));
	if (!source)
		return -ENOMEM;

	/* If only processes with certain pids can be selected, only these processes are
	 * scanned, however many processes the machine runs. */
	*source = (struct owner_source){
		.selected = scope && scope->select && !scope->is_all
				    ? process_select_pids(scope->select)
				    : NULL,
		.pids = PROC_NUMBERS_INIT,
		.is_alone = scope && scope->is_alone,
	};
	int r = proc_numbers_open(&source->pids, proc_fd, ".");
	if (r < 0) {
		free(source);
		return r;
	}
	fd_scan_init(&source->scan, proc_fd, scope);
	*ret = source;
	return 0;
}

static int proc_next_pid(void *arg, uint32_t *ret)
{
	struct owner_source *source = arg;

	if (!source->selected)
		return proc_numbers_next(&source->pids, ret);
	if (source->selected_at == source->selected->len)
		return 0;
	*ret = source->selected->all[source->selected_at++];
	return 1;
}

/* Starts a pool of threads that scans the remaining processes on several processors. Sets
 * is_alone if a pool is not worth its cost or cannot be started. */
static void proc_start_pool(struct owner_source *source)
{
	const size_t workers = fd_scan_pool_size();
	struct owner_scope scope = source->scan.scope;

	scope.start = &source->scan.start;
	source->is_alone = workers < 2 ||
			   fd_scan_pool_start(workers, source->scan.proc_fd, &scope,
					      proc_next_pid, source, &source->pool) < 0;
}

static int proc_next(struct owner_source *source, struct owner_record *ret)
{
	int r = 0;

	while ((r = fd_scan_next(&source->scan, ret)) != FD_SCAN_SOCKET) {
		uint32_t pid = 0;

		if (r < 0)
			return r;
		if (!source->pool && !source->is_alone && source->scan.cost > ALONE_COST)
			proc_start_pool(source);
		if (r == FD_SCAN_NO_SOCKET)
			continue;
		if (source->pool)
			return fd_scan_pool_next(source->pool, ret);
		r = proc_next_pid(source, &pid);
		if (r <= 0)
			return r;
		r = fd_scan_begin(&source->scan, pid);
		if (r < 0)
			return r;
	}
	return 1;
}

const struct owner_source_ops owner_source_proc = {
	.name = "proc",
	.begin = proc_begin,
	.next = proc_next,
	.end = proc_end,
};
