/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which host, boot and network namespace the program is in, so that listings of several can
 * be combined. */
#ifndef KERNEL_IDENTITY_H
#define KERNEL_IDENTITY_H

#include <stdint.h>

enum { IDENTITY_HOST_MAX = 64, IDENTITY_BOOT_MAX = 36 };

/* Where the program runs. An unknown string is "", an unknown number 0. */
struct identity {
	/* Node name of uname(2), with any bytes. */
	char host[IDENTITY_HOST_MAX + 1];
	/* The kernel's boot_id, see random(4). */
	char boot_id[IDENTITY_BOOT_MAX + 1];
	/* Inode of the namespace's file, see namespaces(7). It is reused after the
	 * namespace ended. */
	uint64_t netns_inode;
	/* Number of the namespace by SO_NETNS_COOKIE, since Linux 5.14. It is never reused
	 * within a boot. */
	uint64_t netns_cookie;
};

/* Reads the identity. proc_fd is that of struct context. Returns -ENOMEM, -ENOBUFS, -EMFILE or
 * -ENFILE if a resource was exhausted; other failures leave a fact unknown. */
int identity_read(int proc_fd, struct identity *ret);

#endif
