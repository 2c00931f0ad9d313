/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A block written by the process that looks up hosts. */
#include <errno.h>

#include "fuzz.h"
#include "resolve/hosts_ipc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hosts_block block = { 0 };
	struct hosts_block again = { 0 };
	struct hosts_entry e;
	size_t at = 0;
	int r = 0;

	if (size)
		memcpy(&block, data, size < sizeof(block) ? size : sizeof(block));
	while ((r = hosts_block_next(&block, &at, &e)) > 0) {
		require(at <= block.len && block.len <= sizeof(block.bytes));
		require(e.addr.family == 0 || e.addr.family == AF_INET ||
			e.addr.family == AF_INET6);
		require(strlen(e.name) == e.name_len && e.name_len < sizeof(e.name));
		require(hosts_block_add(&again, &e.addr, e.is_answered, e.name));
	}
	require(r == -EBADMSG || (r == 0 && at == block.len && again.len == block.len));
	return 0;
}
