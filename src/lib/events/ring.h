/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reading end of a BPF ring buffer (BPF_MAP_TYPE_RINGBUF; Documentation/bpf/ringbuf.rst
 * of the kernel). */
#ifndef EVENTS_RING_H
#define EVENTS_RING_H

#include <stddef.h>

struct ring {
	size_t size; /* of the data, a power of two */
	size_t page;
	unsigned long *consumed; /* how many bytes we have read, ever */
	char *produced; /* how many were written, on one page; behind it the data, twice */
};

/* One record. 0 go on, <0 error, which is handed back. */
typedef int (*ring_fn)(const void *record, size_t size, void *arg);

/* Maps the ring of that map, of size bytes; the descriptor stays the caller's. */
int ring_open(int fd, size_t size, struct ring *ret);
void ring_close(struct ring *ring);

/* Calls fn for each record that is there, in the order in which they were begun; stops before
 * one that is still being written. -EBADMSG: the ring is not what it should be. */
int ring_read(struct ring *ring, ring_fn fn, void *arg);

#endif
