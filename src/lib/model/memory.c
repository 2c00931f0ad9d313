/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "memory.h"

const char *memory_name(enum memory memory)
{
	static const char *const names[MEMORY_MAX_] = {
		[MEMORY_RMEM_ALLOC] = "rmem_alloc", [MEMORY_RCVBUF] = "rcvbuf",
		[MEMORY_WMEM_ALLOC] = "wmem_alloc", [MEMORY_SNDBUF] = "sndbuf",
		[MEMORY_FWD_ALLOC] = "fwd_alloc",   [MEMORY_WMEM_QUEUED] = "wmem_queued",
		[MEMORY_OPTMEM] = "optmem",         [MEMORY_BACKLOG] = "backlog",
		[MEMORY_DROPS] = "drops",
	};

	return names[memory];
}
