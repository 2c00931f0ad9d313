/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/<pid>/fdinfo/<fd>. */
#include <errno.h>

#include "file.h"
#include "kernel/proc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t flags = 4711;

	file_set(data, size);
	int r = proc_read_fd_flags(FILE_PROC, 12, 3, &flags);
	require(r == 0 || (r == -EBADMSG && flags == 4711));
	return 0;
}
