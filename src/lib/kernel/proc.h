/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading /proc (proc(5)), everything relative to a descriptor of its root, so that a
 * test can put a made-up tree in its place. */
#ifndef KERNEL_PROC_H
#define KERNEL_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct stat;

/* Opens the root. -ENOENT also where it is a directory but no procfs is mounted on it. */
int proc_open(const char *root, int *ret_fd);

/* In place of a number, where the descriptor is not that of the root but of a process' own
 * directory: what is read there is of this process, and fails once it is no more, even if
 * another has its number by then. */
enum { PROC_HERE = 0 };

/* What an error below /proc/<pid> says: the process (or the fd) is no more, which is
 * normal, or it is not for us to look into. */
bool proc_is_gone(int error);
bool proc_is_denied(int error);

/* Or we have run out of memory or descriptors, and can look into nothing more. Any other error
 * concerns that one file alone: who made it, and how, is not in our hands. */
bool errno_is_resource(int error);
bool proc_lacks_descriptors(int error);

/* The entries of a directory of /proc whose names are numbers: processes, or fds. Owns
 * its descriptor; start from PROC_NUMBERS_INIT. */
struct proc_numbers {
	int fd;
	size_t pos;
	size_t len;
	char buffer[32768] __attribute__((aligned(8)));
};

#define PROC_NUMBERS_INIT ((struct proc_numbers){ .fd = -1 })

/* Opens /proc for its processes, or /proc/<pid>/fd. Closes what was open before. */
int proc_numbers_open_pids(struct proc_numbers *it, int proc_fd);
int proc_numbers_open_fds(struct proc_numbers *it, int proc_fd, uint32_t pid);

/* Opens /proc/<pid>/task, or the fds of one of these threads. */
int proc_numbers_open_threads(struct proc_numbers *it, int proc_fd, uint32_t pid);
int proc_numbers_open_thread_fds(struct proc_numbers *it, int proc_fd, uint32_t pid,
				 uint32_t thread);
void proc_numbers_close(struct proc_numbers *it);

/* The next number. 1: *ret is set, 0: no more, <0: error. */
int proc_numbers_next(struct proc_numbers *it, uint32_t *ret);

/* The numbers of processes and of open files, of all namespaces. */
int proc_count_processes(int proc_fd, uint64_t *ret);
int proc_count_files(int proc_fd, uint64_t *ret);

/* The number of threads, by the links of /proc/<pid>/task. 0 where it cannot be told. */
int proc_count_threads(int proc_fd, uint32_t pid, uint32_t *ret);

/* The number of fds of a thread, by the size of their directory: 0 before Linux 6.2. */
int proc_count_fds(int proc_fd, uint32_t pid, uint32_t thread, uint64_t *ret);

/* What the link of an fd below an open /proc/<pid>/fd says, by readlink alone: to stat
 * through it would hang on a dead NFS mount. 1: a socket, *ret is its inode; 0: not one,
 * nor is a link that cannot be read for what it points to (a path longer than PATH_MAX). */
int proc_fd_socket(int fd_dirfd, uint32_t fd, uint64_t *ret);

/* Whether that is how the kernel names a socket, "socket:[INODE]", and nothing else; *ret is its
 * inode then. */
bool proc_parse_socket(const char *name, size_t len, uint64_t *ret);

/* The task name, raw: it may hold any byte but NUL. *ret is the caller's. */
int proc_read_comm(int proc_fd, uint32_t pid, char **ret);

/* argv[0] as the process shows it now, whole and raw. "" where there is no command line
 * (a kernel thread, a zombie). *ret is the caller's. *ret_stat is what fstat(2) says of its
 * file, see procdir_stat; NULL: that is not asked. */
int proc_read_argv0(int proc_fd, uint32_t pid, struct stat *ret_stat, char **ret);

/* The path of the executable, raw, " (deleted)" behind it where it is. *ret is the
 * caller's. */
int proc_read_exe(int proc_fd, uint32_t pid, char **ret);

/* The parent and the process group; both 0 where they are outside the pid namespace.
 * -EBADMSG where the stat file is not what it should be. */
int proc_read_stat(int proc_fd, uint32_t pid, uint32_t *ret_ppid, uint32_t *ret_pgid);

/* Numbers of the stat file, as proc_pid_stat(5) counts them. When it began is told in ticks of
 * sysconf(_SC_CLK_TCK), by CLOCK_BOOTTIME. */
enum {
	PROC_STAT_FLAGS = 9,
	PROC_STAT_THREADS = 20,
	PROC_STAT_START = 22,
	PROC_STAT_START_CODE = 26,
	PROC_STAT_START_STACK = 28,
	PROC_STAT_ARG_START = 48,
};
/* -EBADMSG as above. */
int proc_read_stat_number(int proc_fd, uint32_t pid, int field, uint64_t *ret);

/* What stays the same as long as a process runs the same program. */
struct proc_image {
	uint64_t start; /* when the process began, see PROC_STAT_START; 0: not known */
	/* of the program, see image_number; 0: not known */
	uint64_t program;
};

/* -ENODATA where the process has no memory of its own, or does not let us know. */
int proc_read_image(int proc_fd, uint32_t pid, struct proc_image *ret);

/* The effective user id. -EBADMSG where the status file holds none. */
int proc_read_uid(int proc_fd, uint32_t pid, uid_t *ret);

/* The process that a thread belongs to: itself if it is one. -EBADMSG as above. */
int proc_read_tgid(int proc_fd, uint32_t pid, uint32_t *ret);

/* The flags of a descriptor: how it was opened (O_* of fcntl.h, as the kernel has them), and
 * O_CLOEXEC. -EBADMSG where the fdinfo file does not begin as it should. */
int proc_read_fd_flags(int proc_fd, uint32_t pid, uint32_t fd, uint32_t *ret);

/* Whether the pid namespace that we are in is the first one, so that there are no processes
 * outside it. */
bool proc_is_first_pid_namespace(int proc_fd);

/* A file below the root, whole; a NUL is behind it. -EFBIG: it is longer than max. *ret is the
 * caller's. */
int proc_read_file(int proc_fd, const char *path, size_t max, char **ret,
		   size_t *ret_len);

#endif
