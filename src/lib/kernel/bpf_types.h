/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types that the helpers of libbpf need, for BPF programs, which include no kernel headers. */
#ifndef KERNEL_BPF_TYPES_H
#define KERNEL_BPF_TYPES_H

#include <stdint.h>

typedef uint8_t __u8;
typedef int16_t __s16;
typedef uint16_t __u16;
typedef uint16_t __be16;
typedef int32_t __s32;
typedef uint32_t __u32;
typedef uint32_t __be32;
typedef uint32_t __wsum;
typedef int64_t __s64;
typedef uint64_t __u64;

/* See linux/bpf.h. */
enum bpf_map_type { BPF_MAP_TYPE_ARRAY = 2, BPF_MAP_TYPE_RINGBUF = 27 };
enum { BPF_F_MMAPABLE = 1 << 10 };

#endif
