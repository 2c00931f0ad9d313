/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/<pid>/maps, and the fdinfo of an io_uring: each socket that is found has a
 * complete name in the input. */
#include "file.h"
#include "kernel/lines.h"
#include "kernel/proc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lines lines = LINES_INIT;
	uint64_t inode = 0;
	size_t found = 0;

	file_set(data, size);
	require(lines_open(&lines, FILE_PROC, "12/maps") == 0);
	while (procref_next(&lines, false, &inode) > 0)
		found++;
	require(found <= size / sizeof("socket:[]"));
	found = 0;
	require(lines_open(&lines, FILE_PROC, "../fdinfo/3") == 0);
	while (procref_next(&lines, true, &inode) > 0)
		found++;
	require(found <= size / sizeof("socket:[]"));
	lines_close(&lines);
	(void)procref_names_registered(FILE_PROC);
	return 0;
}
