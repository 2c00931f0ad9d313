/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the BPF program ring.bpf.c writes about the network namespaces of the kernel. The
 * program and its reader share it, so its layout is fixed. */
#ifndef NETNS_RING_H
#define NETNS_RING_H

#include <stdint.h>

/* Number of namespaces for which the program has room. */
enum { RING_MAX = 16384 };

struct ring_entry {
	/* cookie of the namespace, which since Linux 6.18 is its id */
	uint64_t cookie;
	/* inode of the namespace */
	uint32_t inode;
	uint32_t unused;
};

#endif
