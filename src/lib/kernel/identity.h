/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads in which host, boot and network namespace the program runs, so that listings from
 * several namespaces can be combined. */
#ifndef KERNEL_IDENTITY_H
#define KERNEL_IDENTITY_H

#include <stdint.h>

enum { IDENTITY_HOST_MAX = 64, IDENTITY_BOOT_MAX = 36 };

/* The host, boot and network namespace in which the program runs. An unknown string is
 * "", an unknown number 0. */
struct identity {
	/* Node name of the host by uname(2), with any bytes but NUL. */
	char host[IDENTITY_HOST_MAX + 1];
	/* The boot_id of the kernel, see random(4). */
	char boot_id[IDENTITY_BOOT_MAX + 1];
	/* Inode number of the network namespace, see namespaces(7). The kernel may reuse
	 * the number after the namespace has ended. */
	uint64_t netns_inode;
	/* Cookie of the network namespace by SO_NETNS_COOKIE (since Linux 5.14). The
	 * kernel never reuses the cookie within a boot. */
	uint64_t netns_cookie;
};

/* Reads the identity. proc_fd is the member of struct context. Returns 0, or -ENOMEM,
 * -ENOBUFS, -EMFILE or -ENFILE if a resource was exhausted; any other failure leaves a
 * member unknown. */
int identity_read(int proc_fd, struct identity *ret);

#endif
