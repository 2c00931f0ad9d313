/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf_rest.h"

#include "fd_scan.h"
#include "util/cleanup.h"

struct bpf_rest {
	uint32_t last;
	struct proc_numbers pids;
	struct fd_scan scan;
};

int bpf_rest_begin(int proc_fd, const struct owner_scope *scope,
		   const struct listing_start *start, uint32_t last,
		   struct bpf_rest **ret)
{
	struct bpf_rest *rest = malloc(sizeof(*rest));
	if (!rest)
		return -ENOMEM;

	*rest = (struct bpf_rest){ .last = last, .pids = PROC_NUMBERS_INIT };
	int r = proc_numbers_open(&rest->pids, proc_fd, ".");
	if (r < 0) {
		free(rest);
		return r;
	}
	struct owner_scope older = scope ? *scope : (struct owner_scope){ 0 };
	older.start = start;
	fd_scan_init(&rest->scan, proc_fd, &older);
	rest->scan.follows_until_ns = 0;
	*ret = rest;
	return 0;
}

/* The iterator visits tasks in the order of their numbers. Of a process up to `last` it has
 * reported the own table, but not those of threads with a higher number. */
static int bpf_rest_begin_process(struct bpf_rest *rest, uint32_t pid)
{
	int r = fd_scan_begin(&rest->scan, pid);

	if (r == 0 && pid <= rest->last)
		fd_scan_skip_own_table(&rest->scan);
	return r;
}

int bpf_rest_next(struct bpf_rest *rest, struct owner_record *ret)
{
	int r = 0;

	while ((r = fd_scan_next(&rest->scan, ret)) != FD_SCAN_SOCKET) {
		uint32_t pid = 0;

		if (r < 0)
			return r;
		if (r == FD_SCAN_NO_SOCKET)
			continue;
		r = proc_numbers_next(&rest->pids, &pid);
		if (r <= 0)
			return r;
		r = bpf_rest_begin_process(rest, pid);
		if (r < 0)
			return r;
	}
	return 1;
}

void bpf_rest_end(struct bpf_rest *rest, struct owner_gaps *gaps)
{
	if (!rest)
		return;
	gaps->denied += rest->scan.gaps.denied;
	gaps->selected_denied += rest->scan.gaps.selected_denied;
	gaps->unfollowed += rest->scan.gaps.unfollowed;
	proc_numbers_close(&rest->pids);
	fd_scan_release(&rest->scan);
	free(rest);
}
