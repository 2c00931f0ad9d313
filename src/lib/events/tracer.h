/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The BPF programs of trace.bpf.c, loaded and attached. */
#ifndef EVENTS_TRACER_H
#define EVENTS_TRACER_H

#include <stdbool.h>
#include <stdint.h>

#include "ring.h"

struct tracer {
	int fd; /* to be polled; the programs' */
	struct ring ring; /* of struct trace */
	const volatile uint64_t *lost; /* records there was no room for, so far */
	bool is_partial; /* no resets and retransmissions: the kernel would not have these */
	void *program;
	void (*destroy)(void *program);
};

/* Whether they were built in. */
bool tracer_is_built(void);

/* Loads them for the network and pid namespace whose inodes these are, and attaches them.
 * -EOPNOTSUPP where they are not built in; else as bpf(2), and mmap(2). */
int tracer_open(uint32_t netns, uint32_t pidns, struct tracer *ret);
void tracer_close(struct tracer *tracer);

#endif
