/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A buffer in which output is built, to be written in pieces of 64 KiB. */
#ifndef FORMAT_OUT_BUFFER_H
#define FORMAT_OUT_BUFFER_H

#include <signal.h>

#include "text/strbuf.h"

struct out_buffer {
	struct strbuf text;
	int fd;
	/* The flag that a signal handler sets when the program is to end. NULL: no signal
	 * ends it. */
	const volatile sig_atomic_t *is_over;
};

/* Writes the buffered text if there are at least 64 KiB. Returns 0, the error of the text
 * (-ENOMEM: a row could not be built) or the error of write(2). */
int out_buffer_turn(struct out_buffer *p);

/* Writes all text and waits for the reader of the output as long as it takes. When the
 * program is to end, waits at most one second for a reader that does not read, and then
 * returns -ECANCELED. Otherwise returns 0 or the errors of out_buffer_turn. */
int out_buffer_flush(struct out_buffer *p);

void out_buffer_release(struct out_buffer *p);

#endif
