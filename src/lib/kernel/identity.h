/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which host, boot and network namespace we are in, so that listings of several can be put
 * together. */
#ifndef KERNEL_IDENTITY_H
#define KERNEL_IDENTITY_H

#include <stdint.h>

enum { IDENTITY_HOST_MAX = 64, IDENTITY_BOOT_MAX = 36 };

/* What cannot be told is "" or 0. */
struct identity {
	char host[IDENTITY_HOST_MAX + 1]; /* node name of uname(2), raw */
	char boot_id[IDENTITY_BOOT_MAX + 1]; /* of random(4) */
	uint64_t netns_inode; /* of the file of namespaces(7); used again after its end */
	uint64_t
		netns_cookie; /* SO_NETNS_COOKIE, since Linux 5.14; never used again in a boot */
};

/* proc_fd may be -1. -ENOMEM, -ENOBUFS, -EMFILE and -ENFILE alone are
 * errors. */
int identity_read(int proc_fd, struct identity *ret);

#endif
