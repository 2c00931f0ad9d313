/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Output is built in memory and written in large pieces. */
#ifndef FORMAT_OUT_BUFFER_H
#define FORMAT_OUT_BUFFER_H

#include <signal.h>

#include "text/strbuf.h"

struct out_buffer {
	struct strbuf text;
	int fd;
	/* set by a signal handler when the program is to end; may be NULL */
	const volatile sig_atomic_t *is_over;
};

/* Writes the text if it has become a large piece. Returns the error of the buffer
 * (-ENOMEM: a row could not be built) or of write(2). */
int out_buffer_turn(struct out_buffer *p);

/* Writes all text and waits for the reader as long as it takes. When the program is to
 * end, a reader that does not read for a second is given up: -ECANCELED. */
int out_buffer_flush(struct out_buffer *p);

void out_buffer_release(struct out_buffer *p);

#endif
