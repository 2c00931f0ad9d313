/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts about tasks (processes and threads), which are identified by their numbers in the
 * pid namespace of this program. */
#ifndef KERNEL_TASK_H
#define KERNEL_TASK_H

#include <stdbool.h>
#include <stdint.h>

/* Returns whether the pids in the /proc of proc_fd are the pids of this program's own pid
 * namespace. If the /proc was mounted in another pid namespace, even an outer one, its
 * pids are different. */
bool task_numbers_are_of(int proc_fd);

/* Compares the descriptor tables of the tasks a and b (kcmp(2)). Returns 0 if the tasks
 * share one descriptor table, 1 if each has its own, -ESRCH if a task has ended, -ENOSYS
 * if the kernel has no kcmp(2), -EPERM if kcmp(2) is not permitted, or another error. */
int task_compare_tables(uint32_t a, uint32_t b);

#endif
