/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rest of an iteration by BPF that would never come to its end, by the walk over /proc: no
 * iterator passes over a task, however many begin before it. */
#ifndef OWNER_REST_H
#define OWNER_REST_H

#include <stdint.h>

#include "owner.h"

struct bpf_rest;
struct listing_start;

/* Behind the process of that number, the last whose own table was told; of it and of those before
 * it the tables of threads are told once more. Tasks that began after since are left out. What it
 * points to is to outlive it. -ENOMEM, and errors of opening /proc. */
int bpf_rest_begin(int proc_fd, const struct owner_scope *scope,
		   const struct listing_start *since, uint32_t last,
		   struct bpf_rest **ret);

/* As next and end of struct owner_source_ops. */
int bpf_rest_next(struct bpf_rest *rest, struct owner_record *ret);
void bpf_rest_end(struct bpf_rest *rest, struct owner_gaps *gaps);

#endif
