/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The directory of a process below /proc: what is looked at by it is of that one process. Numbers
 * are those of its root, or PROC_HERE with such a directory. */
#ifndef KERNEL_PROCDIR_H
#define KERNEL_PROCDIR_H

#include <stdbool.h>
#include <stdint.h>

struct stat;

/* Opens it. */
int procdir_open(int proc_fd, uint32_t pid, int *ret_fd);

/* What fstatat(2) says of it. It is the kernel's alone to change its change time: to when it made
 * the inode, because somebody looked there for the first time since the process began or
 * since it was last forgotten. */
int procdir_stat(int proc_fd, uint32_t pid, struct stat *ret);

/* Whether all that there was of it ends, has ended or is gone. It may hold nothing any more, but its fds
 * are root's then, and are denied to its own user. */
bool procdir_is_exiting(int proc_fd, uint32_t pid);

/* Whether the process holds the socket by this fd. */
bool procdir_has_socket(int proc_fd, uint32_t pid, uint32_t fd, uint64_t inode);

/* Whether one of its threads does, which may have tables of their own. */
bool procdir_has_threads_socket(int proc_fd, uint32_t pid, uint32_t fd, uint64_t inode);

/* Whether a fd below an open /proc/<pid>/fd is that of an io_uring. 1: it is, 0: no, <0: error. */
int procdir_is_ring(int fd_dirfd, uint32_t fd);

#endif
