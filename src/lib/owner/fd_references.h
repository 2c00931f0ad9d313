/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that a process holds without a descriptor: by a mapping of the packet ring or
 * of the receive queue of the socket, or by having registered the socket with an
 * io_uring. */
#ifndef OWNER_FD_REFERENCES_H
#define OWNER_FD_REFERENCES_H

#include <stdbool.h>
#include <stdint.h>

#include "owner_index.h"

struct map;
struct sock;

/* Returns whether the protocol of the socket s has sockets that mmap(2) can map. */
bool fd_references_can_be_mapped(const struct sock *s);

/* Adds to `index` the processes that hold, without a descriptor, one of the sockets whose
 * inodes are the keys of `inodes`; the values of `inodes` are overwritten. Mappings are
 * searched (/proc/PID/maps) only if with_maps is true. *ret_is_denied is set to whether
 * the mappings of a process could not be read or the deadline (NULL: no deadline) ended
 * the search. Returns 0, -ENOMEM, -EMFILE or -ENFILE. */
int fd_references_find(int proc_fd, struct map *inodes, bool with_maps,
		       const struct deadline *deadline, struct owner_index *index,
		       bool *ret_is_denied);

/* Returns whether the process whose directory in /proc is dir_fd holds the socket by the
 * means held_by: a mapping, or a registration with the io_uring that has the descriptor
 * fd. */
bool fd_references_hold(int dir_fd, enum held_by held_by, uint32_t fd, uint64_t inode);

#endif
