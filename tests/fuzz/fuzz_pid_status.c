/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/<pid>/status. */
#include <errno.h>

#include "file.h"
#include "kernel/proc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t tgid = 4711;
	uid_t uid = 4712;

	file_set(data, size);
	int r = proc_read_tgid(FILE_PROC, 12, &tgid);
	require(r == 0 || (r == -EBADMSG && tgid == 4711));
	r = proc_read_uid(FILE_PROC, 12, &uid);
	require(r == 0 || (r == -EBADMSG && uid == 4712));
	return 0;
}
