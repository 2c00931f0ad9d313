/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The BPF programs of trace.bpf.c, loaded and attached. */
#ifndef EVENTS_TRACER_H
#define EVENTS_TRACER_H

#include <stdbool.h>
#include <stdint.h>

#include "ring.h"

struct tracer {
	/* for poll(2) */
	int fd;
	/* records are struct trace */
	struct ring ring;
	/* records lost so far, because the ring was full */
	const volatile uint64_t *lost;
	/* The kernel refused the programs for resets and retransmissions. */
	bool is_partial;
	void *program;
	void (*destroy)(void *program);
};

/* Returns whether the programs are built in. */
bool tracer_is_built(void);

/* Loads the programs for the network and pid namespaces with these inodes and attaches
 * them. -EOPNOTSUPP: not built in; other errors as bpf(2) and mmap(2). */
int tracer_open(uint32_t netns, uint32_t pidns, struct tracer *ret);
void tracer_close(struct tracer *tracer);

#endif
