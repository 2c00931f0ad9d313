/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "memory.h"

const char *memory_name(enum memory memory)
{
	static const char *const names[MEMORY_MAX_] = {
		"rmem_alloc",  "rcvbuf", "wmem_alloc", "sndbuf", "fwd_alloc",
		"wmem_queued", "optmem", "backlog",    "drops",
	};

	return names[memory];
}
