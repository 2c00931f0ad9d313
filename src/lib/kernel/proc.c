/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proc.h"

#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "lines.h"
#include "util/cleanup.h"
#include "util/grow.h"
#include "util/parse.h"

/* The maximum size in bytes of an argument of a process: 128 KiB (the kernel's
 * MAX_ARG_STRLEN, linux/binfmts.h). */
enum { PROC_ARGV0_MAX = 128 * 1024 };

/* The struct linux_dirent64 of getdents64(2), which no header declares. */
struct kernel_dirent {
	uint64_t d_ino;
	int64_t d_off;
	uint16_t d_reclen;
	uint8_t d_type;
	char d_name[];
};

int proc_open(const char *root, int *ret_fd)
{
	struct stat st;
	_cleanup_close_ int fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;

	/* Every procfs has the entry "self" for the process that reads the procfs; an
	 * empty mount point has no such entry. */
	if (fstatat(fd, "self", &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	*ret_fd = take_fd(&fd);
	return 0;
}

struct proc_path proc_path(uint32_t pid, const char *file, ...)
{
	struct proc_path path;
	size_t n = 0;
	va_list args;

	if (pid != PROC_HERE)
		n = (size_t)snprintf(path.text, sizeof(path.text), "%u/", pid);
	va_start(args, file);
	vsnprintf(path.text + n, sizeof(path.text) - n, file, args);
	va_end(args);
	return path;
}

int proc_numbers_open(struct proc_numbers *it, int dirfd, const char *path)
{
	proc_numbers_close(it);
	it->fd = lines_openat(dirfd, path, O_DIRECTORY);
	return it->fd < 0 ? it->fd : 0;
}

int proc_count_processes(int proc_fd, uint64_t *ret)
{
	struct stat st;

	/* The link count of the root of /proc also includes about ten entries that are
	 * not processes. */
	if (fstat(proc_fd, &st) < 0)
		return -errno;
	*ret = st.st_nlink;
	return 0;
}

int proc_count_files(int proc_fd, uint64_t *ret)
{
	_cleanup_free_ char *text = NULL;

	int r = proc_read_string(proc_fd, PROC_HERE, "sys/fs/file-nr", 64, &text);
	if (r < 0)
		return r;
	/* The file sys/fs/file-nr has three numbers; the first is the number of allocated
	 * files. */
	return parse_uint_n(text, strspn(text, "0123456789"), 10, UINT64_MAX, ret);
}

int proc_count_threads(int proc_fd, uint32_t pid, uint32_t *ret)
{
	struct stat st;

	if (fstatat(proc_fd, proc_path(pid, "task").text, &st, 0) < 0)
		return -errno;
	/* The link count of the directory "task" includes "." and the entry in the parent
	 * directory, which are not threads. */
	*ret = st.st_nlink > 2 ? (uint32_t)st.st_nlink - 2 : 0;
	return 0;
}

int proc_count_fds(int proc_fd, uint32_t pid, uint32_t thread, uint64_t *ret)
{
	struct stat st;

	if (fstatat(proc_fd, proc_path(pid, "task/%u/fd", thread).text, &st, 0) < 0)
		return -errno;
	*ret = (uint64_t)st.st_size;
	return 0;
}

void proc_numbers_close(struct proc_numbers *it)
{
	cleanup_close(&it->fd);
	it->fd = -1;
	it->pos = 0;
	it->len = 0;
}

int proc_numbers_next(struct proc_numbers *it, uint32_t *ret)
{
	for (;;) {
		if (it->pos == it->len) {
			const long n = syscall(SYS_getdents64, it->fd, it->buffer,
					       sizeof(it->buffer));
			if (n < 0 && errno == EINTR)
				continue;
			if (n <= 0)
				return n < 0 ? -errno : 0;
			it->pos = 0;
			it->len = (size_t)n;
		}

		const struct kernel_dirent *entry =
			(const struct kernel_dirent *)(it->buffer + it->pos);
		it->pos += entry->d_reclen;
		if (parse_u32(entry->d_name, ret) == 0)
			return 1;
	}
}

bool proc_parse_socket(const char *name, size_t len, uint64_t *ret)
{
	static const char prefix[] = "socket:[";
	const size_t skip = sizeof(prefix) - 1;

	return len > skip && memcmp(name, prefix, skip) == 0 && name[len - 1] == ']' &&
	       parse_uint_n(name + skip, len - 1 - skip, 10, UINT64_MAX, ret) == 0;
}

int proc_read_link(int dirfd, const char *path, char link[PROC_LINK_MAX])
{
	const ssize_t n = readlinkat(dirfd, path, link, PROC_LINK_MAX);

	if (n < 0 && errno != ENAMETOOLONG)
		return -errno;
	const int len = n < 0 || n == PROC_LINK_MAX ? 0 : (int)n;
	link[len] = '\0';
	return len;
}

int proc_fd_socket(int fd_dirfd, uint32_t fd, uint64_t *ret)
{
	char link[PROC_LINK_MAX];
	const int n = proc_read_link(fd_dirfd, proc_path(PROC_HERE, "%u", fd).text, link);

	return n < 0 ? n : proc_parse_socket(link, (size_t)n, ret);
}

/* Reads the file `path` below proc_fd until the end of the file, or, if is_string, until
 * the first NUL, or until more than max bytes are read. Sets *ret to the text, which the
 * caller frees and which ends with a NUL, and *ret_len to the length of the text. Sets
 * *ret_stat to the result of fstat(2), unless ret_stat is NULL. The buffer grows while
 * the file is read, because files of /proc have no size. Returns 0 or -errno. */
static int read_text(int proc_fd, const char *path, bool is_string, size_t max,
		     struct stat *ret_stat, char **ret, size_t *ret_len)
{
	_cleanup_free_ char *text = NULL;
	size_t cap = 0;
	size_t len = 0;
	bool is_whole = false;
	_cleanup_close_ int fd = lines_openat(proc_fd, path, 0);
	if (fd < 0)
		return fd;
	if (ret_stat && fstat(fd, ret_stat) < 0)
		return -errno;

	do {
		int r = grow(&text, &cap, len + 1024, 1);
		if (r < 0)
			return r;
		const ssize_t n = lines_read(fd, text + len, cap - len - 1);
		if (n < 0)
			return (int)n;
		is_whole = n == 0 || (is_string && memchr(text + len, '\0', (size_t)n));
		len += (size_t)n;
	} while (!is_whole && len <= max);
	text[len] = '\0';
	*ret = TAKE(text);
	*ret_len = len;
	return 0;
}

int proc_read_file(int proc_fd, const char *path, size_t max, char **ret, size_t *ret_len)
{
	_cleanup_free_ char *text = NULL;
	size_t len = 0;

	int r = read_text(proc_fd, path, false, max, NULL, &text, &len);
	if (r < 0)
		return r;
	if (len > max)
		return -EFBIG;
	*ret = TAKE(text);
	*ret_len = len;
	return 0;
}

int proc_read_string(int proc_fd, uint32_t pid, const char *file, size_t max, char **ret)
{
	size_t len = 0;

	return read_text(proc_fd, proc_path(pid, "%s", file).text, true, max, NULL, ret,
			 &len);
}

int proc_read_comm(int proc_fd, uint32_t pid, char **ret)
{
	char *comm = NULL;
	int r = proc_read_string(proc_fd, pid, "comm", PROC_ARGV0_MAX, &comm);
	if (r < 0)
		return r;

	/* The kernel appends a newline to the task name, which may itself have
	 * newlines. */
	size_t len = strlen(comm);
	if (len && comm[len - 1] == '\n')
		comm[len - 1] = '\0';
	*ret = comm;
	return 0;
}

int proc_read_argv0(int proc_fd, uint32_t pid, struct stat *ret_stat, char **ret)
{
	size_t len = 0;

	return read_text(proc_fd, proc_path(pid, "cmdline").text, true, PROC_ARGV0_MAX,
			 ret_stat, ret, &len);
}

int proc_read_exe(int proc_fd, uint32_t pid, char **ret)
{
	_cleanup_free_ char *exe = malloc(PATH_MAX + 1);
	if (!exe)
		return -ENOMEM;

	ssize_t n = readlinkat(proc_fd, proc_path(pid, "exe").text, exe, PATH_MAX);
	if (n < 0)
		return -errno;
	exe[n] = '\0';
	*ret = TAKE(exe);
	return 0;
}

/* Reads a number from the status file of a process. The number is on the line that begins
 * with `key`, which ends with a tab, in the given column, counted from 0. A process
 * cannot forge a line, because the kernel escapes the name of the process. Returns 0,
 * -EBADMSG if there is no such number, or another error. */
static int read_status_number(int proc_fd, uint32_t pid, const char *key,
			      unsigned int column, uint32_t *ret)
{
	char *line = NULL;
	size_t len = 0;
	_cleanup_(lines_close) struct lines lines = LINES_INIT;

	int r = lines_open(&lines, proc_fd, proc_path(pid, "status").text);
	if (r < 0)
		return r;

	while ((r = lines_next(&lines, &line, &len)) > 0) {
		uint64_t number = 0;

		if (strncmp(line, key, strlen(key)) != 0)
			continue;
		const char *at = line + strlen(key) - 1;
		for (unsigned int i = 0; at && i < column; i++)
			at = strchr(at + 1, '\t');
		if (!at || parse_uint_n(at + 1, strspn(at + 1, "0123456789"), 10,
					UINT32_MAX, &number) < 0)
			return -EBADMSG;
		*ret = (uint32_t)number;
		return 0;
	}
	return r < 0 ? r : -EBADMSG;
}

int proc_read_uid(int proc_fd, uint32_t pid, uid_t *ret)
{
	/* The line "Uid:" has four columns: the real, effective, saved and file system
	 * user id. */
	return read_status_number(proc_fd, pid, "Uid:\t", 1, ret);
}

int proc_read_tgid(int proc_fd, uint32_t pid, uint32_t *ret)
{
	return read_status_number(proc_fd, pid, "Tgid:\t", 0, ret);
}

int proc_read_fd_flags(int proc_fd, uint32_t pid, uint32_t fd, uint32_t *ret)
{
	/* The newline at the start of `key` makes sure that `key` matches only the start
	 * of a line. */
	static const char key[] = "\nflags:\t";
	_cleanup_free_ char *text = NULL;
	size_t len = 0;
	uint64_t flags = 0;

	int r = read_text(proc_fd, proc_path(pid, "fdinfo/%u", fd).text, false, 128, NULL,
			  &text, &len);
	if (r < 0)
		return r;

	const char *at = strstr(text, key);
	if (!at)
		return -EBADMSG;
	at += sizeof(key) - 1;
	const size_t digits = strspn(at, "01234567");
	if (at[digits] != '\n' || parse_uint_n(at, digits, 8, UINT32_MAX, &flags) < 0)
		return -EBADMSG;
	*ret = (uint32_t)flags;
	return 0;
}

bool proc_is_first_pid_namespace(int proc_fd)
{
	char link[PROC_LINK_MAX];

	/* 4026531836 is the inode of the initial PID namespace (0xEFFFFFFC,
	 * PROC_PID_INIT_INO in the kernel's linux/proc_ns.h). */
	return proc_read_link(proc_fd, "self/ns/pid", link) > 0 &&
	       strcmp(link, "pid:[4026531836]") == 0;
}
