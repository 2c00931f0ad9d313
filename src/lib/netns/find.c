/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netns.h"

#include <errno.h>
#include <linux/magic.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/context.h"
#include "kernel/lines.h"
#include "kernel/proc.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/map.h"
#include "util/parse.h"

/* A search for namespaces. */
struct finding {
	struct netns_table *table;
	int proc_fd;
	/* mount namespaces whose mounts were read, by inode; the inodes of sockets that
	 * were looked at */
	struct map mounts, sockets;
	/* The process that is being looked at denied access. */
	bool is_denied;
};

/* Returns an error only if resources are lacking, and notes that access was denied. */
static int pass(struct finding *f, int r)
{
	f->is_denied |= proc_is_denied(r);
	return errno_is_resource(r) ? r : 0;
}

static int find_thread(struct finding *f, uint32_t pid, uint32_t thread)
{
	struct netns *unused = NULL;

	return netns_find_thread(f->table, f->proc_fd, pid, thread, &f->is_denied,
				 &unused);
}

static int find_threads(struct finding *f, uint32_t pid)
{
	_cleanup_(proc_numbers_close) struct proc_numbers threads = PROC_NUMBERS_INIT;
	uint32_t count = 0;
	uint32_t thread = 0;

	if (proc_count_threads(f->proc_fd, pid, &count) == 0 && count == 1)
		return 0;
	int r = proc_numbers_open(&threads, f->proc_fd, proc_path(pid, "task").text);
	while (r == 0 && (r = proc_numbers_next(&threads, &thread)) > 0)
		r = thread == pid ? 0 : find_thread(f, pid, thread);
	return pass(f, r);
}

/* Reads the mounts of a process. Only those of this program's own mount namespace give
 * names. */
static int find_mounts(struct finding *f, uint32_t pid, bool is_own)
{
	_cleanup_(lines_close) struct lines lines = LINES_INIT;
	char *line = NULL;
	size_t n = 0;

	int r = lines_open(&lines, f->proc_fd, proc_path(pid, "mountinfo").text);
	while (r == 0 && (r = lines_next(&lines, &line, &n)) > 0) {
		uint32_t inode = 0;
		char *path = NULL;

		r = 0;
		if (!netns_parse_mount(line, &inode, &path))
			continue;
		r = netns_note_way(f->table, inode, NETNS_BY_MOUNT, pid, 0, path);
		if (r == 0 && is_own)
			r = netns_name_by_path(f->table, inode, path);
	}
	return pass(f, r);
}

/* Reads the mounts of a process, unless those of its mount namespace were read. A process
 * with another root than that of its namespace sees other mounts. */
static int find_new_mounts(struct finding *f, uint32_t pid)
{
	char link[PROC_LINK_MAX], root[PROC_LINK_MAX];
	uint64_t inode = 0;
	const int n = proc_read_link(f->proc_fd, proc_path(pid, "ns/mnt").text, link);

	if (n < 0)
		return pass(f, n);
	if (n < 6 || parse_uint_n(link + 5, (size_t)n - 6, 10, UINT64_MAX, &inode) < 0)
		return 0;
	const int len = proc_read_link(f->proc_fd, proc_path(pid, "root").text, root);
	if (len != 1)
		inode |= (uint64_t)pid << 32;
	if (map_get(&f->mounts, inode) != MAP_NONE)
		return 0;
	int r = map_set(&f->mounts, inode, 0);
	return r < 0 ? r : find_mounts(f, pid, false);
}

/* Finds the namespace of a socket that a process holds. */
static int find_socket(struct finding *f, int pidfd, uint32_t pid, uint32_t fd)
{
	_cleanup_close_ int sock = (int)syscall(SYS_pidfd_getfd, pidfd, (int)fd, 0);
	struct stat st;

	if (sock < 0)
		return pass(f, errno == EBADF ? -ESRCH : -errno);
	_cleanup_close_ int netns = ioctl(sock, SIOCGSKNS);
	if (netns < 0 || fstat(netns, &st) < 0)
		return pass(f, -errno);
	return netns_note_way(f->table, (uint32_t)st.st_ino, NETNS_BY_SOCKET, pid, fd,
			      NULL);
}

static int find_fds(struct finding *f, uint32_t pid)
{
	_cleanup_(proc_numbers_close) struct proc_numbers fds = PROC_NUMBERS_INIT;
	_cleanup_close_ int pidfd = -1;
	uint32_t fd = 0;

	int r = proc_numbers_open(&fds, f->proc_fd, proc_path(pid, "fd").text);
	while (r == 0 && (r = proc_numbers_next(&fds, &fd)) > 0) {
		char link[PROC_LINK_MAX];
		uint32_t inode = 0;
		uint64_t socket = 0;
		const int n =
			proc_read_link(fds.fd, proc_path(PROC_HERE, "%u", fd).text, link);

		r = n < 0 ? pass(f, n) : 0;
		if (n <= 0)
			continue;
		if (netns_parse(link, (size_t)n, &inode)) {
			r = netns_note_way(f->table, inode, NETNS_BY_FD, pid, fd, NULL);
			continue;
		}
		if (!proc_parse_socket(link, (size_t)n, &socket) ||
		    map_get(&f->sockets, socket) != MAP_NONE)
			continue;
		r = map_set(&f->sockets, socket, 0);
		if (r == 0 && pidfd < 0)
			pidfd = (int)syscall(SYS_pidfd_open, (pid_t)pid, 0);
		if (r == 0 && pidfd >= 0)
			r = find_socket(f, pidfd, pid, fd);
	}
	return pass(f, r);
}

static int find_process(struct finding *f, uint32_t pid)
{
	f->is_denied = false;
	int r = find_thread(f, pid, pid);

	if (r == 0)
		r = find_threads(f, pid);
	if (r == 0)
		r = find_new_mounts(f, pid);
	if (r == 0)
		r = find_fds(f, pid);
	f->table->denied += f->is_denied;
	return r;
}

/* Adds the namespace of this program as the first entry, and the initial namespace, which
 * is that of the kernel thread with pid 2. */
static int find_first(struct finding *f)
{
	const uint32_t pid = (uint32_t)getpid();
	struct netns *n = NULL;

	int r = netns_find_thread(f->table, f->proc_fd, pid, pid, &f->is_denied, &n);
	if (r < 0)
		return r;
	if (!n)
		return -ENOENT;
	n->is_own = true;
	if (!proc_is_first_pid_namespace(f->proc_fd))
		return 0;
	n = NULL;
	r = netns_find_thread(f->table, f->proc_fd, 2, 2, &f->is_denied, &n);
	if (n)
		n->is_host = true;
	return r;
}

static int find_processes(struct finding *f)
{
	_cleanup_(proc_numbers_close) struct proc_numbers pids = PROC_NUMBERS_INIT;
	uint32_t pid = 0;
	struct stat unused;

	/* The option hidepid of procfs hides process 1 from other users. */
	f->table->denied = 0;
	f->table->hides_processes = procdir_stat(f->proc_fd, 1, &unused) == -ENOENT ||
				    !proc_is_first_pid_namespace(f->proc_fd);
	int r = proc_numbers_open(&pids, f->proc_fd, ".");
	while (r == 0 && (r = proc_numbers_next(&pids, &pid)) > 0)
		r = find_process(f, pid);
	return r;
}

int netns_find(struct netns_table *t, const struct context *context,
	       const struct netns_select *select)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(context);
	struct finding f = { .table = t, .proc_fd = context->proc_fd };

	int r = find_first(&f);
	if (r == 0)
		r = find_mounts(&f, (uint32_t)getpid(), true);
	if (r == 0)
		r = netns_name_all(t, f.proc_fd);
	if (r == 0)
		r = netns_select(t, f.proc_fd, select);
	if (r == 0 && (select->all || t->missing)) {
		r = find_processes(&f);
		if (r == 0)
			r = netns_name_all(t, f.proc_fd);
		if (r == 0)
			r = netns_select(t, f.proc_fd, select);
	}
	map_release(&f.mounts);
	map_release(&f.sockets);
	return r;
}
