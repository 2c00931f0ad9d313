/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at a process by its directory below /proc, so that a later process with the same pid
 * is not confused with it. The arguments are the root and a pid, or such a directory and
 * PROC_HERE. */
#ifndef KERNEL_PROCDIR_H
#define KERNEL_PROCDIR_H

#include <stdbool.h>
#include <stdint.h>

struct stat;

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

#endif
