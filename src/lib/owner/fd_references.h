/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that a process holds without a descriptor: by a mapping of its packet ring or of its
 * receive queue, or by having registered it with an io_uring. */
#ifndef OWNER_FD_REFERENCES_H
#define OWNER_FD_REFERENCES_H

#include <stdbool.h>
#include <stdint.h>

#include "owner_index.h"

struct map;
struct sock;

/* Whether a socket of this kind can be mapped: others refuse mmap(2). */
bool fd_references_can_be_mapped(const struct sock *s);

/* Adds to the holders each process that can be read and that holds one of the sockets whose
 * inodes are the keys of the map; the values are overwritten. /proc/PID/maps is read only if
 * with_maps. *ret_is_denied: the mappings of a process could not be read, or the deadline (NULL:
 * none) was over first. -ENOMEM, -EMFILE and
 * -ENFILE alone are errors. */
int fd_references_find(int proc_fd, struct map *inodes, bool with_maps,
		       const struct deadline *deadline, struct owner_index *h,
		       bool *ret_is_denied);

/* Whether the process with this directory holds the socket by that means; fd is that of the
 * io_uring, if it is one. */
bool fd_references_hold(int dir_fd, enum held_by held_by, uint32_t fd, uint64_t inode);

#endif
