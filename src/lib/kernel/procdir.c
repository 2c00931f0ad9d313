/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "util/cleanup.h"

/* The flag PF_EXITING of the kernel's linux/sched.h, a bit of the field
 * PROC_STAT_FLAGS. */
enum { TASK_EXITING = 0x4 };
/* Returns the path of the directory of a process, relative to the root of /proc; "." if
 * the pid is PROC_HERE. */
static struct proc_path path_of(uint32_t pid)
{
	struct proc_path path = { "." };

	if (pid != PROC_HERE)
		snprintf(path.text, sizeof(path.text), "%u", pid);
	return path;
}

int procdir_open(int proc_fd, uint32_t pid, int *ret_fd)
{
	const int fd =
		openat(proc_fd, path_of(pid).text, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

int procdir_stat(int proc_fd, uint32_t pid, struct stat *ret)
{
	return fstatat(proc_fd, path_of(pid).text, ret, AT_SYMLINK_NOFOLLOW) < 0 ? -errno
										 : 0;
}

bool procdir_is_exiting(int proc_fd, uint32_t pid)
{
	uint64_t flags = 0;
	uint64_t threads = 0;

	int r = proc_read_stat_number(proc_fd, pid, PROC_STAT_FLAGS, &flags);
	/* The flag PF_EXITING alone does not show that the process ends, because the
	 * first thread of a process may end while other threads run on. */
	if (r == 0 && flags & TASK_EXITING)
		r = proc_read_stat_number(proc_fd, pid, PROC_STAT_THREADS, &threads);
	return proc_is_gone(r) || (r == 0 && flags & TASK_EXITING && threads <= 1);
}

bool procdir_has_socket(int proc_fd, uint32_t pid, uint32_t fd, uint64_t inode)
{
	char link[PROC_LINK_MAX];
	uint64_t found = 0;
	const int n = proc_read_link(proc_fd, proc_path(pid, "fd/%u", fd).text, link);

	if (n < 0)
		return errno_is_resource(n);
	return proc_parse_socket(link, (size_t)n, &found) && found == inode;
}

bool procdir_has_threads_socket(int proc_fd, uint32_t pid, uint32_t fd, uint64_t inode)
{
	struct proc_numbers threads = PROC_NUMBERS_INIT;
	uint32_t thread = 0;
	bool is_found = false;

	if (proc_numbers_open(&threads, proc_fd, proc_path(pid, "task").text) < 0)
		return false;
	while (!is_found && proc_numbers_next(&threads, &thread) > 0)
		is_found = procdir_has_socket(threads.fd, thread, fd, inode);
	proc_numbers_close(&threads);
	return is_found;
}

int procdir_is_ring(int fd_dirfd, uint32_t fd)
{
	char link[PROC_LINK_MAX];
	const int n = proc_read_link(fd_dirfd, proc_path(PROC_HERE, "%u", fd).text, link);

	return n < 0 ? n : strcmp(link, "anon_inode:[io_uring]") == 0;
}
