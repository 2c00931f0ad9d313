/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that help the first one. */
#ifndef KERNEL_THREAD_H
#define KERNEL_THREAD_H

#include <pthread.h>
#include <stddef.h>

/* As pthread_create; signals stay with who is waiting for them. -EAGAIN and so on: there can be
 * no thread. */
int thread_start(pthread_t *ret, void *(*fn)(void *arg), void *arg);

/* As many, the first one among them, as pay on this machine, but no more than max. */
size_t thread_count(size_t max);

#endif
