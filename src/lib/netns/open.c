/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netns.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/context.h"
#include "kernel/proc.h"
#include "util/cleanup.h"

/* Opens the file `path` below /proc if the file is the network namespace with this inode
 * (0: any namespace). The file is first opened without access to its contents, because
 * `path` may have become another file, such as a device, whose opening could block.
 * Returns 0 and sets *ret_fd, or -errno. */
static int open_file(int proc_fd, const char *path, uint32_t inode, int *ret_fd)
{
	_cleanup_close_ int file = openat(proc_fd, path, O_PATH | O_CLOEXEC);
	struct statfs fs;
	struct stat st;

	if (file < 0)
		return -errno;
	if (fstatfs(file, &fs) < 0 || fstat(file, &st) < 0)
		return -errno;
	if (fs.f_type != NSFS_MAGIC || (inode && st.st_ino != inode))
		return -ESRCH;
	const int fd = openat(proc_fd, proc_path((uint32_t)getpid(), "fd/%d", file).text,
			      O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

/* Opens the network namespace of the socket that is the descriptor way_fd of the process
 * way_pid. Returns 0 and sets *ret_fd, or -errno. */
static int open_by_socket(const struct netns *n, int *ret_fd)
{
	_cleanup_close_ int pidfd = (int)syscall(SYS_pidfd_open, (pid_t)n->way_pid, 0);
	_cleanup_close_ int sock = -1;
	struct stat st;

	if (pidfd < 0)
		return -errno;
	sock = (int)syscall(SYS_pidfd_getfd, pidfd, (int)n->way_fd, 0);
	if (sock < 0)
		return errno == EBADF ? -ESRCH : -errno;
	_cleanup_close_ int fd = ioctl(sock, SIOCGSKNS);
	if (fd < 0)
		return errno == ENOTTY ? -ESRCH : -errno;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_ino != n->inode)
		return -ESRCH;
	*ret_fd = take_fd(&fd);
	return 0;
}

static int open_by_way(const struct netns *n, int proc_fd, int *ret_fd)
{
	_cleanup_free_ char *path = NULL;

	switch (n->way) {
	case NETNS_BY_MOUNT:
		if (asprintf(&path, "%u/root%s", n->way_pid, n->path) < 0)
			return -ENOMEM;
		return open_file(proc_fd, path, n->inode, ret_fd);
	case NETNS_BY_FD:
		return open_file(proc_fd, proc_path(n->way_pid, "fd/%u", n->way_fd).text,
				 n->inode, ret_fd);
	case NETNS_BY_SOCKET:
		return open_by_socket(n, ret_fd);
	case NETNS_NO_WAY:
		break;
	}
	return -ESRCH;
}

int netns_open_by_cookie(const struct netns *n, int *ret_fd)
{
	/* Copies of FD_NSFS_ROOT of linux/fcntl.h, FILEID_NSFS of linux/exportfs.h and
	 * struct nsfs_file_handle of linux/nsfs.h. */
	enum { NSFS_ROOT = -10003, FILEID = 0xf1 };
	struct {
		uint64_t id;
		uint32_t type, inode;
	} id = { n->cookie, CLONE_NEWNET, n->inode };
	union {
		struct file_handle head;
		char bytes[sizeof(struct file_handle) + sizeof(id)];
	} handle = { .head = { .handle_bytes = sizeof(id), .handle_type = FILEID } };

	memcpy(handle.bytes + sizeof(handle.head), &id, sizeof(id));
	const int fd = open_by_handle_at(NSFS_ROOT, &handle.head, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ESTALE ? -ESRCH : -errno;
	*ret_fd = fd;
	return 0;
}

int netns_open(const struct netns_table *t, const struct netns *n,
	       const struct context *context, int *ret_fd)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(context);
	int r = -ESRCH;

	if (t->opens_by_cookie && n->cookie)
		return netns_open_by_cookie(n, ret_fd);
	if (n->pid) {
		char path[64];

		snprintf(path, sizeof(path), "%u/task/%u/ns/net", n->pid, n->thread);
		r = open_file(context->proc_fd, path, n->inode, ret_fd);
	}
	if (r < 0 && n->way != NETNS_NO_WAY) {
		const int other = open_by_way(n, context->proc_fd, ret_fd);

		r = other == 0 || proc_is_gone(r) ? other : r;
	}
	return r == -ENOENT ? -ESRCH : r;
}

int netns_enter(const struct netns_table *t, const struct netns *n,
		const struct context *context)
{
	_cleanup_(context_lower) const struct context_raised raised =
		context_raise(context);
	_cleanup_close_ int fd = -1;

	int r = netns_open(t, n, context, &fd);
	if (r == 0 && setns(fd, CLONE_NEWNET) < 0)
		r = -errno;
	return r;
}
