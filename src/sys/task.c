/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "task.h"

#include <linux/kcmp.h>
#include <string.h>
#include <sys/syscall.h>

#include "base/cleanup.h"
#include "proc.h"

bool task_numbers_are_of(int proc_fd)
{
	_cleanup_free_ char *line = NULL;
	size_t size = 0;
	_cleanup_file_ FILE *f = NULL;

	/* not there where the process is in no namespace that this /proc knows */
	if (proc_open_file(proc_fd, "self/status", &f) < 0)
		return false;
	while (getline(&line, &size, f) > 0) {
		long number = 0;
		int end = 0;

		/* our number in the namespace of this /proc, and in each below it down to
		 * ours. Without the line the kernel has but one namespace. */
		if (sscanf(line, "NSpid:%ld%n", &number, &end) == 1)
			return number == getpid() && line[end] == '\n';
	}
	return true;
}

int task_compare_tables(uint32_t a, uint32_t b)
{
	const long r = syscall(SYS_kcmp, (pid_t)a, (pid_t)b, KCMP_FILES, 0UL, 0UL);

	if (r < 0)
		return -errno;
	return r != 0;
}
