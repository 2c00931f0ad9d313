/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether BPF programs are built in, and how they are loaded. */
#ifndef KERNEL_BPF_H
#define KERNEL_BPF_H

#include <errno.h>
#include <stdint.h>

/* HAS_BPF is 1 if the BPF programs are built in. make BPF=0 leaves them out; so do
 * big-endian and 32-bit machines, because the bytecode is little-endian and reads 64-bit
 * pointers. */
#if defined(SOCKSTAT_BPF) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ &&                \
	UINTPTR_MAX == UINT64_MAX
#define HAS_BPF 1
#else
#define HAS_BPF 0
#endif

/* Calls load until it returns something other than -EAGAIN, at most BPF_LOAD_TRIES times,
 * and returns its last result. load must leave nothing behind when it fails. The kernel
 * aborts loading with EAGAIN if a signal arrives while it verifies a program; SIGSTOP and
 * SIGCONT are enough. */
enum { BPF_LOAD_TRIES = 50 };
static inline int bpf_load_retrying(int (*load)(void *arg), void *arg)
{
	int r = -EAGAIN;

	for (int i = 0; r == -EAGAIN && i < BPF_LOAD_TRIES; i++)
		r = load(arg);
	return r;
}

#endif
