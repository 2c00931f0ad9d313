/* SPDX-License-Identifier: GPL-2.0-or-later */
/* io_urings. A process that registers a socket with one (IORING_REGISTER_FILES, or accepts it
 * there) holds it without a descriptor. What is registered the kernel does not always tell: the
 * fdinfo of a ring leaves it out while that is locked, and of a socket older kernels gave there
 * no inode. */
#ifndef OWNER_RINGS_H
#define OWNER_RINGS_H

#include <stdbool.h>

/* Whether a process has one, or may have: not each could be looked into. One that has closed all
 * descriptors of its ring is not found. -ENOMEM, -EMFILE and -ENFILE alone are errors. */
int rings_find(int proc_fd, bool *ret);

#endif
