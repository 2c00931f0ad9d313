/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reader of a BPF ring buffer (BPF_MAP_TYPE_RINGBUF, Documentation/bpf/ringbuf.rst of the
 * kernel). */
#ifndef EVENTS_RING_H
#define EVENTS_RING_H

#include <stddef.h>

struct ring {
	/* bytes of the data, a power of two, and of a page */
	size_t size, page;
	/* number of bytes read since the start */
	unsigned long *consumed;
	/* page that counts the bytes written since the start; behind it is the data,
	 * mapped twice */
	char *produced;
};

/* Handles one record. Returns 0 to continue, < 0 for an error, which ring_read()
 * returns. */
typedef int (*ring_fn)(const void *record, size_t size, void *arg);

/* Maps a ring buffer of `size` bytes. The caller still owns the descriptor. */
int ring_open(int fd, size_t size, struct ring *ret);
void ring_close(struct ring *ring);

/* Calls fn for each complete record in the order of reservation, and stops before a
 * record that is still being written. -EBADMSG: the ring is corrupt. */
int ring_read(struct ring *ring, ring_fn fn, void *arg);

#endif
