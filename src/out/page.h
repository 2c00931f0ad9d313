/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Output that is built in memory and written in large pieces. */
#ifndef OUT_PAGE_H
#define OUT_PAGE_H

#include "base/strbuf.h"

struct page {
	struct strbuf text;
	int fd;
};

/* Writes what is there, once it is a large piece. -ENOMEM where a row could not be built,
 * else the error of write(2). */
int page_turn(struct page *p);

/* Writes all that is there. */
int page_flush(struct page *p);

void page_release(struct page *p);

#endif
