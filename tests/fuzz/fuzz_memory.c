/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SK_MEMINFO_* of any length. */
#include "diag/dump.h"
#include "kernel/nl.h"
#include "shown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sock s;

	memset(&s, 0x1b, sizeof(s));
	sock_clear(&s);
	require(dump_memory(&(struct nlattrs){ .data = data, .size = size }, &s) == 0);
	require(!(s.has & SOCK_HAS_MEMORY) || s.memory.count <= MEMORY_MAX_);
	shown_in_all(&s);
	return 0;
}
