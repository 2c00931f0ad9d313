/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page.h"

#include <errno.h>
#include <unistd.h>

/* A pipe takes 64 KiB at once; less costs more calls, more gains nothing. */
enum { PAGE_PIECE = 65536 };

int page_turn(struct page *p)
{
	if (p->text.error)
		return p->text.error;
	return p->text.len < PAGE_PIECE ? 0 : page_flush(p);
}

int page_flush(struct page *p)
{
	size_t done = 0;

	if (p->text.error)
		return p->text.error;
	while (done < p->text.len) {
		ssize_t n = write(p->fd, p->text.s + done, p->text.len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		done += (size_t)n;
	}
	p->text.len = 0;
	return 0;
}

void page_release(struct page *p)
{
	strbuf_release(&p->text);
}
