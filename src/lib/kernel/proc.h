/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads files of /proc (proc(5)). All paths are relative to a descriptor of the root of a
 * /proc, which lets tests use a made-up tree. */
#ifndef KERNEL_PROC_H
#define KERNEL_PROC_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct lines;
struct stat;

/* Opens the directory `root`, the root of a /proc, with O_PATH. Returns 0 and sets
 * *ret_fd, -ENOENT if the directory is missing or has no mounted procfs, or another
 * error. */
int proc_open(const char *root, int *ret_fd);

/* Passed as `pid` if proc_fd is the directory of one process, not the root of /proc. All
 * files are then read from that process, and reading fails once the process has ended,
 * even if its pid is reused. */
enum { PROC_HERE = 0 };

/* Returns whether an error below /proc/<pid> means that the process has ended or the fd
 * was closed, which is normal. */
static inline bool proc_is_gone(int error)
{
	return error == -ENOENT || error == -ESRCH;
}

/* Returns whether an error below /proc/<pid> means that access is denied. */
static inline bool proc_is_denied(int error)
{
	return error == -EACCES || error == -EPERM;
}

/* Returns whether an error means that the process or the system has no free file
 * descriptor. */
static inline bool proc_lacks_descriptors(int error)
{
	return error == -EMFILE || error == -ENFILE;
}

/* Returns whether an error means that memory or file descriptors are exhausted, in which
 * case reading other files would fail, too. */
static inline bool errno_is_resource(int error)
{
	return error == -ENOMEM || proc_lacks_descriptors(error);
}

/* The path of a file of a process, relative to the root of /proc, or, if the pid is
 * PROC_HERE, to the directory of the process. */
struct proc_path {
	/* The path as a string. The longest path is "4294967295/task/4294967295/fd". */
	char text[32];
};

/* Returns the path of a file of the process `pid`. `file` is a printf(3) format that
 * gives the path relative to the directory of the process. */
__attribute__((format(printf, 2, 3))) struct proc_path proc_path(uint32_t pid,
								 const char *file, ...);

/* An iterator over those entries of a directory of /proc whose names are numbers:
 * processes, threads or fds. Initialise with PROC_NUMBERS_INIT, release with
 * proc_numbers_close(). */
struct proc_numbers {
	int fd;
	size_t pos, len;
	char buffer[32768] __attribute__((aligned(8)));
};

#define PROC_NUMBERS_INIT ((struct proc_numbers){ .fd = -1 })

/* Opens the directory `path` relative to the directory dirfd, like openat(2), after
 * closing the directory that `it` may have open. Returns 0 or -errno. */
int proc_numbers_open(struct proc_numbers *it, int dirfd, const char *path);
void proc_numbers_close(struct proc_numbers *it);

/* Gets the next entry of the directory whose name is a number. Returns 1 and sets *ret to
 * the number, 0 at the end of the directory, or -errno. */
int proc_numbers_next(struct proc_numbers *it, uint32_t *ret);

/* Gets the number of processes in the pid namespace of the /proc of proc_fd; *ret is
 * about ten too high. Returns 0 or -errno. */
int proc_count_processes(int proc_fd, uint64_t *ret);
/* Gets the number of open files on the whole machine. Returns 0 or -errno. */
int proc_count_files(int proc_fd, uint64_t *ret);

/* Gets the number of threads of a process from the link count of /proc/<pid>/task; *ret
 * is 0 if the number is not known. Returns 0 or -errno. */
int proc_count_threads(int proc_fd, uint32_t pid, uint32_t *ret);

/* Gets the number of open fds of a thread from the size of its directory "fd", which is 0
 * before Linux 6.2. Returns 0 or -errno. */
int proc_count_fds(int proc_fd, uint32_t pid, uint32_t thread, uint64_t *ret);

/* The size in bytes of the buffer that proc_read_link() fills. */
enum { PROC_LINK_MAX = 64 };
/* Reads the symbolic link `path` below dirfd into `link`, and appends a NUL. Returns the
 * length of the text in bytes, 0 if the text is too long for `link`, which happens only
 * if the text is a path, or -errno. */
int proc_read_link(int dirfd, const char *path, char link[PROC_LINK_MAX]);

/* Finds out by readlink(2) whether an fd below an open /proc/<pid>/fd is a socket;
 * stat(2) would hang on a dead NFS mount. Returns 1 and sets *ret to the inode number of
 * the socket, 0 if the fd is not a socket, or -errno. */
int proc_fd_socket(int fd_dirfd, uint32_t fd, uint64_t *ret);

/* Returns whether the first len bytes of `name` are the kernel's name of a socket,
 * "socket:[INODE]", and sets *ret to the inode number in the name. */
bool proc_parse_socket(const char *name, size_t len, uint64_t *ret);

/* Reads the file `file` of a process until the first NUL or the end of the file, or until
 * more than max bytes are read. The caller frees *ret, which ends with a NUL. Returns 0
 * or -errno. */
int proc_read_string(int proc_fd, uint32_t pid, const char *file, size_t max, char **ret);

/* Reads the task name of a process, unescaped: the name may have any byte but NUL. The
 * caller frees *ret. Returns 0 or -errno. */
int proc_read_comm(int proc_fd, uint32_t pid, char **ret);

/* Reads argv[0] of a process as the process shows argv[0] now, unescaped and in full; ""
 * if there is no command line, as in a kernel thread or a zombie. The caller frees *ret.
 * Sets *ret_stat to the result of fstat(2) for the file (see procdir_stat()), unless
 * ret_stat is NULL. Returns 0 or -errno. */
int proc_read_argv0(int proc_fd, uint32_t pid, struct stat *ret_stat, char **ret);

/* Reads the path of the executable of a process, unescaped; the kernel appends "
 * (deleted)" if the executable was deleted. The caller frees *ret. Returns 0 or
 * -errno. */
int proc_read_exe(int proc_fd, uint32_t pid, char **ret);

/* Reads the effective user id of a process. Returns 0, -EBADMSG if the status file has no
 * user id, or another error. */
int proc_read_uid(int proc_fd, uint32_t pid, uid_t *ret);

/* Reads the pid of the process that a thread belongs to; `pid` is the number of the
 * thread. Returns 0, -EBADMSG if the status file of the thread has no pid of its process,
 * or another error. */
int proc_read_tgid(int proc_fd, uint32_t pid, uint32_t *ret);

/* Reads the flags of an fd of a process: the flags of open(2) with the kernel's values,
 * and O_CLOEXEC. Returns 0, -EBADMSG if the fdinfo file is malformed, or another
 * error. */
int proc_read_fd_flags(int proc_fd, uint32_t pid, uint32_t fd, uint32_t *ret);

/* Returns whether the pid namespace of this program is the initial pid namespace, which
 * has all processes of the machine. */
bool proc_is_first_pid_namespace(int proc_fd);

/* Reads the whole file `path` below proc_fd. The caller frees *ret, which ends with a NUL
 * that *ret_len does not count. Returns 0, -EFBIG if the file is longer than max bytes,
 * or another error. */
int proc_read_file(int proc_fd, const char *path, size_t max, char **ret,
		   size_t *ret_len);

/* Reads the pid of the parent and the process group of a process; a number is 0 if the
 * parent or the group is outside the pid namespace of the /proc of proc_fd. Returns 0,
 * -EBADMSG if the stat file is malformed, or another error. */
int proc_read_stat(int proc_fd, uint32_t pid, uint32_t *ret_ppid, uint32_t *ret_pgid);

/* Fields of the stat file of a process, by their numbers in proc_pid_stat(5). The field
 * PROC_STAT_START is in ticks of 1 / sysconf(_SC_CLK_TCK) seconds, by CLOCK_BOOTTIME. */
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

/* Reads the number in one field of the stat file of a process, for example
 * PROC_STAT_FLAGS. Returns 0, -EBADMSG if the stat file is malformed, or another
 * error. */
int proc_read_stat_number(int proc_fd, uint32_t pid, int field, uint64_t *ret);

/* Two numbers of a process, `start` and `program`, that do not change until the process
 * executes another program. */
struct proc_image {
	/* The time at which the process started, in the unit of PROC_STAT_START; 0: not
	 * known. */
	uint64_t start;
	/* Number of the program that the process executes, by image_number(); 0: not
	 * known. */
	uint64_t program;
};

/* Reads the two numbers of struct proc_image for a process. Returns 0, -ENODATA if the
 * process has no memory of its own or the caller may not see the addresses of its memory,
 * -EBADMSG if the stat file is malformed, or another error. */
int proc_read_image(int proc_fd, uint32_t pid, struct proc_image *ret);

/* The functions named procdir_*() take as proc_fd and pid either the root of /proc and a
 * pid, or the directory of a process and PROC_HERE. With PROC_HERE, a later process that
 * reuses the pid is not mistaken for the process. */

/* Opens the directory of a process with O_PATH. Returns 0 and sets *ret_fd, or returns
 * -errno. */
int procdir_open(int proc_fd, uint32_t pid, int *ret_fd);

/* Calls fstatat(2) for the directory of a process. The change time of the directory is
 * the time at which the kernel made an inode for the directory. The kernel makes an inode
 * at the first access, and again at the first access after the kernel dropped the inode
 * from its cache. Returns 0 or -errno. */
int procdir_stat(int proc_fd, uint32_t pid, struct stat *ret);

/* Returns whether a process has ended or is ending. An ending process may have closed its
 * sockets already. The descriptors of an ending process belong to root in /proc, and the
 * user of the process is denied access to the descriptors. */
bool procdir_is_exiting(int proc_fd, uint32_t pid);

/* Returns whether the fd of the process is the socket with the given inode number. Also
 * returns true if a lack of memory or descriptors prevents the check. */
bool procdir_has_socket(int proc_fd, uint32_t pid, uint32_t fd, uint64_t inode);

/* Returns whether the fd is the socket with the given inode number in at least one thread
 * of the process. Each thread may have a descriptor table of its own. */
bool procdir_has_threads_socket(int proc_fd, uint32_t pid, uint32_t fd, uint64_t inode);

/* Finds out whether an fd below an open /proc/<pid>/fd is an io_uring. Returns 1 if the
 * fd is an io_uring, 0 if the fd is anything else, or -errno. */
int procdir_is_ring(int fd_dirfd, uint32_t fd);

/* The functions named procref_*() find sockets that a process uses without a descriptor:
 * sockets that the process has mapped into memory or registered with an io_uring. */

/* Gets the inode number of the next socket named in the file that l reads: the maps file
 * of a process, or, if is_ring, the fdinfo file of an io_uring. Returns 1 and sets *ret
 * to the inode number, 0 at the end of the file, or -errno. */
int procref_next(struct lines *l, bool is_ring, uint64_t *ret);

/* Returns whether the kernel shows the full paths of files that are registered with an
 * io_uring (since Linux 6.14). Earlier kernels show only the last part of a path, which
 * may look like the name of a socket. */
bool procref_names_registered(int proc_fd);

#endif
