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

enum {
	/* Enough for "4294967295/task/4294967295/fd". */
	PROC_PATH_MAX = 32,
	/* One argument has at most 128 KiB (MAX_ARG_STRLEN, linux/binfmts.h). */
	PROC_ARGV0_MAX = 128 * 1024,
};

/* struct linux_dirent64 of getdents64(2), which no header declares. */
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

	/* Every procfs shows its reader as "self"; an empty mount point does not. */
	if (fstatat(fd, "self", &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	*ret_fd = take_fd(&fd);
	return 0;
}

bool proc_is_gone(int error)
{
	return error == -ENOENT || error == -ESRCH;
}

bool proc_is_denied(int error)
{
	return error == -EACCES || error == -EPERM;
}

bool errno_is_resource(int error)
{
	return error == -ENOMEM || proc_lacks_descriptors(error);
}

bool proc_lacks_descriptors(int error)
{
	return error == -EMFILE || error == -ENFILE;
}

static int proc_open_at(int proc_fd, const char *path, int flags)
{
	int fd = -1;

	do
		fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC | flags);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* Formats the path of a file of a process, below a descriptor where the process has that
 * number. */
__attribute__((format(printf, 3, 4))) static void process_path(char path[PROC_PATH_MAX],
							       uint32_t pid,
							       const char *file, ...)
{
	int n = 0;
	va_list args;

	if (pid != PROC_HERE)
		n = snprintf(path, PROC_PATH_MAX, "%u/", pid);
	va_start(args, file);
	vsnprintf(path + n, PROC_PATH_MAX - (size_t)n, file, args);
	va_end(args);
}

static int proc_numbers_open(struct proc_numbers *it, int proc_fd, const char *path)
{
	proc_numbers_close(it);
	it->fd = proc_open_at(proc_fd, path, O_DIRECTORY);
	return it->fd < 0 ? -errno : 0;
}

int proc_numbers_open_pids(struct proc_numbers *it, int proc_fd)
{
	return proc_numbers_open(it, proc_fd, ".");
}

int proc_numbers_open_fds(struct proc_numbers *it, int proc_fd, uint32_t pid)
{
	char path[PROC_PATH_MAX];

	process_path(path, pid, "fd");
	return proc_numbers_open(it, proc_fd, path);
}

int proc_numbers_open_threads(struct proc_numbers *it, int proc_fd, uint32_t pid)
{
	char path[PROC_PATH_MAX];

	process_path(path, pid, "task");
	return proc_numbers_open(it, proc_fd, path);
}

int proc_numbers_open_thread_fds(struct proc_numbers *it, int proc_fd, uint32_t pid,
				 uint32_t thread)
{
	char path[PROC_PATH_MAX];

	process_path(path, pid, "task/%u/fd", thread);
	return proc_numbers_open(it, proc_fd, path);
}

int proc_count_processes(int proc_fd, uint64_t *ret)
{
	struct stat st;

	/* The other entries of /proc, about ten, are counted too. */
	if (fstat(proc_fd, &st) < 0)
		return -errno;
	*ret = st.st_nlink;
	return 0;
}

int proc_count_files(int proc_fd, uint64_t *ret)
{
	char text[64];
	_cleanup_close_ int fd = proc_open_at(proc_fd, "sys/fs/file-nr", 0);
	if (fd < 0)
		return -errno;

	/* The file has "allocated 0 limit". */
	const ssize_t n = lines_read(fd, text, sizeof(text) - 1);
	if (n < 0)
		return (int)n;
	text[n] = '\0';
	return parse_uint_n(text, strspn(text, "0123456789"), 10, UINT64_MAX, ret);
}

int proc_count_threads(int proc_fd, uint32_t pid, uint32_t *ret)
{
	char path[PROC_PATH_MAX];
	struct stat st;

	process_path(path, pid, "task");
	if (fstatat(proc_fd, path, &st, 0) < 0)
		return -errno;
	/* "." and the entry in the directory above are links, too. */
	*ret = st.st_nlink > 2 ? (uint32_t)st.st_nlink - 2 : 0;
	return 0;
}

int proc_count_fds(int proc_fd, uint32_t pid, uint32_t thread, uint64_t *ret)
{
	char path[PROC_PATH_MAX];
	struct stat st;

	process_path(path, pid, "task/%u/fd", thread);
	if (fstatat(proc_fd, path, &st, 0) < 0)
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

int proc_fd_socket(int fd_dirfd, uint32_t fd, uint64_t *ret)
{
	char name[PROC_PATH_MAX];
	/* A longer link is a path, not a socket. */
	char link[64];

	snprintf(name, sizeof(name), "%u", fd);
	ssize_t n = readlinkat(fd_dirfd, name, link, sizeof(link));
	if (n < 0)
		return errno == ENAMETOOLONG ? 0 : -errno;
	return (size_t)n < sizeof(link) && proc_parse_socket(link, (size_t)n, ret);
}

/* Reads a file up to its end or until it is longer than max, or a string up to its first
 * NUL. *ret ends with a NUL. The buffer grows while reading, because files of /proc have no
 * size. ret_stat may be NULL; it gets what fstat(2) says of the file. */
static int proc_read_text(int proc_fd, const char *path, bool is_string, size_t max,
			  struct stat *ret_stat, char **ret, size_t *ret_len)
{
	_cleanup_free_ char *text = NULL;
	size_t cap = 0;
	size_t len = 0;
	bool is_whole = false;
	_cleanup_close_ int fd = proc_open_at(proc_fd, path, 0);
	if (fd < 0 || (ret_stat && fstat(fd, ret_stat) < 0))
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

static int proc_read_dated(int proc_fd, uint32_t pid, const char *file, size_t max,
			   struct stat *ret_stat, char **ret)
{
	char path[PROC_PATH_MAX];
	size_t len = 0;

	process_path(path, pid, "%s", file);
	return proc_read_text(proc_fd, path, true, max, ret_stat, ret, &len);
}

int proc_read_file(int proc_fd, const char *path, size_t max, char **ret, size_t *ret_len)
{
	char *text = NULL;
	size_t len = 0;

	int r = proc_read_text(proc_fd, path, false, max, NULL, &text, &len);
	if (r < 0)
		return r;
	if (len > max) {
		free(text);
		return -EFBIG;
	}
	*ret = text;
	*ret_len = len;
	return 0;
}

int proc_read_string(int proc_fd, uint32_t pid, const char *file, size_t max, char **ret)
{
	return proc_read_dated(proc_fd, pid, file, max, NULL, ret);
}

int proc_read_comm(int proc_fd, uint32_t pid, char **ret)
{
	char *comm = NULL;
	int r = proc_read_string(proc_fd, pid, "comm", PROC_ARGV0_MAX, &comm);
	if (r < 0)
		return r;

	/* The kernel's newline is the last one; the name may have others. */
	size_t len = strlen(comm);
	if (len && comm[len - 1] == '\n')
		comm[len - 1] = '\0';
	*ret = comm;
	return 0;
}

int proc_read_argv0(int proc_fd, uint32_t pid, struct stat *ret_stat, char **ret)
{
	return proc_read_dated(proc_fd, pid, "cmdline", PROC_ARGV0_MAX, ret_stat, ret);
}

int proc_read_exe(int proc_fd, uint32_t pid, char **ret)
{
	char path[PROC_PATH_MAX];
	_cleanup_free_ char *exe = malloc(PATH_MAX + 1);
	if (!exe)
		return -ENOMEM;

	process_path(path, pid, "exe");
	ssize_t n = readlinkat(proc_fd, path, exe, PATH_MAX);
	if (n < 0)
		return -errno;
	exe[n] = '\0';
	*ret = TAKE(exe);
	return 0;
}

/* Reads the number in a column (0: the first) of a line of the status file. The kernel
 * escapes the name of the process, so no process can forge a line. */
static int read_status_number(int proc_fd, uint32_t pid, const char *key,
			      unsigned int column, uint32_t *ret)
{
	char path[PROC_PATH_MAX];
	char *line = NULL;
	size_t len = 0;
	_cleanup_(lines_close) struct lines lines = LINES_INIT;

	process_path(path, pid, "status");
	int r = lines_open(&lines, proc_fd, path);
	if (r < 0)
		return r;

	while ((r = lines_next(&lines, &line, &len)) > 0) {
		uint64_t number = 0;

		if (strncmp(line, key, strlen(key)) != 0)
			continue;
		const char *at = line + strlen(key);
		for (unsigned int i = 0; at && i < column; i++) {
			at = strchr(at, '\t');
			if (at)
				at++;
		}
		if (!at || parse_uint_n(at, strspn(at, "0123456789"), 10, UINT32_MAX,
					&number) < 0)
			return -EBADMSG;
		*ret = (uint32_t)number;
		return 0;
	}
	return r < 0 ? r : -EBADMSG;
}

int proc_read_uid(int proc_fd, uint32_t pid, uid_t *ret)
{
	/* The columns are the real, effective, saved and file system uid. */
	return read_status_number(proc_fd, pid, "Uid:\t", 1, ret);
}

int proc_read_tgid(int proc_fd, uint32_t pid, uint32_t *ret)
{
	return read_status_number(proc_fd, pid, "Tgid:\t", 0, ret);
}

int proc_read_fd_flags(int proc_fd, uint32_t pid, uint32_t fd, uint32_t *ret)
{
	/* The line is behind "pos:". */
	static const char key[] = "\nflags:\t";
	char path[PROC_PATH_MAX];
	char text[128];
	size_t len = 0;
	ssize_t n = 0;
	uint64_t flags = 0;

	process_path(path, pid, "fdinfo/%u", fd);
	_cleanup_close_ int file = proc_open_at(proc_fd, path, 0);
	if (file < 0)
		return -errno;
	do {
		n = lines_read(file, text + len, sizeof(text) - 1 - len);
		if (n < 0)
			return (int)n;
		len += (size_t)n;
	} while (n > 0 && len < sizeof(text) - 1);
	text[len] = '\0';

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
	/* PROC_PID_INIT_INO of linux/proc_ns.h, 0xEFFFFFFC. */
	static const char first[] = "pid:[4026531836]";
	char link[sizeof(first)];

	return readlinkat(proc_fd, "self/ns/pid", link, sizeof(link)) ==
		       sizeof(first) - 1 &&
	       memcmp(link, first, sizeof(first) - 1) == 0;
}
