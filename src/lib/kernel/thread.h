/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that start threads and limit their number. */
#ifndef KERNEL_THREAD_H
#define KERNEL_THREAD_H

#include <pthread.h>
#include <stddef.h>

/* Calls pthread_create with all signals blocked in the new thread, so that the other threads
 * get them. Returns -EAGAIN or another error if no thread can be started. */
int thread_start(pthread_t *ret, void *(*fn)(void *arg), void *arg);

/* Returns how many threads, including the calling one, can run at the same time: the number of
 * processors that the calling thread may use, at most max. */
size_t thread_count(size_t max);

#endif
