/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts about tasks by their numbers in our own pid namespace. */
#ifndef KERNEL_TASK_H
#define KERNEL_TASK_H

#include <stdbool.h>
#include <stdint.h>

/* Returns whether this /proc has the numbers of our pid namespace. A /proc that was mounted in
 * another one has not, even in one above ours. */
bool task_numbers_are_of(int proc_fd);

/* Compares the tables of file descriptors of two tasks (kcmp(2)). Returns 0 if they share
 * one, 1 if they do not, -ESRCH if one of the tasks has ended, or another error if the
 * kernel does not have this call (-ENOSYS) or does not permit it (-EPERM). */
int task_compare_tables(uint32_t a, uint32_t b);

#endif
