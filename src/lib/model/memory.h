/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory of a socket, and what it dropped: SK_MEMINFO_* of linux/sock_diag.h. */
#ifndef MODEL_MEMORY_H
#define MODEL_MEMORY_H

#include <stdint.h>

/* Numbered as there; bytes, but for the last. */
enum memory {
	MEMORY_RMEM_ALLOC, /* what was received takes */
	MEMORY_RCVBUF, /* and may take */
	MEMORY_WMEM_ALLOC, /* what was handed down to be sent takes */
	MEMORY_SNDBUF, /* what is to be sent may take */
	MEMORY_FWD_ALLOC, /* set aside, and not yet used */
	MEMORY_WMEM_QUEUED, /* what waits to be sent, or to be acknowledged */
	MEMORY_OPTMEM, /* options and filters */
	MEMORY_BACKLOG, /* received while the socket was in use */
	MEMORY_DROPS, /* packets that it had no room for, or could not take */
	MEMORY_MAX_,
};

struct sock_memory {
	uint32_t count; /* how many the kernel told: older ones have fewer */
	uint32_t of[MEMORY_MAX_];
};

/* Its key in JSON. */
const char *memory_name(enum memory memory);

#endif
