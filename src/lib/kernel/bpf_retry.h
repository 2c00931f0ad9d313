/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The loading of BPF programs, which the kernel breaks off with EAGAIN when a signal comes while
 * it verifies one: SIGSTOP and SIGCONT are enough. */
#ifndef KERNEL_BPF_RETRY_H
#define KERNEL_BPF_RETRY_H

/* Calls load, again as long as it returns -EAGAIN, BPF_LOAD_TRIES times at most; what it returned
 * last. load leaves nothing behind when it fails. */
enum { BPF_LOAD_TRIES = 50 };
int bpf_load_retrying(int (*load)(void *arg), void *arg);

#endif
