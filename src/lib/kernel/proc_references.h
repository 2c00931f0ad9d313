/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files below /proc/PID that name sockets which the process may have no descriptor of: its
 * mappings, and what is registered with its io_urings. */
#ifndef KERNEL_PROC_REFERENCES_H
#define KERNEL_PROC_REFERENCES_H

#include <stdbool.h>
#include <stdint.h>

struct lines;

/* Opens the mappings of a process. */
int procref_open_maps(struct lines *l, int proc_fd, uint32_t pid);

/* Gets the inode of the next mapped socket. Returns 1 and sets *ret, 0 at the end, or an
 * error. */
int procref_next_mapped(struct lines *l, uint64_t *ret);

/* Open the fdinfo file of an io_uring: by an open fd directory, or by the directory of its
 * process. */
int procref_open_ring(struct lines *l, int fd_dirfd, uint32_t fd);
int procref_open_ring_here(struct lines *l, int dir_fd, uint32_t fd);

/* Gets the inode of the next registered socket. Returns 1 and sets *ret, 0 at the end, or an
 * error. */
int procref_next_registered(struct lines *l, uint64_t *ret);

/* Returns whether the kernel shows registered files by their path (Linux 6.14). Before, it
 * showed the last part of the path, which any file can have in common with a socket. */
bool procref_names_registered(int proc_fd);

#endif
