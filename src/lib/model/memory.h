/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory use of a socket and its drops: SK_MEMINFO_* of linux/sock_diag.h. */
#ifndef MODEL_MEMORY_H
#define MODEL_MEMORY_H

#include <stdint.h>

/* Figures of memory use, numbered as SK_MEMINFO_*. All are in bytes except MEMORY_DROPS,
 * which counts packets. */
enum memory {
	/* used by received data */
	MEMORY_RMEM_ALLOC,
	/* limit of received data */
	MEMORY_RCVBUF,
	/* used by data given to the lower layer */
	MEMORY_WMEM_ALLOC,
	/* limit of queued data */
	MEMORY_SNDBUF,
	/* reserved, not yet used */
	MEMORY_FWD_ALLOC,
	/* queued for sending, or not yet acknowledged */
	MEMORY_WMEM_QUEUED,
	/* used by options and filters */
	MEMORY_OPTMEM,
	/* received while the socket was locked */
	MEMORY_BACKLOG,
	/* packets dropped */
	MEMORY_DROPS,
	MEMORY_MAX_,
};

struct sock_memory {
	/* The number of values that the kernel gave; older kernels give fewer. */
	uint32_t count;
	uint32_t of[MEMORY_MAX_];
};

/* Returns the key of a figure in JSON. */
const char *memory_name(enum memory memory);

#endif
