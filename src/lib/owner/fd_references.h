/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds processes that hold a socket without a descriptor: by a mapping of the packet
 * ring or of the receive queue of the socket, or by having registered the socket with an
 * io_uring. */
#ifndef OWNER_FD_REFERENCES_H
#define OWNER_FD_REFERENCES_H

#include <stdbool.h>
#include <stdint.h>

#include "owner_index.h"

struct map;
struct sock;

/* Returns whether sockets with the protocol of the socket s can be mapped by mmap(2). */
bool fd_references_can_be_mapped(const struct sock *s);

/* Adds to `index` the processes that hold, without a descriptor, one of the sockets whose
 * inodes are the keys of `inodes`; the values of `inodes` are overwritten. Mappings
 * (/proc/PID/maps) are searched only if with_maps is true. *ret_is_denied is set to true
 * if the mappings of a process could not be read or if the deadline (NULL: no deadline)
 * ended the search, otherwise to false. Returns 0, -ENOMEM, -EMFILE or -ENFILE. */
int fd_references_find(int proc_fd, struct map *inodes, bool with_maps,
		       const struct deadline *deadline, struct owner_index *index,
		       bool *ret_is_denied);

/* Returns whether the process whose directory in /proc is dir_fd holds the socket with
 * this inode: by a mapping if held_by is HELD_BY_MAPPING, by a registration with the
 * io_uring at the process's descriptor fd if held_by is HELD_BY_RING. */
bool fd_references_hold(int dir_fd, enum held_by held_by, uint32_t fd, uint64_t inode);

#endif
