/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads /proc (proc(5)). Everything is relative to a descriptor of its root, so that tests
 * can use a made-up tree. */
#ifndef KERNEL_PROC_H
#define KERNEL_PROC_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct lines;
struct stat;

/* Opens the root of a /proc. Returns -ENOENT also for a directory without a mounted procfs. */
int proc_open(const char *root, int *ret_fd);

/* Used as the pid together with the directory of a process as proc_fd. Everything read is of
 * this process, and reading fails once the process has ended, even if its pid was reused. */
enum { PROC_HERE = 0 };

/* Returns whether an error below /proc/<pid> means that the process or the fd has ended,
 * which is normal. */
static inline bool proc_is_gone(int error)
{
	return error == -ENOENT || error == -ESRCH;
}

/* Returns whether an error below /proc/<pid> means that access is denied. */
static inline bool proc_is_denied(int error)
{
	return error == -EACCES || error == -EPERM;
}

/* Returns whether file descriptors are exhausted. */
static inline bool proc_lacks_descriptors(int error)
{
	return error == -EMFILE || error == -ENFILE;
}

/* Returns whether memory or file descriptors are exhausted, so that nothing else can be read.
 * Any other error is about one file only. */
static inline bool errno_is_resource(int error)
{
	return error == -ENOMEM || proc_lacks_descriptors(error);
}

/* The path of a file of a process, relative to the directory that has the process. */
struct proc_path {
	/* Enough for "4294967295/task/4294967295/fd". */
	char text[32];
};

/* Formats the path of a file of a process; `file` is relative to the directory of the
 * process. */
__attribute__((format(printf, 2, 3))) struct proc_path proc_path(uint32_t pid,
								 const char *file, ...);

/* Iterates over the entries of a directory of /proc whose names are numbers: processes,
 * threads or fds. Owns its descriptor. Initialise with PROC_NUMBERS_INIT. */
struct proc_numbers {
	int fd;
	size_t pos, len;
	char buffer[32768] __attribute__((aligned(8)));
};

#define PROC_NUMBERS_INIT ((struct proc_numbers){ .fd = -1 })

/* Opens a directory relative to another one, like openat(2), and closes the one before. */
int proc_numbers_open(struct proc_numbers *it, int dirfd, const char *path);
void proc_numbers_close(struct proc_numbers *it);

/* Gets the next number. Returns 1 and sets *ret, 0 at the end, or an error. */
int proc_numbers_next(struct proc_numbers *it, uint32_t *ret);

/* Get the number of processes in the pid namespace of this /proc, with about ten too many, and
 * of open files of the machine. */
int proc_count_processes(int proc_fd, uint64_t *ret);
int proc_count_files(int proc_fd, uint64_t *ret);

/* Gets the number of threads, by the links of /proc/<pid>/task; 0 if it is not known. */
int proc_count_threads(int proc_fd, uint32_t pid, uint32_t *ret);

/* Gets the number of fds of a thread, by the size of their directory; 0 before Linux 6.2. */
int proc_count_fds(int proc_fd, uint32_t pid, uint32_t thread, uint64_t *ret);

/* Reads the text of a symbolic link, which ends with a NUL. Returns its length, 0 if it is
 * PROC_LINK_MAX bytes or longer, which is then a path, or an error. */
enum { PROC_LINK_MAX = 64 };
int proc_read_link(int dirfd, const char *path, char link[PROC_LINK_MAX]);

/* Reads the link of an fd below an open /proc/<pid>/fd. Only readlink is used, because stat
 * would hang on a dead NFS mount. Returns 1 and sets *ret to the inode of a socket; 0 for
 * another file, also if its path is longer than PATH_MAX; or an error. */
int proc_fd_socket(int fd_dirfd, uint32_t fd, uint64_t *ret);

/* Returns whether the text is the kernel's name of a socket, "socket:[INODE]", and nothing
 * else, and sets *ret to the inode. */
bool proc_parse_socket(const char *name, size_t len, uint64_t *ret);

/* Reads a file of a process up to its first NUL, or until it is longer than max. The caller owns
 * *ret, which ends with a NUL. */
int proc_read_string(int proc_fd, uint32_t pid, const char *file, size_t max, char **ret);

/* Reads the task name, raw: it may have any byte but NUL. The caller owns *ret. */
int proc_read_comm(int proc_fd, uint32_t pid, char **ret);

/* Reads argv[0] as the process shows it now, raw and in full; "" if there is no command
 * line, as for a kernel thread or a zombie. The caller owns *ret. ret_stat may be NULL; it
 * gets what fstat(2) says of the file, see procdir_stat. */
int proc_read_argv0(int proc_fd, uint32_t pid, struct stat *ret_stat, char **ret);

/* Reads the path of the executable, raw, with " (deleted)" behind it if the file was
 * deleted. The caller owns *ret. */
int proc_read_exe(int proc_fd, uint32_t pid, char **ret);

/* Reads the effective user id. Returns -EBADMSG if the status file has none. */
int proc_read_uid(int proc_fd, uint32_t pid, uid_t *ret);

/* Reads the process that a thread belongs to, which for a process is itself. Returns
 * -EBADMSG if the status file has none. */
int proc_read_tgid(int proc_fd, uint32_t pid, uint32_t *ret);

/* Reads the flags of a descriptor: those of its open(2), with the kernel's values, and
 * O_CLOEXEC. Returns -EBADMSG if the fdinfo file is malformed. */
int proc_read_fd_flags(int proc_fd, uint32_t pid, uint32_t fd, uint32_t *ret);

/* Returns whether our pid namespace is the initial one, so that no process is outside of it. */
bool proc_is_first_pid_namespace(int proc_fd);

/* Reads a whole file below the root; *ret ends with a NUL. Returns -EFBIG if it is longer
 * than max. The caller owns *ret. */
int proc_read_file(int proc_fd, const char *path, size_t max, char **ret,
		   size_t *ret_len);

/* Reads the parent and the process group; both are 0 if they are outside the pid namespace.
 * Returns -EBADMSG if the stat file is malformed. */
int proc_read_stat(int proc_fd, uint32_t pid, uint32_t *ret_ppid, uint32_t *ret_pgid);

/* Fields of the stat file, as numbered by proc_pid_stat(5). PROC_STAT_START is in ticks of
 * sysconf(_SC_CLK_TCK) by CLOCK_BOOTTIME. */
enum {
	PROC_STAT_PPID = 4,
	PROC_STAT_PGRP = 5,
	PROC_STAT_FLAGS = 9,
	PROC_STAT_THREADS = 20,
	PROC_STAT_START = 22,
	PROC_STAT_START_CODE = 26,
	PROC_STAT_START_STACK = 28,
	PROC_STAT_ARG_START = 48,
};

/* Reads one field, by its number. Returns -EBADMSG if the stat file is malformed. */
int proc_read_stat_number(int proc_fd, uint32_t pid, int field, uint64_t *ret);

/* Numbers that stay the same while a process runs the same program. */
struct proc_image {
	/* When the process began, in the unit of PROC_STAT_START; 0: not known. */
	uint64_t start;
	/* The program that it runs, by image_number(); 0: not known. */
	uint64_t program;
};

/* Reads the numbers of a process. Returns -ENODATA if it has no memory of its own or the
 * caller may not know them, -EBADMSG if the stat file is malformed. */
int proc_read_image(int proc_fd, uint32_t pid, struct proc_image *ret);

/* The functions procdir_*() take the root of /proc and a pid, or the directory of a process and
 * PROC_HERE, so that a later process with the same pid is not confused with it. */

/* Opens the directory of a process with O_PATH. */
int procdir_open(int proc_fd, uint32_t pid, int *ret_fd);

/* Calls fstatat(2) for the directory of a process. The change time of the directory is when
 * the kernel made its inode, because the directory was looked at for the first time since the
 * process began or since the kernel dropped it from its cache. */
int procdir_stat(int proc_fd, uint32_t pid, struct stat *ret);

/* Returns whether the process is ending, has ended or is gone. An ending process may hold no
 * socket any more, but its descriptors belong to root and deny access to its own user. */
bool procdir_is_exiting(int proc_fd, uint32_t pid);

/* Returns whether the fd of the process is still that socket, or whether a lack of memory or
 * descriptors keeps that from being found out. */
bool procdir_has_socket(int proc_fd, uint32_t pid, uint32_t fd, uint64_t inode);

/* Returns whether the fd is that socket in any thread of the process. A thread may have a
 * descriptor table of its own. */
bool procdir_has_threads_socket(int proc_fd, uint32_t pid, uint32_t fd, uint64_t inode);

/* Finds out whether an fd below an open /proc/<pid>/fd is an io_uring. Returns 1 if it is one, 0
 * if not, or an error. */
int procdir_is_ring(int fd_dirfd, uint32_t fd);

/* The functions procref_*() read files below /proc/<pid> that name sockets which the process may
 * have no descriptor of: its mappings, and what is registered with its io_urings. */

/* Gets the inode of the next socket in the maps file of a process, or in the fdinfo file of an
 * io_uring. Returns 1 and sets *ret, 0 at the end, or an error. */
int procref_next(struct lines *l, bool is_ring, uint64_t *ret);

/* Returns whether the kernel shows registered files by their path (Linux 6.14). Before, it
 * showed the last part of the path, which any file can have in common with a socket. */
bool procref_names_registered(int proc_fd);

#endif
