/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tasks, by their numbers in our own pid namespace: not all that is to be known of them
 * stands in /proc. */
#ifndef KERNEL_TASK_H
#define KERNEL_TASK_H

#include <stdbool.h>
#include <stdint.h>

/* Whether the numbers of this /proc are those of our pid namespace. They are not where it
 * was mounted in another one, of which ours may be part. */
bool task_numbers_are_of(int proc_fd);

/* Compares the tables of file descriptors of two tasks (kcmp(2)). 0: one table, 1: two,
 * -ESRCH: one of the tasks is no more; or any other error, where the kernel has no such
 * call (-ENOSYS) or does not allow it (-EPERM). */
int task_compare_tables(uint32_t a, uint32_t b);

#endif
