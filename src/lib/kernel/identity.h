/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the host, the boot and the network namespace in which the program runs, to
 * distinguish listings that come from several hosts or namespaces. */
#ifndef KERNEL_IDENTITY_H
#define KERNEL_IDENTITY_H

#include <stdint.h>

enum { IDENTITY_HOST_MAX = 64, IDENTITY_BOOT_MAX = 36 };

/* The host, the boot and the network namespace in which the program runs. A string that
 * is not known is "", a number that is not known is 0. */
struct identity {
	/* Node name of the host by uname(2); the name may have any bytes but NUL. */
	char host[IDENTITY_HOST_MAX + 1];
	/* The boot_id of the running kernel, see random(4). */
	char boot_id[IDENTITY_BOOT_MAX + 1];
	/* Inode number of the network namespace, see namespaces(7). The kernel may reuse
	 * the inode number after the namespace has ended. */
	uint64_t netns_inode;
	/* Cookie of the network namespace by SO_NETNS_COOKIE (since Linux 5.14). The
	 * kernel never reuses a cookie within a boot. */
	uint64_t netns_cookie;
};

/* Reads all members of struct identity. proc_fd is the descriptor of the root of /proc,
 * or negative if there is no /proc. Returns 0, or -ENOMEM, -ENOBUFS, -EMFILE or -ENFILE
 * if a resource was exhausted; any other failure leaves a member unknown. */
int identity_read(int proc_fd, struct identity *ret);

#endif
