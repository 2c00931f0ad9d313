/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which host, boot and network namespace the program is in, so that listings of several can
 * be combined. */
#ifndef KERNEL_IDENTITY_H
#define KERNEL_IDENTITY_H

#include <stdint.h>

enum { IDENTITY_HOST_MAX = 64, IDENTITY_BOOT_MAX = 36 };

/* Unknown facts are "" or 0. */
struct identity {
	char host[IDENTITY_HOST_MAX + 1]; /* Node name of uname(2), raw. */
	char boot_id[IDENTITY_BOOT_MAX + 1]; /* Boot id, see random(4). */
	/* Inode of the namespace's file, see namespaces(7). It is reused after the
	 * namespace ended. */
	uint64_t netns_inode;
	/* SO_NETNS_COOKIE, since Linux 5.14. It is never reused within a boot. */
	uint64_t netns_cookie;
};

/* proc_fd may be -1. Returns an error only for -ENOMEM, -ENOBUFS, -EMFILE and -ENFILE. */
int identity_read(int proc_fd, struct identity *ret);

#endif
