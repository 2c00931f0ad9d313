/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "out_buffer.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "util/clock.h"

/* The maximum number of bytes of output that are written with one call of write(2), equal
 * to the capacity of a pipe. */
enum { PAGE_PIECE = 65536 };

/* After a signal, each call of write(2) writes at most LAST_PIECE bytes, which a writable
 * pipe accepts without blocking. Before each call, the program waits at most LAST_MS
 * milliseconds until the pipe is writable. */
enum { LAST_PIECE = 4096, LAST_MS = 1000 };

int out_buffer_turn(struct out_buffer *p)
{
	if (p->text.error)
		return p->text.error;
	return p->text.len < PAGE_PIECE ? 0 : out_buffer_flush(p);
}

/* Waits until fd, a pipe that another process has set to non-blocking, is writable. */
static void wait_for_reader(int fd)
{
	struct pollfd wanted = { .fd = fd, .events = POLLOUT };

	poll(&wanted, 1, -1);
}

static bool is_over(const struct out_buffer *p)
{
	return p->is_over && *p->is_over;
}

/* Waits until fd is writable, after a signal has told the program to end. Returns 0,
 * -ECANCELED if fd is not writable within LAST_MS milliseconds, or -errno. Further
 * signals, such as one from the terminal and one from the parent, do not prolong the
 * wait. */
static int wait_at_end(int fd)
{
	const uint64_t end_ms = clock_ns(CLOCK_MONOTONIC) / NS_PER_MS + LAST_MS;
	struct pollfd wanted = { .fd = fd, .events = POLLOUT };
	uint64_t now_ms = end_ms - LAST_MS;
	int n = -1;

	for (; n < 0 && now_ms < end_ms; now_ms = clock_ns(CLOCK_MONOTONIC) / NS_PER_MS) {
		n = poll(&wanted, 1, (int)(end_ms - now_ms));
		if (n < 0 && errno != EINTR)
			return -errno;
	}
	return n > 0 ? 0 : -ECANCELED;
}

int out_buffer_flush(struct out_buffer *p)
{
	size_t done = 0;
	int r = p->text.error;

	while (r == 0 && done < p->text.len) {
		size_t size = p->text.len - done;

		if (is_over(p)) {
			r = wait_at_end(p->fd);
			if (r < 0)
				break;
			size = size < LAST_PIECE ? size : LAST_PIECE;
		}
		ssize_t n = write(p->fd, p->text.s + done, size);
		if (n > 0)
			done += (size_t)n;
		else if (n == 0)
			/* A write(2) that writes 0 bytes is taken for an error, because
			 * repeated calls might write 0 bytes for ever. */
			r = -EIO;
		else if (errno == EAGAIN)
			wait_for_reader(p->fd);
		else if (errno != EINTR)
			r = -errno;
	}
	/* The text that was written is removed from the buffer, even after an error. */
	strbuf_drop(&p->text, done);
	return r;
}

void out_buffer_release(struct out_buffer *p)
{
	strbuf_release(&p->text);
}
