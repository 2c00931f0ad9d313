/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files below /proc/PID that name sockets without a descriptor of the process standing for them:
 * its mappings, and what is registered with its io_urings. */
#ifndef KERNEL_PROC_REFERENCES_H
#define KERNEL_PROC_REFERENCES_H

#include <stdbool.h>
#include <stdint.h>

struct lines;

/* Opens the mappings of a process. */
int procref_open_maps(struct lines *l, int proc_fd, uint32_t pid);

/* The inode of the next socket that is mapped. 1: *ret is set, 0: no more, <0: error. */
int procref_next_mapped(struct lines *l, uint64_t *ret);

/* Opens what the kernel shows of an io_uring: by its fd below an open fd directory, or below the
 * directory of its process. */
int procref_open_ring(struct lines *l, int fd_dirfd, uint32_t fd);
int procref_open_ring_here(struct lines *l, int dir_fd, uint32_t fd);

/* The inode of the next socket that is registered. 1: *ret is set, 0: no more, <0: error. */
int procref_next_registered(struct lines *l, uint64_t *ret);

/* Whether the kernel shows registered files by their path (Linux 6.14). Before, it showed the
 * last part of the path, by which any file could pass for a socket. */
bool procref_names_registered(int proc_fd);

#endif
