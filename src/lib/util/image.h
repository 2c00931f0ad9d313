/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A number that identifies the program which a process runs. BPF programs, which include
 * no other headers, use it too. */
#ifndef UTIL_IMAGE_H
#define UTIL_IMAGE_H

/* Derives the number from the addresses at which the kernel placed the parts of the program:
 * struct mm_struct has them, and /proc/PID/stat shows them (proc_pid_stat(5)). The number is
 * never 0. */
static inline unsigned long long image_number(unsigned long long start_code,
					      unsigned long long start_stack,
					      unsigned long long arg_start)
{
	const unsigned long long factor = 0x9e3779b97f4a7c15;

	return ((start_code * factor + start_stack) * factor + arg_start) | 1;
}

#endif
