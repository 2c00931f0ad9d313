/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HAS_BPF is 1 if the BPF programs are built in. make BPF=0 leaves them out; so do
 * big-endian and 32-bit machines, because the bytecode is little-endian and reads 64-bit
 * pointers. */
#ifndef KERNEL_HAS_BPF_H
#define KERNEL_HAS_BPF_H

#include <stdint.h>

#if defined(SOCKSTAT_BPF) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ &&                \
	UINTPTR_MAX == UINT64_MAX
#define HAS_BPF 1
#else
#define HAS_BPF 0
#endif

#endif
