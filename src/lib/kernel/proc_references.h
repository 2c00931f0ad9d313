/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files below /proc/PID that name sockets which the process may have no descriptor of: its
 * mappings, and what is registered with its io_urings. */
#ifndef KERNEL_PROC_REFERENCES_H
#define KERNEL_PROC_REFERENCES_H

#include <stdbool.h>
#include <stdint.h>

struct lines;

/* Gets the inode of the next socket in the maps file of a process, or in the fdinfo file of an
 * io_uring. Returns 1 and sets *ret, 0 at the end, or an error. */
int procref_next(struct lines *l, bool is_ring, uint64_t *ret);

/* Returns whether the kernel shows registered files by their path (Linux 6.14). Before, it
 * showed the last part of the path, which any file can have in common with a socket. */
bool procref_names_registered(int proc_fd);

#endif
