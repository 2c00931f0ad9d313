/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Defines HAS_BPF, which is 1 if BPF programs are built in, and a function that repeats
 * the loading of a BPF program. */
#ifndef KERNEL_BPF_H
#define KERNEL_BPF_H

#include <errno.h>
#include <stdint.h>

/* HAS_BPF is 1 if the BPF programs are built in, otherwise 0. The BPF programs are left
 * out by make BPF=0, and on big-endian and 32-bit machines, because the bytecode of the
 * programs is little-endian and reads 64-bit pointers. */
#if defined(SOCKSTAT_BPF) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ &&                \
	UINTPTR_MAX == UINT64_MAX
#define HAS_BPF 1
#else
#define HAS_BPF 0
#endif

/* The maximum number of times that bpf_load_retrying() calls load(). */
enum { BPF_LOAD_TRIES = 50 };
/* Calls load(arg) until load() returns something other than -EAGAIN, at most
 * BPF_LOAD_TRIES times, and returns its last result. A load() that fails must have
 * released what it opened. The kernel aborts the loading of a BPF program with EAGAIN if
 * a signal, even SIGSTOP or SIGCONT, arrives while the kernel verifies the program. */
static inline int bpf_load_retrying(int (*load)(void *arg), void *arg)
{
	int r = -EAGAIN;

	for (int i = 0; r == -EAGAIN && i < BPF_LOAD_TRIES; i++)
		r = load(arg);
	return r;
}

#endif
