/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory use of a socket and its drops: SK_MEMINFO_* of linux/sock_diag.h. */
#ifndef MODEL_MEMORY_H
#define MODEL_MEMORY_H

#include <stdint.h>

/* Figures of memory use, numbered as SK_MEMINFO_*. All are in bytes except MEMORY_DROPS,
 * which counts packets. */
enum memory {
	/* bytes used by received data */
	MEMORY_RMEM_ALLOC,
	/* limit in bytes of the memory for received data */
	MEMORY_RCVBUF,
	/* bytes used by data that the socket has given to the lower layer */
	MEMORY_WMEM_ALLOC,
	/* limit in bytes of the memory for data to send */
	MEMORY_SNDBUF,
	/* bytes reserved for the socket but not yet used */
	MEMORY_FWD_ALLOC,
	/* bytes of data that is queued for sending or not yet acknowledged */
	MEMORY_WMEM_QUEUED,
	/* bytes used by socket options and socket filters */
	MEMORY_OPTMEM,
	/* bytes of data received while the socket was locked */
	MEMORY_BACKLOG,
	/* number of packets that the socket dropped */
	MEMORY_DROPS,
	MEMORY_MAX_,
};

struct sock_memory {
	/* number of figures in the array `of` that the kernel reported; older kernels
	 * report fewer */
	uint32_t count;
	/* figures of memory use, indexed by enum memory */
	uint32_t of[MEMORY_MAX_];
};

/* Returns the name of a figure of memory use, which is its key in the JSON of a
 * listing. */
const char *memory_name(enum memory memory);

#endif
