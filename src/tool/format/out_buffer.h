/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A buffer in which output is collected, to be written in pieces of 64 KiB. */
#ifndef FORMAT_OUT_BUFFER_H
#define FORMAT_OUT_BUFFER_H

#include <signal.h>

#include "text/strbuf.h"

struct out_buffer {
	struct strbuf text;
	int fd;
	/* The flag that a signal handler sets when the program is to end; NULL: output
	 * always waits for its reader. */
	const volatile sig_atomic_t *is_over;
};

/* Writes the buffered text if it has at least 64 KiB. Returns 0, the error of the text
 * (-ENOMEM: a row could not be made) or an error of write(2). */
int out_buffer_turn(struct out_buffer *p);

/* Writes all of the buffered text, however long the reader of the output takes. After a
 * signal, waits for the reader at most one second each time, and then returns -ECANCELED.
 * Otherwise returns 0 or an error of out_buffer_turn. */
int out_buffer_flush(struct out_buffer *p);

void out_buffer_release(struct out_buffer *p);

#endif
