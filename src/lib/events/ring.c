/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ring.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* alignment of the records in the ring buffer, in bytes */
enum { ALIGNMENT = 8 };

int ring_open(int fd, size_t size, struct ring *ret)
{
	struct ring ring = { .size = size, .page = (size_t)sysconf(_SC_PAGESIZE) };

	/* The first page of the ring buffer, which holds the position of the reader, is
	 * the only page that the kernel lets a program write to. */
	void *consumed = mmap(NULL, ring.page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (consumed == MAP_FAILED)
		return -errno;
	void *produced = mmap(NULL, ring.page + 2 * size, PROT_READ, MAP_SHARED, fd,
			      (off_t)ring.page);
	if (produced == MAP_FAILED) {
		const int error = errno;

		munmap(consumed, ring.page);
		return -error;
	}
	ring.consumed = consumed;
	ring.produced = produced;
	*ret = ring;
	return 0;
}

void ring_close(struct ring *ring)
{
	if (ring->consumed)
		munmap(ring->consumed, ring->page);
	if (ring->produced)
		munmap(ring->produced, ring->page + 2 * ring->size);
	*ring = (struct ring){ 0 };
}

int ring_read(struct ring *ring, ring_fn fn, void *arg)
{
	const char *data = ring->produced + ring->page;
	unsigned long at = *ring->consumed;
	const unsigned long end =
		__atomic_load_n((const unsigned long *)ring->produced, __ATOMIC_ACQUIRE);
	int r = 0;

	if (end - at > ring->size)
		return -EBADMSG;
	while (r == 0 && at != end) {
		/* A record that wraps around the end of the ring buffer is contiguous in
		 * memory, because the kernel maps the data twice in a row. */
		const char *record = data + (at & (ring->size - 1));
		const uint32_t head =
			__atomic_load_n((const uint32_t *)record, __ATOMIC_ACQUIRE);
		const uint32_t size =
			head & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
		const uint64_t whole =
			((uint64_t)BPF_RINGBUF_HDR_SZ + size + ALIGNMENT - 1) /
			ALIGNMENT * ALIGNMENT;

		if (head & BPF_RINGBUF_BUSY_BIT)
			break;
		if (whole > end - at)
			return -EBADMSG;
		if (!(head & BPF_RINGBUF_DISCARD_BIT))
			r = fn(record + BPF_RINGBUF_HDR_SZ, size, arg);
		at += whole;
		/* After this store the kernel may overwrite the record that was just
		 * read. */
		__atomic_store_n(ring->consumed, at, __ATOMIC_RELEASE);
	}
	return r;
}
