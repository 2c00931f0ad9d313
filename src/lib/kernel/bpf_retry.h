/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads BPF programs. The kernel aborts loading with EAGAIN if a signal arrives while it
 * verifies a program; SIGSTOP and SIGCONT are enough. */
#ifndef KERNEL_BPF_RETRY_H
#define KERNEL_BPF_RETRY_H

/* Calls load until it returns something other than -EAGAIN, at most BPF_LOAD_TRIES times,
 * and returns its last result. load must leave nothing behind when it fails. */
enum { BPF_LOAD_TRIES = 50 };
int bpf_load_retrying(int (*load)(void *arg), void *arg);

#endif
