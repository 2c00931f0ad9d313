/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pool of threads that scan processes in parallel. It reports the sockets in the order of the
 * processes, as if one thread had scanned them. */
#ifndef OWNER_FD_SCAN_POOL_H
#define OWNER_FD_SCAN_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "owner.h"

struct fd_scan_pool;

/* Gets the pid of the next process to scan. Returns 1 and sets *ret, 0 at the end, or an error. It
 * is called by one thread at a time, and not again after the end. */
typedef int fd_scan_pool_next_pid(void *arg, uint32_t *ret);

/* Returns how many threads are worth starting on this machine; 1 if a pool is not worth it. */
size_t fd_scan_pool_size(void);

/* Starts a pool of so many threads, or of as many as possible. arg and the selection of the scope
 * must outlive the pool. Returns -EAGAIN if no thread can be started. */
int fd_scan_pool_start(size_t workers, int proc_fd, const struct owner_scope *scope,
		       fd_scan_pool_next_pid *next_pid, void *arg,
		       struct fd_scan_pool **ret);

/* Work as next and end of struct owner_source_ops. fd_scan_pool_end joins all threads. */
int fd_scan_pool_next(struct fd_scan_pool *pool, struct owner_record *ret);
void fd_scan_pool_end(struct fd_scan_pool *pool, struct owner_gaps *gaps);

#endif
