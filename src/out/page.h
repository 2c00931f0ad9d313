/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Output that is built in memory and written in large pieces. */
#ifndef OUT_PAGE_H
#define OUT_PAGE_H

#include <signal.h>

#include "base/strbuf.h"

struct page {
	struct strbuf text;
	int fd;
	const volatile sig_atomic_t
		*is_over; /* set once the program is to end; may be NULL */
};

/* Writes what is there, once it is a large piece. -ENOMEM where a row could not be built,
 * else the error of write(2). */
int page_turn(struct page *p);

/* Writes all that is there, and waits for the reader; once the program is to end for a second at
 * a time, and then -ECANCELED. */
int page_flush(struct page *p);

void page_release(struct page *p);

#endif
