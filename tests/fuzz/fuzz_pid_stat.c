/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/<pid>/stat. */
#include <errno.h>

#include "file.h"
#include "kernel/proc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t ppid = 4711;
	uint32_t pgid = 4712;
	uint64_t start = 4713;

	file_set(data, size);
	const int r = proc_read_stat(FILE_PROC, 12, &ppid, &pgid);
	require(r == 0 || (r == -EBADMSG && ppid == 4711 && pgid == 4712));
	const int began = proc_read_stat_number(FILE_PROC, 12, PROC_STAT_START, &start);
	require(began == 0 || (began == -EBADMSG && start == 4713));
	return 0;
}
