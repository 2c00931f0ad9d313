/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rings.h"

#include "base/cleanup.h"
#include "sys/procdir.h"
#include "tables.h"

struct search {
	struct proc_numbers pids, fds;
	struct tables tables;
};

static void search_release(struct search *s)
{
	proc_numbers_close(&s->pids);
	proc_numbers_close(&s->fds);
	tables_end(&s->tables);
}

/* 1: there is one, 0: none, <0: error. */
static int find_in_table(struct search *s)
{
	uint32_t fd = 0;

	int r = tables_open(&s->tables, &s->fds);
	while (r == 0 && (r = proc_numbers_next(&s->fds, &fd)) > 0) {
		r = procdir_is_ring(s->fds.fd, fd);
		if (r > 0)
			return 1;
		if (r == -ENOENT) /* closed meanwhile */
			r = 0;
	}
	return proc_is_gone(r) ? 0 : r;
}

static int find_in_process(struct search *s, uint32_t pid)
{
	uint32_t task = 0;
	int r = 0;

	tables_begin(&s->tables, pid);
	while (r == 0 && (r = tables_next(&s->tables, &task)) > 0)
		r = find_in_table(s);
	return r;
}

static int find_in_all(int proc_fd)
{
	_cleanup_(search_release) struct search s = {
		.pids = PROC_NUMBERS_INIT,
		.fds = PROC_NUMBERS_INIT,
		.tables = TABLES_INIT(proc_fd),
	};
	uint32_t pid = 0;

	int r = proc_numbers_open_pids(&s.pids, proc_fd);
	while (r == 0 && (r = proc_numbers_next(&s.pids, &pid)) > 0)
		r = find_in_process(&s, pid);
	return r;
}

int rings_find(int proc_fd, bool *ret)
{
	int r = find_in_all(proc_fd);

	if (proc_is_exhausted(r))
		return r;
	*ret = r != 0;
	return 0;
}
