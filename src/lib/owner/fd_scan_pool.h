/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pool of threads that scan processes in parallel. The pool reports the found sockets
 * in the order of the processes, as if one thread had scanned all processes. */
#ifndef OWNER_FD_SCAN_POOL_H
#define OWNER_FD_SCAN_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "owner.h"

struct fd_scan_pool;

/* Function of the caller that gets the next process to scan. Returns 1 and sets *ret to
 * the pid of the process, 0 if no process is left, or -errno. `arg` is the argument `arg`
 * of fd_scan_pool_start. One thread at a time calls the function, and no thread calls the
 * function again after the result 0 or -errno. */
typedef int fd_scan_pool_next_pid(void *arg, uint32_t *ret);

/* Returns how many threads a pool should have on this machine; 1 if a pool is not worth
 * its cost. */
size_t fd_scan_pool_size(void);

/* Starts a pool of `workers` threads, or of as many threads as can be started, which
 * scan the processes whose pids next_pid returns. `arg` is passed to next_pid; `arg` and
 * scope->select must outlive the pool. Returns 0, or -EAGAIN if no thread can be
 * started. */
int fd_scan_pool_start(size_t workers, int proc_fd, const struct owner_scope *scope,
		       fd_scan_pool_next_pid *next_pid, void *arg,
		       struct fd_scan_pool **ret);

/* Gets the next socket that the pool has found. Returns 1 and sets *ret, 0 if all found
 * sockets were returned, or -errno. */
int fd_scan_pool_next(struct fd_scan_pool *pool, struct owner_record *ret);

/* Stops and joins the threads of the pool, adds to *gaps the counts of the processes that
 * the threads could not look into, and frees the pool. Does nothing if pool is NULL. */
void fd_scan_pool_end(struct fd_scan_pool *pool, struct owner_gaps *gaps);

#endif
