/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A number for a program that a process runs. Also for programs of BPF, which have no other
 * headers. */
#ifndef UTIL_IMAGE_H
#define UTIL_IMAGE_H

/* Of where the kernel put the parts of the program, which it tells in proc_pid_stat(5) and has in
 * its struct mm_struct. Never 0. */
static inline unsigned long long image_number(unsigned long long start_code,
					      unsigned long long start_stack,
					      unsigned long long arg_start)
{
	const unsigned long long factor = 0x9e3779b97f4a7c15;

	return ((start_code * factor + start_stack) * factor + arg_start) | 1;
}

#endif
