/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fd_scan.h"
#include "fd_scan_pool.h"
#include "owner.h"
#include "select.h"
#include "util/cleanup.h"

/* What has cost so much alone, in microseconds, is worth to be gone on with by several. */
enum { ALONE_COST = 1000 };

struct owner_source {
	const struct select_numbers
		*selected; /* pids that are gone to at once; NULL: all */
	size_t selected_at; /* the next of these */
	struct proc_numbers pids;
	bool is_alone; /* for good */
	struct fd_scan_pool *crew; /* NULL as long as there is none */
	struct fd_scan walker;
};

static void walk_end(struct owner_source *walk, struct owner_gaps *gaps)
{
	if (!walk)
		return;
	fd_scan_pool_end(walk->crew, gaps);
	gaps->denied += walk->walker.gaps.denied;
	gaps->selected_denied += walk->walker.gaps.selected_denied;
	gaps->unfollowed += walk->walker.gaps.unfollowed;
	proc_numbers_close(&walk->pids);
	fd_scan_release(&walk->walker);
	free(walk);
}

static int walk_begin(int proc_fd, const struct owner_scope *scope,
		      struct owner_source **ret)
{
	struct owner_source *walk = malloc(sizeof(*walk));
	if (!walk)
		return -ENOMEM;

	/* the others cost nothing, whatever the host runs */
	*walk = (struct owner_source){
		.selected = scope && scope->select && !scope->is_all
				    ? process_select_pids(scope->select)
				    : NULL,
		.pids = PROC_NUMBERS_INIT,
		.is_alone = scope && scope->is_alone,
	};
	int r = proc_numbers_open_pids(&walk->pids, proc_fd);
	if (r < 0) {
		free(walk);
		return r;
	}
	fd_scan_init(&walk->walker, proc_fd, scope);
	*ret = walk;
	return 0;
}

static int walk_next_pid(void *arg, uint32_t *ret)
{
	struct owner_source *walk = arg;

	if (!walk->selected)
		return proc_numbers_next(&walk->pids, ret);
	if (walk->selected_at == walk->selected->len)
		return 0;
	*ret = walk->selected->all[walk->selected_at++];
	return 1;
}

/* Begins the processes that come next on other processors. */
static void walk_get_help(struct owner_source *walk)
{
	const size_t workers = fd_scan_pool_size();
	struct owner_scope scope = walk->walker.scope;

	scope.since = &walk->walker.since;
	walk->is_alone =
		workers < 2 || fd_scan_pool_start(workers, walk->walker.proc_fd, &scope,
						  walk_next_pid, walk, &walk->crew) < 0;
}

static int walk_next(struct owner_source *walk, struct owner_record *ret)
{
	int r = 0;

	while ((r = fd_scan_next(&walk->walker, ret)) != FD_SCAN_SOCKET) {
		uint32_t pid = 0;

		if (r < 0)
			return r;
		if (!walk->crew && !walk->is_alone && walk->walker.cost > ALONE_COST)
			walk_get_help(walk);
		if (r == FD_SCAN_NO_SOCKET)
			continue;
		if (walk->crew)
			return fd_scan_pool_next(walk->crew, ret);
		r = walk_next_pid(walk, &pid);
		if (r <= 0)
			return r;
		r = fd_scan_begin(&walk->walker, pid);
		if (r < 0)
			return r;
	}
	return 1;
}

const struct owner_source_ops owner_source_proc = {
	.name = "proc",
	.begin = walk_begin,
	.next = walk_next,
	.end = walk_end,
};
