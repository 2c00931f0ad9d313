/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loading of BPF programs, which the kernel breaks off with EAGAIN when a signal comes while
 * it verifies one: SIGSTOP and SIGCONT are enough. */
#ifndef SYS_AGAIN_H
#define SYS_AGAIN_H

/* Calls load, again as long as it returns -EAGAIN, AGAIN_MAX times at most; what it returned
 * last. load leaves nothing behind when it fails. */
enum { AGAIN_MAX = 50 };
int again_load(int (*load)(void *arg), void *arg);

#endif
