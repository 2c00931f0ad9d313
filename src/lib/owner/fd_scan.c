/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fd_scan.h"

#include <sys/stat.h>

#include "kernel/procdir.h"
#include "select.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/deadline.h"

enum {
	/* How long processes are followed that began after the walk. There are few as a rule,
	 * and each takes a look at when it began. */
	FOLLOWED_MS = 20,
	/* A process with as many descriptors is worth the reading of its image, which costs as
	 * much as looking at some ten: one look later on is enough to see that it is the same. */
	WORTH_IMAGE = 64,
	/* between two looks at the clock */
	STEPS = 64,
};

void fd_scan_init(struct fd_scan *w, int proc_fd, const struct owner_scope *scope)
{
	*w = (struct fd_scan){
		.proc_fd = proc_fd,
		.scope = scope ? *scope : (struct owner_scope){ 0 },
		.dir_fd = -1,
		.tables = TABLES_INIT(proc_fd),
		.fds = PROC_NUMBERS_INIT,
		.follows_until_ns = clock_ns(CLOCK_MONOTONIC) + FOLLOWED_MS * NS_PER_MS,
	};
	if (w->scope.since)
		w->since = *w->scope.since;
	else
		listing_start_now(&w->since);
}

void fd_scan_release(struct fd_scan *w)
{
	fd_tables_end(&w->tables);
	proc_numbers_close(&w->fds);
	cleanup_close(&w->dir_fd);
	w->dir_fd = -1;
}

static int find_selected(const struct fd_scan *w, bool *ret)
{
	*ret = true;
	if (!w->scope.select)
		return 0;
	return w->dir_fd >= 0
		       ? process_select_decide_this(w->scope.select, w->dir_fd, w->pid,
						    ret)
		       : process_select_decide(w->scope.select, w->proc_fd, w->pid, ret);
}

/* Nor can it be told whether one is selected that denies us that. */
static int deny(struct fd_scan *w, int error)
{
	if (errno_is_resource(error))
		return error;
	w->gaps.denied++;
	w->gaps.selected_denied++;
	return 0;
}

/* What an error below /proc/<pid> means for the walk: the task has gone, or is not ours to
 * look into, and with it all of its process (counted once), or the walk cannot go on. */
static int pass_over(struct fd_scan *w, int error)
{
	const struct process_select *select = w->scope.select;
	const bool is_here = w->dir_fd >= 0;
	bool is_selected = false;

	if (proc_is_gone(error))
		return 0;
	if (!proc_is_denied(error))
		return error;
	fd_tables_end(&w->tables);
	if (w->pid == w->scope.helper)
		return 0;
	int r = find_selected(w, &is_selected);
	if (r < 0)
		return deny(w, r);
	/* asked of those alone whose absence makes a list incomplete: others may be thousands */
	if (select && is_selected &&
	    procdir_is_exiting(is_here ? w->dir_fd : w->proc_fd,
			       is_here ? PROC_HERE : w->pid))
		return 0;
	w->gaps.denied++;
	w->gaps.selected_denied += is_selected;
	return 0;
}

/* One that is to be told of because it is selected is looked at by its own directory, for
 * another may get its number between the two. */
static int begin_selected(struct fd_scan *w)
{
	bool is_selected = false;

	int r = procdir_open(w->proc_fd, w->pid, &w->dir_fd);
	if (r < 0)
		return pass_over(w, r);
	r = find_selected(w, &is_selected);
	if (r < 0)
		return deny(w, r);
	if (is_selected)
		fd_tables_begin_here(&w->tables, w->dir_fd, w->pid);
	return 0;
}

/* Processes that begin as fast as they are walked over would never end the walk. */
static bool is_followed(const struct fd_scan *w, uint32_t pid)
{
	return clock_ns(CLOCK_MONOTONIC) < w->follows_until_ns ||
	       !listing_start_is_before(&w->since, w->proc_fd, pid);
}

int fd_scan_begin(struct fd_scan *w, uint32_t pid)
{
	fd_scan_release(w);
	w->pid = pid;
	w->image = (struct proc_image){ 0 };
	w->cost += FD_SCAN_PROCESS_COST;
	if (!is_followed(w, pid)) {
		w->gaps.unfollowed++;
		return 0;
	}
	if (w->scope.select && !w->scope.is_all)
		return begin_selected(w);
	fd_tables_begin(&w->tables, pid);
	return 0;
}

void fd_scan_skip_own_table(struct fd_scan *w)
{
	w->tables.last = w->tables.pid;
}

/* Before the first descriptor is looked at. Its size is that of the table since Linux 6.2. */
static void read_image(struct fd_scan *w)
{
	struct stat st;

	if (w->task == w->pid && fstat(w->fds.fd, &st) == 0 && st.st_size >= WORTH_IMAGE)
		(void)proc_read_image(w->tables.fd, w->tables.at, &w->image);
}

static int next_table(struct fd_scan *w)
{
	int r = 0;

	while (r == 0) {
		r = fd_tables_next(&w->tables, &w->task);
		if (r == 0)
			return 0;
		if (r > 0)
			r = fd_tables_open(&w->tables, &w->fds);
		if (r == 0) {
			read_image(w);
			return 1;
		}
		r = pass_over(w, r);
	}
	return r;
}

int fd_scan_next(struct fd_scan *w, struct owner_record *ret)
{
	struct owner_record record = { .pid = w->pid };
	int r = 0;

	if (++w->steps >= STEPS) {
		w->steps = 0;
		r = deadline_check(w->scope.deadline);
		if (r < 0)
			return r;
	}
	if (w->fds.fd < 0) {
		r = next_table(w);
		if (r <= 0)
			return r;
	}

	r = proc_numbers_next(&w->fds, &record.fd);
	if (r > 0) {
		w->cost += FD_SCAN_FILE_COST;
		r = proc_fd_socket(w->fds.fd, record.fd, &record.inode);
	} else {
		proc_numbers_close(&w->fds);
	}
	if (r > 0) {
		record.is_threads = w->task != w->pid;
		record.image = w->image;
		*ret = record;
		return FD_SCAN_SOCKET;
	}
	if (r == 0 || r == -ENOENT) /* no socket, or closed meanwhile */
		return FD_SCAN_NO_SOCKET;

	proc_numbers_close(&w->fds);
	r = pass_over(w, r);
	return r < 0 ? r : FD_SCAN_NO_SOCKET;
}
