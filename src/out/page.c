/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* A pipe takes 64 KiB at once; less costs more calls, more gains nothing. */
enum { PAGE_PIECE = 65536 };

int page_turn(struct page *p)
{
	if (p->text.error)
		return p->text.error;
	return p->text.len < PAGE_PIECE ? 0 : page_flush(p);
}

/* A pipe may be non-blocking for the sake of somebody else who has it. */
static void wait_for_reader(int fd)
{
	struct pollfd wanted = { .fd = fd, .events = POLLOUT };

	poll(&wanted, 1, -1);
}

int page_flush(struct page *p)
{
	size_t done = 0;
	int r = p->text.error;

	while (r == 0 && done < p->text.len) {
		ssize_t n = write(p->fd, p->text.s + done, p->text.len - done);
		if (n >= 0)
			done += (size_t)n;
		else if (errno == EAGAIN)
			wait_for_reader(p->fd);
		else if (errno != EINTR)
			r = -errno;
	}
	/* what was written is not written again, whatever became of the rest */
	strbuf_drop(&p->text, done);
	return r;
}

void page_release(struct page *p)
{
	strbuf_release(&p->text);
}
