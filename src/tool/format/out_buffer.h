/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Output that is built in memory and written in large pieces. */
#ifndef FORMAT_OUT_BUFFER_H
#define FORMAT_OUT_BUFFER_H

#include <signal.h>

#include "text/strbuf.h"

struct out_buffer {
	struct strbuf text;
	int fd;
	const volatile sig_atomic_t
		*is_over; /* set once the program is to end; may be NULL */
};

/* Writes what is there, once it is a large piece. -ENOMEM where a row could not be built,
 * else the error of write(2). */
int out_buffer_turn(struct out_buffer *p);

/* Writes all that is there, and waits for the reader; once the program is to end for a second at
 * a time, and then -ECANCELED. */
int out_buffer_flush(struct out_buffer *p);

void out_buffer_release(struct out_buffer *p);

#endif
