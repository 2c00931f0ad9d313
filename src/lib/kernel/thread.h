/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts threads, and finds out how many threads are useful. */
#ifndef KERNEL_THREAD_H
#define KERNEL_THREAD_H

#include <pthread.h>
#include <stddef.h>

/* Calls pthread_create(3) with all signals blocked in the new thread, so that only other
 * threads get signals. Returns 0, or -EAGAIN or another error if the thread cannot be
 * started. */
int thread_start(pthread_t *ret, void *(*fn)(void *arg), void *arg);

/* Returns the number of threads, including the calling thread, that can run at the same
 * time: the number of processors that the calling thread may use, but not more than
 * max. */
size_t thread_count(size_t max);

#endif
