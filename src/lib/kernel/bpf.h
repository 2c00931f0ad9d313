/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Says whether BPF programs are built in, and loads BPF programs. */
#ifndef KERNEL_BPF_H
#define KERNEL_BPF_H

#include <errno.h>
#include <stdint.h>

/* HAS_BPF is 1 if the BPF programs are built in, otherwise 0. They are left out by make
 * BPF=0, and on big-endian and 32-bit machines, because their bytecode is little-endian
 * and reads 64-bit pointers. */
#if defined(SOCKSTAT_BPF) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ &&                \
	UINTPTR_MAX == UINT64_MAX
#define HAS_BPF 1
#else
#define HAS_BPF 0
#endif

/* The largest number of times that bpf_load_retrying() calls load(). */
enum { BPF_LOAD_TRIES = 50 };
/* Calls load(arg) until it returns something other than -EAGAIN, at most BPF_LOAD_TRIES
 * times, and returns its last result. A failed load() must have released what it opened.
 * The kernel aborts loading with EAGAIN if a signal, even SIGSTOP or SIGCONT, arrives
 * while it verifies a program. */
static inline int bpf_load_retrying(int (*load)(void *arg), void *arg)
{
	int r = -EAGAIN;

	for (int i = 0; r == -EAGAIN && i < BPF_LOAD_TRIES; i++)
		r = load(arg);
	return r;
}

#endif
