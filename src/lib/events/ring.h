/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reader of a BPF ring buffer (BPF_MAP_TYPE_RINGBUF, Documentation/bpf/ringbuf.rst of the
 * kernel). */
#ifndef EVENTS_RING_H
#define EVENTS_RING_H

#include <stddef.h>

struct ring {
	/* size: size of the ring buffer's data in bytes, a power of two; page: size of a
	 * memory page in bytes */
	size_t size, page;
	/* mapped page with the number of bytes that the reader has consumed since the
	 * ring buffer was created */
	unsigned long *consumed;
	/* mapped page with the number of bytes that the kernel has written since the ring
	 * buffer was created; the page is followed by the data, mapped twice in a row */
	char *produced;
};

/* Callback for one record of `size` bytes. Returns 0 to continue, or a negative error,
 * which ring_read() then returns. */
typedef int (*ring_fn)(const void *record, size_t size, void *arg);

/* Maps the BPF ring buffer fd, whose data has `size` bytes. The caller still owns fd. */
int ring_open(int fd, size_t size, struct ring *ret);
void ring_close(struct ring *ring);

/* Calls fn for each complete record in the ring buffer, oldest first, up to the first
 * record that the kernel is still writing. -EBADMSG: the ring buffer is corrupt. */
int ring_read(struct ring *ring, ring_fn fn, void *arg);

#endif
