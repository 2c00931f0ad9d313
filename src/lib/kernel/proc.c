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
#include "util/image.h"
#include "util/parse.h"

enum {
	PROC_PATH_MAX = 32, /* "4294967295/task/4294967295/fd" and shorter */
	/* one argument is at most 128 KiB (MAX_ARG_STRLEN, linux/binfmts.h) */
	PROC_ARGV0_MAX = 128 * 1024,
};

/* struct linux_dirent64 of getdents64(2), which is in no header. */
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

	/* every procfs shows its reader to itself; an empty mount point does not */
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

/* The path of a file of a process, below the descriptor in which the process has that number. */
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

	/* its other entries are some ten */
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

	/* "allocated	0	limit" */
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
	/* "." and the entry in the directory above are links too */
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
	char link[64]; /* longer is a path: no socket */

	snprintf(name, sizeof(name), "%u", fd);
	ssize_t n = readlinkat(fd_dirfd, name, link, sizeof(link));
	if (n < 0)
		return errno == ENAMETOOLONG ? 0 : -errno;
	return (size_t)n < sizeof(link) && proc_parse_socket(link, (size_t)n, ret);
}

/* A file's bytes up to its end, or past max, or of a string the first NUL; *ret ends with a NUL.
 * Files of /proc tell no size, so the buffer grows with what comes. What fstat(2) says of it is
 * told where that is asked for. */
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

static int proc_read_string(int proc_fd, uint32_t pid, const char *file, size_t max,
			    char **ret)
{
	return proc_read_dated(proc_fd, pid, file, max, NULL, ret);
}

int proc_read_comm(int proc_fd, uint32_t pid, char **ret)
{
	char *comm = NULL;
	int r = proc_read_string(proc_fd, pid, "comm", PROC_ARGV0_MAX, &comm);
	if (r < 0)
		return r;

	/* the kernel's newline is the last one; the name may hold others */
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

/* " 123", and goes on behind it. */
static int parse_number(const char **at, uint64_t max, uint64_t *ret)
{
	if (**at != ' ')
		return -EBADMSG;
	const size_t n = strspn(*at + 1, "0123456789");
	if (parse_uint_n(*at + 1, n, 10, max, ret) < 0)
		return -EBADMSG;
	*at += 1 + n;
	return 0;
}

/* Reads the stat file; *ret_at is behind the third of its fields, the state. */
static int read_stat(int proc_fd, uint32_t pid, char **ret, const char **ret_at)
{
	_cleanup_free_ char *text = NULL;

	int r = proc_read_string(proc_fd, pid, "stat", PROC_ARGV0_MAX, &text);
	if (r < 0)
		return r;

	/* "12 (name) S 1 12 ...", and the name may hold blanks and parentheses */
	const char *at = text ? strrchr(text, ')') : NULL;
	if (!at || at[1] != ' ' || !at[2])
		return -EBADMSG;
	*ret_at = at + 3;
	*ret = TAKE(text);
	return 0;
}

int proc_read_stat(int proc_fd, uint32_t pid, uint32_t *ret_ppid, uint32_t *ret_pgid)
{
	_cleanup_free_ char *text = NULL;
	const char *at = NULL;
	uint64_t ppid = 0;
	uint64_t pgid = 0;

	int r = read_stat(proc_fd, pid, &text, &at);
	if (r == 0)
		r = parse_number(&at, UINT32_MAX, &ppid);
	if (r == 0)
		r = parse_number(&at, UINT32_MAX, &pgid);
	if (r < 0)
		return r;
	*ret_ppid = (uint32_t)ppid;
	*ret_pgid = (uint32_t)pgid;
	return 0;
}

int proc_read_stat_number(int proc_fd, uint32_t pid, int field, uint64_t *ret)
{
	_cleanup_free_ char *text = NULL;
	const char *at = NULL;

	int r = read_stat(proc_fd, pid, &text, &at);
	if (r < 0)
		return r;
	/* those between may be negative */
	for (int i = 4; at && *at && i < field; i++)
		at = strchr(at + 1, ' ');
	return at ? parse_number(&at, UINT64_MAX, ret) : -EBADMSG;
}

int proc_read_image(int proc_fd, uint32_t pid, struct proc_image *ret)
{
	uint64_t fields[PROC_STAT_ARG_START + 1] = { 0 };
	_cleanup_free_ char *text = NULL;
	const char *at = NULL;

	int r = read_stat(proc_fd, pid, &text, &at);
	if (r < 0)
		return r;
	/* those before are others, and may be negative */
	for (int i = 4; at && *at && i <= PROC_STAT_ARG_START; i++) {
		const char *number = at;

		if (i >= PROC_STAT_START &&
		    parse_number(&number, UINT64_MAX, &fields[i]) < 0)
			return -EBADMSG;
		at = strchr(at + 1, ' ');
	}
	/* the kernel says 0 of what is not there, and 1 of what is not for us to know */
	if (fields[PROC_STAT_START_CODE] <= 1)
		return -ENODATA;
	*ret = (struct proc_image){
		.start = fields[PROC_STAT_START],
		.program = image_number(fields[PROC_STAT_START_CODE],
					fields[PROC_STAT_START_STACK],
					fields[PROC_STAT_ARG_START]),
	};
	return 0;
}

/* The number in a column (0: the first) of one line of the status file. The name before it is
 * escaped by the kernel, so no process can forge a line. */
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
	/* real, effective, saved, file system */
	return read_status_number(proc_fd, pid, "Uid:\t", 1, ret);
}

int proc_read_tgid(int proc_fd, uint32_t pid, uint32_t *ret)
{
	return read_status_number(proc_fd, pid, "Tgid:\t", 0, ret);
}

int proc_read_fd_flags(int proc_fd, uint32_t pid, uint32_t fd, uint32_t *ret)
{
	static const char key[] = "\nflags:\t"; /* behind "pos:" */
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
	/* PROC_PID_INIT_INO of linux/proc_ns.h: 0xEFFFFFFC */
	static const char first[] = "pid:[4026531836]";
	char link[sizeof(first)];

	return readlinkat(proc_fd, "self/ns/pid", link, sizeof(link)) ==
		       sizeof(first) - 1 &&
	       memcmp(link, first, sizeof(first) - 1) == 0;
}
