/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Continues a BPF iteration by scanning /proc. The iterator cannot skip a task, so it never ends
 * while new tasks begin as fast as it visits them; the scan can skip them. */
#ifndef OWNER_BPF_REST_H
#define OWNER_BPF_REST_H

#include <stdint.h>

#include "owner.h"

struct bpf_rest;
struct listing_start;

/* Begins after the process `last`, the last one whose own table the iterator has reported. For
 * processes up to `last` only the tables of threads are scanned, which may report them again. Tasks
 * that began after `start` are left out. The arguments must outlive *ret. Returns -ENOMEM or an
 * error of opening /proc. */
int bpf_rest_begin(int proc_fd, const struct owner_scope *scope,
		   const struct listing_start *start, uint32_t last,
		   struct bpf_rest **ret);

/* The same as next and end of struct owner_source_ops. */
int bpf_rest_next(struct bpf_rest *rest, struct owner_record *ret);
void bpf_rest_end(struct bpf_rest *rest, struct owner_gaps *gaps);

#endif
