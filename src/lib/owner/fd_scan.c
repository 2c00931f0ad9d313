/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fd_scan.h"

#include <sys/stat.h>

#include "kernel/context.h"
#include "kernel/proc.h"
#include "select.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/deadline.h"

enum {
	/* Number of milliseconds, counted from the start of the scan, during which the
	 * scan also looks into processes that started after the scan. Such processes are
	 * usually few, and finding out when each process started would cost more. */
	FOLLOWED_MS = 20,
	/* Minimum number of descriptors of a process for which the scan reads struct
	 * proc_image (numbers of the start and of the program of the process). Reading
	 * this image takes as long as looking at ten descriptors; a later comparison of
	 * the image proves that the pid was not reused and that the process runs the same
	 * program. */
	WORTH_IMAGE = 64,
	/* Number of calls of fd_scan_next between two checks of the deadline. */
	STEPS = 64,
};

void fd_scan_init(struct fd_scan *scan, int proc_fd, const struct owner_scope *scope)
{
	*scan = (struct fd_scan){
		.proc_fd = proc_fd,
		.scope = scope ? *scope : (struct owner_scope){ 0 },
		.dir_fd = -1,
		.tables = TABLES_INIT(proc_fd),
		.fds = PROC_NUMBERS_INIT,
	};
	/* A scan with scope.last_reported continues the search of another source of
	 * owners. For such a scan follows_until_ns stays 0, so all processes that started
	 * after scope.start are skipped. */
	if (!scan->scope.last_reported)
		scan->follows_until_ns =
			clock_ns(CLOCK_MONOTONIC) + FOLLOWED_MS * NS_PER_MS;
	if (scan->scope.start)
		scan->start = *scan->scope.start;
	else
		listing_start_now(&scan->start);
}

void fd_scan_release(struct fd_scan *scan)
{
	fd_tables_end(&scan->tables);
	proc_numbers_close(&scan->fds);
	cleanup_close(&scan->dir_fd);
	scan->dir_fd = -1;
}

static int find_selected(const struct fd_scan *scan, bool *ret)
{
	*ret = true;
	return scan->scope.select
		       ? process_select_decide(scan->scope.select, scan->tables.fd,
					       scan->tables.at, scan->pid, ret)
		       : 0;
}

/* Counts as denied a process of which `error` leaves unknown whether the process is
 * selected. Returns 0, or `error` if memory or descriptors are exhausted. */
static int count_undecided(struct fd_scan *scan, int error)
{
	if (errno_is_resource(error))
		return error;
	scan->gaps.denied++;
	scan->gaps.selected_denied++;
	return 0;
}

/* Handles `error`, with which access to a file of a task below /proc/<pid> has failed. A
 * task that has ended is skipped; if a task denies access, its whole process is skipped
 * and counted as denied. Returns 0 in both cases, or an error that ends the scan. */
static int skip_denied_or_gone(struct fd_scan *scan, int error)
{
	bool is_selected = false;

	if (proc_is_gone(error))
		return 0;
	if (!proc_is_denied(error))
		return error;
	fd_tables_end(&scan->tables);
	if (scan->pid == scan->scope.helper)
		return 0;
	int r = find_selected(scan, &is_selected);
	if (r < 0)
		return count_undecided(scan, r);
	/* A process that is exiting may deny access, but holds no sockets any more, and
	 * is therefore not counted as denied. Only selected processes are checked for
	 * exiting, because thousands of other processes may deny access. */
	if (scan->scope.select && is_selected &&
	    procdir_is_exiting(scan->tables.fd, scan->tables.at))
		return 0;
	scan->gaps.denied++;
	scan->gaps.selected_denied += is_selected;
	return 0;
}

/* Begins to scan the process scan->pid if it is selected; otherwise fd_scan_next finds no
 * descriptor of the process. The process is selected and scanned by the descriptor of its
 * directory in /proc, so that a new process that gets the pid cannot be scanned by
 * mistake. Returns 0 or -errno. */
static int begin_selected(struct fd_scan *scan)
{
	bool is_selected = false;

	int r = procdir_open(scan->proc_fd, scan->pid, &scan->dir_fd);
	fd_tables_begin(&scan->tables, scan->dir_fd, scan->pid);
	if (r < 0) {
		r = skip_denied_or_gone(scan, r);
	} else {
		r = find_selected(scan, &is_selected);
		if (r < 0)
			r = count_undecided(scan, r);
	}
	if (!is_selected)
		fd_tables_end(&scan->tables);
	return r;
}

/* Returns whether the process with this pid is scanned. After the time follows_until_ns,
 * processes that started after the scan are not scanned: otherwise the scan might never
 * end while new processes keep starting. */
static bool is_followed(const struct fd_scan *scan, uint32_t pid)
{
	return clock_ns(CLOCK_MONOTONIC) < scan->follows_until_ns ||
	       !listing_start_is_before(&scan->start, scan->proc_fd, pid);
}

int fd_scan_begin(struct fd_scan *scan, uint32_t pid)
{
	fd_scan_release(scan);
	scan->pid = pid;
	scan->image = (struct proc_image){ 0 };
	scan->cost += FD_SCAN_PROCESS_COST;
	context_add_progress(scan->scope.context, 0, 1);
	if (!is_followed(scan, pid)) {
		scan->gaps.unfollowed++;
		return 0;
	}
	int r = 0;
	if (scan->scope.select && !scan->scope.is_all)
		r = begin_selected(scan);
	else
		fd_tables_begin(&scan->tables, -1, pid);
	/* If another source of owners has already reported the own descriptor table of
	 * the process, fd_tables_next continues with the descriptor tables of the
	 * process's threads. */
	if (scan->scope.last_reported && pid <= *scan->scope.last_reported)
		scan->tables.task = scan->tables.pid;
	return r;
}

/* Reads into scan->image the image of the process (struct proc_image), before any
 * descriptor is looked at, if the process has at least WORTH_IMAGE descriptors. Since
 * Linux 6.2 the size of the directory /proc/<pid>/fd is the number of descriptors. */
static void read_image(struct fd_scan *scan)
{
	struct stat st;

	if (scan->tables.task == scan->pid && fstat(scan->fds.fd, &st) == 0 &&
	    st.st_size >= WORTH_IMAGE)
		(void)proc_read_image(scan->tables.fd, scan->tables.at, &scan->image);
}

static int next_table(struct fd_scan *scan)
{
	int r = 0;

	while (r == 0) {
		r = fd_tables_next(&scan->tables);
		if (r == 0)
			return 0;
		if (r > 0)
			r = fd_tables_open(&scan->tables, &scan->fds);
		if (r == 0) {
			read_image(scan);
			return 1;
		}
		r = skip_denied_or_gone(scan, r);
	}
	return r;
}

int fd_scan_next(struct fd_scan *scan, struct owner_record *ret)
{
	struct owner_record record = { .pid = scan->pid };
	int r = 0;

	if (++scan->steps >= STEPS) {
		scan->steps = 0;
		r = deadline_check(scan->scope.deadline);
		if (r < 0)
			return r;
	}
	if (scan->fds.fd < 0) {
		r = next_table(scan);
		if (r <= 0)
			return r;
	}

	r = proc_numbers_next(&scan->fds, &record.fd);
	if (r > 0) {
		scan->cost += FD_SCAN_FILE_COST;
		r = proc_fd_socket(scan->fds.fd, record.fd, &record.inode);
	} else {
		proc_numbers_close(&scan->fds);
	}
	if (r > 0) {
		record.is_threads = scan->tables.task != scan->pid;
		record.image = scan->image;
		*ret = record;
		return FD_SCAN_SOCKET;
	}
	/* r is 0 if the descriptor is not of a socket or if the table has no more
	 * descriptors, and -ENOENT if the descriptor was closed before the scan looked at
	 * the descriptor or if the task has ended. */
	if (r == 0 || r == -ENOENT)
		return FD_SCAN_NO_SOCKET;

	proc_numbers_close(&scan->fds);
	r = skip_denied_or_gone(scan, r);
	return r < 0 ? r : FD_SCAN_NO_SOCKET;
}
