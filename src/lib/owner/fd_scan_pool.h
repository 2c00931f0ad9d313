/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walkers at work side by side, each on a process of its own. What they find is told in the
 * order of the processes all the same, as by one walker. */
#ifndef OWNER_FD_SCAN_POOL_H
#define OWNER_FD_SCAN_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "owner.h"

struct fd_scan_pool;

/* The next process. 1: *ret is set, 0: no more, <0: error. It is called by one worker at a
 * time, and no more once it has said no more. */
typedef int fd_scan_pool_next_pid(void *arg, uint32_t *ret);

/* As many workers as pay on this machine; 1 where one may as well walk alone. */
size_t fd_scan_pool_size(void);

/* Starts workers, or as many of them as there can be. arg and what scope selects are to
 * outlive the crew. -EAGAIN where there can be none. */
int fd_scan_pool_start(size_t workers, int proc_fd, const struct owner_scope *scope,
		       fd_scan_pool_next_pid *next_pid, void *arg,
		       struct fd_scan_pool **ret);

/* As next and end of struct owner_source_ops. No worker outlives the end. */
int fd_scan_pool_next(struct fd_scan_pool *c, struct owner_record *ret);
void fd_scan_pool_end(struct fd_scan_pool *c, struct owner_gaps *gaps);

#endif
