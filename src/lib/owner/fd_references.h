/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that a process holds without a descriptor: by a mapping of the packet ring or of the
 * receive queue of the socket, or by having registered the socket with an io_uring. */
#ifndef OWNER_FD_REFERENCES_H
#define OWNER_FD_REFERENCES_H

#include <stdbool.h>
#include <stdint.h>

#include "owner_index.h"

struct map;
struct sock;

/* Returns whether sockets of this kind support mmap(2). */
bool fd_references_can_be_mapped(const struct sock *s);

/* Adds to the index each readable process that holds one of the sockets whose inodes are the keys
 * of the map; the values are overwritten. /proc/PID/maps is read only if with_maps. *ret_is_denied
 * is set if the mappings of a process could not be read, or if the deadline (NULL: none) ended the
 * search. Returns an error only for -ENOMEM, -EMFILE and -ENFILE. */
int fd_references_find(int proc_fd, struct map *inodes, bool with_maps,
		       const struct deadline *deadline, struct owner_index *index,
		       bool *ret_is_denied);

/* Returns whether the process with this directory holds the socket by a mapping, or has it
 * registered with the io_uring whose descriptor is fd. */
bool fd_references_hold(int dir_fd, enum held_by held_by, uint32_t fd, uint64_t inode);

#endif
