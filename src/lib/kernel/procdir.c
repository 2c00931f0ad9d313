/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "procdir.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "proc.h"
#include "proc_stat.h"
#include "util/cleanup.h"

/* PF_EXITING of the kernel's linux/sched.h, a flag of a task. */
enum { TASK_EXITING = 0x4 };
enum { PATH_ROOM = 32, LINK_ROOM = 64 };

static void path_of(char path[PATH_ROOM], uint32_t pid)
{
	if (pid == PROC_HERE)
		snprintf(path, PATH_ROOM, ".");
	else
		snprintf(path, PATH_ROOM, "%u", pid);
}

int procdir_open(int proc_fd, uint32_t pid, int *ret_fd)
{
	char path[PATH_ROOM];

	path_of(path, pid);
	const int fd = openat(proc_fd, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

int procdir_stat(int proc_fd, uint32_t pid, struct stat *ret)
{
	char path[PATH_ROOM];

	path_of(path, pid);
	return fstatat(proc_fd, path, ret, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

bool procdir_is_exiting(int proc_fd, uint32_t pid)
{
	uint64_t flags = 0;
	uint64_t threads = 0;

	int r = proc_read_stat_number(proc_fd, pid, PROC_STAT_FLAGS, &flags);
	/* The first thread of a process may end before the others. */
	if (r == 0 && flags & TASK_EXITING)
		r = proc_read_stat_number(proc_fd, pid, PROC_STAT_THREADS, &threads);
	return proc_is_gone(r) || (r == 0 && flags & TASK_EXITING && threads <= 1);
}

bool procdir_has_socket(int proc_fd, uint32_t pid, uint32_t fd, uint64_t inode)
{
	char path[PATH_ROOM];
	char wanted[LINK_ROOM];
	char link[LINK_ROOM];
	size_t len = 0;

	path_of(path, pid);
	len = strlen(path);
	snprintf(path + len, sizeof(path) - len, "/fd/%u", fd);
	const int n = snprintf(wanted, sizeof(wanted), "socket:[%" PRIu64 "]", inode);
	const ssize_t len_read = readlinkat(proc_fd, path, link, sizeof(link));
	if (len_read < 0)
		return errno_is_resource(-errno);
	return len_read == n && memcmp(link, wanted, (size_t)n) == 0;
}

bool procdir_has_threads_socket(int proc_fd, uint32_t pid, uint32_t fd, uint64_t inode)
{
	struct proc_numbers threads = PROC_NUMBERS_INIT;
	uint32_t thread = 0;
	bool is_found = false;

	if (proc_numbers_open_threads(&threads, proc_fd, pid) < 0)
		return false;
	while (!is_found && proc_numbers_next(&threads, &thread) > 0)
		is_found = procdir_has_socket(threads.fd, thread, fd, inode);
	proc_numbers_close(&threads);
	return is_found;
}

int procdir_is_ring(int fd_dirfd, uint32_t fd)
{
	static const char ring[] = "anon_inode:[io_uring]";
	char name[PATH_ROOM];
	char link[LINK_ROOM];

	snprintf(name, sizeof(name), "%u", fd);
	const ssize_t n = readlinkat(fd_dirfd, name, link, sizeof(link));
	if (n < 0)
		return errno == ENAMETOOLONG ? 0 : -errno;
	return n == sizeof(ring) - 1 && memcmp(link, ring, sizeof(ring) - 1) == 0;
}
