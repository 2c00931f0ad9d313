/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "task.h"

#include <linux/kcmp.h>
#include <string.h>
#include <sys/syscall.h>

#include "lines.h"
#include "util/cleanup.h"
#include "util/parse.h"

bool task_numbers_are_of(int proc_fd)
{
	static const char key[] = "NSpid:\t";
	const size_t skip = sizeof(key) - 1;
	char *line = NULL;
	size_t len = 0;
	_cleanup_(lines_close) struct lines lines = LINES_INIT;

	/* The entry "self" is missing if the /proc of proc_fd belongs to a pid namespace
	 * that does not have this process. */
	int r = lines_open(&lines, proc_fd, "self/status");
	while (r >= 0 && (r = lines_next(&lines, &line, &len)) > 0) {
		uint64_t number = 0;

		if (strncmp(line, key, skip) != 0)
			continue;
		/* The line "NSpid:" has the pid of this process in the pid namespace of
		 * the /proc of proc_fd and then in each namespace below, down to the
		 * namespace of this process. Kernels without the line have no pid
		 * namespaces. */
		const size_t digits = strspn(line + skip, "0123456789");
		return parse_uint_n(line + skip, digits, 10, UINT32_MAX, &number) == 0 &&
		       (pid_t)number == getpid() && line[skip + digits] == '\n';
	}
	return r == 0;
}

int task_compare_tables(uint32_t a, uint32_t b)
{
	const long r = syscall(SYS_kcmp, (pid_t)a, (pid_t)b, KCMP_FILES, 0UL, 0UL);

	if (r < 0)
		return -errno;
	return r != 0;
}
