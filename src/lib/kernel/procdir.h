/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at a process by its directory below /proc, so that a later process with the same pid
 * is not confused with it. The arguments are the root and a pid, or such a directory and
 * PROC_HERE. */
#ifndef KERNEL_PROCDIR_H
#define KERNEL_PROCDIR_H

#include <stdbool.h>
#include <stdint.h>

struct stat;

/* Opens the directory. */
int procdir_open(int proc_fd, uint32_t pid, int *ret_fd);

/* Gets what fstatat(2) says of the directory. Only the kernel sets its change time: to when
 * it made the inode, because the directory was looked at for the first time since the
 * process began or since the kernel dropped it from its cache. */
int procdir_stat(int proc_fd, uint32_t pid, struct stat *ret);

/* Returns whether the process is ending, has ended or is gone. An ending process may hold no
 * socket any more, but its descriptors belong to root and deny access to its own user. */
bool procdir_is_exiting(int proc_fd, uint32_t pid);

/* Returns whether the process still holds the socket by this fd, by which it was seen to hold it.
 * True as well without the memory to find out: nothing shows that it does not. */
bool procdir_has_socket(int proc_fd, uint32_t pid, uint32_t fd, uint64_t inode);

/* Returns whether a thread of the process holds it, which may have a table of its own. */
bool procdir_has_threads_socket(int proc_fd, uint32_t pid, uint32_t fd, uint64_t inode);

/* Finds out whether an fd below an open /proc/<pid>/fd is that of an io_uring. Returns 1 if
 * it is, 0 if not, or an error. */
int procdir_is_ring(int fd_dirfd, uint32_t fd);

#endif
