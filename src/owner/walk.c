/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/cleanup.h"
#include "owner.h"
#include "select.h"
#include "sys/proc.h"
#include "tables.h"

struct owner_source {
	int proc_fd;
	struct owner_scope scope;
	size_t selected; /* the next of its pids */
	uint32_t pid;
	uint32_t task; /* the process, or a thread of it with a table of its own */
	struct owner_gaps gaps;
	struct proc_numbers pids;
	struct tables tables; /* of the process */
	struct proc_numbers fds; /* of the task; closed between two */
};

static void walk_end(struct owner_source *walk, struct owner_gaps *gaps)
{
	if (!walk)
		return;
	gaps->denied += walk->gaps.denied;
	gaps->selected_denied += walk->gaps.selected_denied;
	proc_numbers_close(&walk->pids);
	tables_end(&walk->tables);
	proc_numbers_close(&walk->fds);
	free(walk);
}

static int walk_begin(int proc_fd, const struct owner_scope *scope,
		      struct owner_source **ret)
{
	struct owner_source *walk = malloc(sizeof(*walk));
	if (!walk)
		return -ENOMEM;

	*walk = (struct owner_source){
		.proc_fd = proc_fd,
		.scope = scope ? *scope : (struct owner_scope){ 0 },
		.pids = PROC_NUMBERS_INIT,
		.tables = TABLES_INIT(proc_fd),
		.fds = PROC_NUMBERS_INIT,
	};
	int r = proc_numbers_open_pids(&walk->pids, proc_fd);
	if (r < 0) {
		free(walk);
		return r;
	}
	*ret = walk;
	return 0;
}

static bool is_selected(const struct owner_source *walk)
{
	return !walk->scope.select ||
	       process_select_is_wanted(walk->scope.select, walk->proc_fd, walk->pid);
}

/* What an error below /proc/<pid> means for the walk: the task has gone, or is not ours to
 * look into, and with it all of its process (counted once), or the walk cannot go on. */
static int walk_pass_over(struct owner_source *walk, int error)
{
	if (proc_is_gone(error))
		return 0;
	if (!proc_is_denied(error))
		return error;
	tables_end(&walk->tables);
	walk->gaps.denied++;
	walk->gaps.selected_denied += is_selected(walk);
	return 0;
}

/* Selected pids are gone to at once: the others cost nothing, whatever the host runs. */
static int walk_next_pid(struct owner_source *walk)
{
	const struct select_numbers *pids =
		walk->scope.select && !walk->scope.is_all
			? process_select_pids(walk->scope.select)
			: NULL;

	if (!pids)
		return proc_numbers_next(&walk->pids, &walk->pid);
	if (walk->selected == pids->len)
		return 0;
	walk->pid = pids->all[walk->selected++];
	return 1;
}

static int walk_next_process(struct owner_source *walk)
{
	int r = 0;

	while ((r = walk_next_pid(walk)) > 0) {
		if (!walk->scope.is_all && !is_selected(walk))
			continue;
		tables_begin(&walk->tables, walk->pid);
		break;
	}
	return r;
}

static int walk_next_table(struct owner_source *walk)
{
	for (;;) {
		int r = tables_next(&walk->tables, &walk->task);
		if (r == 0) {
			r = walk_next_process(walk);
			if (r <= 0)
				return r;
			continue;
		}
		if (r > 0)
			r = tables_open(&walk->tables, &walk->fds);
		if (r == 0)
			return 1;
		r = walk_pass_over(walk, r);
		if (r < 0)
			return r;
	}
}

static int walk_next(struct owner_source *walk, struct owner_record *ret)
{
	struct owner_record record = { 0 };

	for (;;) {
		int r = 0;

		if (walk->fds.fd < 0) {
			r = walk_next_table(walk);
			if (r <= 0)
				return r;
		}

		r = proc_numbers_next(&walk->fds, &record.fd);
		if (r > 0)
			r = proc_fd_socket(walk->fds.fd, record.fd, &record.inode);
		else
			proc_numbers_close(&walk->fds);
		if (r > 0) {
			record.pid = walk->pid;
			record.is_threads = walk->task != walk->pid;
			*ret = record;
			return 1;
		}
		if (r == 0 || r == -ENOENT) /* no socket, or closed meanwhile */
			continue;

		proc_numbers_close(&walk->fds);
		r = walk_pass_over(walk, r);
		if (r < 0)
			return r;
	}
}

const struct owner_source_ops owner_walk = {
	.name = "proc",
	.begin = walk_begin,
	.next = walk_next,
	.end = walk_end,
};
