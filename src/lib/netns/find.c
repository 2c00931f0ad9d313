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

/* The state of a search for network namespaces. */
struct finding {
	struct netns_table *table;
	int proc_fd;
	/* mounts: the set of the inodes of the mount namespaces whose mounts were read.
	 * sockets: the set of the inodes of the sockets whose network namespace was
	 * looked up. */
	struct map mounts, sockets;
	/* Whether the process that is being searched has denied access. */
	bool is_denied;
	/* Whether only the threads of processes are searched for network namespaces, but
	 * not the mounts and descriptors of processes. */
	bool is_shallow;
};

/* Sets f->is_denied if the -errno r means that the process denied access. Returns r if it
 * means that memory or descriptors are lacking, otherwise 0. */
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

/* Adds the network namespaces that are mounted on files, as the process with this pid
 * sees the mounts. is_own: the process is in the mount namespace of this program, so the
 * paths of the mounts name the network namespaces. Returns 0 or an error for which
 * errno_is_resource() is true. */
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

/* Calls find_mounts, unless the mounts of the process's mount namespace were read before.
 * The mounts of a process with a changed root directory are always read, because such a
 * process sees other mounts than the rest of its mount namespace. Returns 0 or an error
 * for which errno_is_resource() is true. */
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

/* Adds the network namespace of the socket that is the descriptor fd of the process with
 * this pid. Returns 0 or an error for which errno_is_resource() is true. */
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
	if (r == 0 && !f->is_shallow)
		r = find_new_mounts(f, pid);
	if (r == 0 && !f->is_shallow)
		r = find_fds(f, pid);
	f->table->denied += f->is_denied;
	return r;
}

/* Adds to the table, as its first entry, the network namespace of this program, and then
 * the initial network namespace, in which the kernel thread with pid 2 is. Returns 0 or
 * -errno. */
static int find_first(struct finding *f)
{
	const uint32_t pid = f->table->own_pid;
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

/* Returns whether each namespace in the table has a name, or a process after which the
 * namespace can be named. The check begins at entry *at, and sets *at to the first entry
 * with neither a name nor such a process. */
static bool has_all_names(const struct netns_table *t, size_t *at)
{
	while (*at < t->len &&
	       (t->all[*at].name || (t->all[*at].pid && t->all[*at].pid != t->own_pid)))
		++*at;
	return *at == t->len;
}

static int find_processes(struct finding *f)
{
	_cleanup_(proc_numbers_close) struct proc_numbers pids = PROC_NUMBERS_INIT;
	uint32_t pid = 0;
	struct stat unused;

	/* /proc does not show all processes if process 1 is missing (mount option
	 * hidepid), or if /proc is not that of the first pid namespace, which has further
	 * processes. */
	f->table->denied = 0;
	f->table->hides_processes = procdir_stat(f->proc_fd, 1, &unused) == -ENOENT ||
				    !proc_is_first_pid_namespace(f->proc_fd);
	int r = proc_numbers_open(&pids, f->proc_fd, ".");
	/* If the kernel's list of network namespaces is complete, and the kernel opens
	 * namespaces by cookie, processes are searched only to name the namespaces. */
	size_t named = 0;
	const bool is_for_names = f->is_shallow && f->table->opens_by_cookie;

	while (r == 0 && !(is_for_names && has_all_names(f->table, &named)) &&
	       (r = proc_numbers_next(&pids, &pid)) > 0)
		r = find_process(f, pid);
	return r;
}

/* Returns whether all namespaces in the kernel's list can be opened: each by its cookie,
 * or each by a thread or another known way. */
static bool can_open_all(const struct netns_table *t)
{
	for (size_t i = 0; !t->opens_by_cookie && i < t->len; i++)
		if (t->all[i].is_in_ring && !t->all[i].pid &&
		    t->all[i].way == NETNS_NO_WAY)
			return false;
	return true;
}

/* Adds all network namespaces to the table. The descriptors and mounts of processes are
 * searched only if the kernel's list of namespaces cannot be read, or if a namespace in
 * the list cannot be opened otherwise. */
static int find_all(struct finding *f, const struct context *context, bool may_use_bpf)
{
	struct netns_table *t = f->table;
	_cleanup_close_ int fd = -1;

	int r = may_use_bpf ? netns_read_ring(t, context) : -EPERM;
	if (errno_is_resource(r))
		return r;
	const bool is_listed = r == 0;

	t->opens_by_cookie = is_listed && netns_open_by_cookie(&t->all[0], &fd) == 0;
	f->is_shallow = is_listed;
	r = find_processes(f);
	if (r == 0 && is_listed && !can_open_all(t)) {
		f->is_shallow = false;
		r = find_processes(f);
	}
	if (is_listed) {
		t->denied = 0;
		t->hides_processes = false;
	}
	return r;
}

int netns_find(struct netns_table *t, const struct context *context,
	       const struct netns_select *select)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(context);
	struct finding f = { .table = t, .proc_fd = context->proc_fd };

	t->own_pid = (uint32_t)getpid();
	int r = find_first(&f);
	if (r == 0)
		r = find_mounts(&f, t->own_pid, true);
	if (r == 0)
		r = netns_name_all(t, f.proc_fd);
	if (r == 0)
		r = netns_select(t, f.proc_fd, select);
	if (r == 0 && (select->all || t->missing)) {
		r = find_all(&f, context, select->may_use_bpf);
		if (r == 0)
			r = netns_name_all(t, f.proc_fd);
		if (r == 0)
			r = netns_select(t, f.proc_fd, select);
	}
	map_release(&f.mounts);
	map_release(&f.sockets);
	return r;
}
