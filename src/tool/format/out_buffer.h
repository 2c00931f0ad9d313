/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A buffer in which output is collected, and from which the output is written in pieces
 * of 64 KiB. */
#ifndef FORMAT_OUT_BUFFER_H
#define FORMAT_OUT_BUFFER_H

#include <signal.h>

#include "text/strbuf.h"

struct out_buffer {
	struct strbuf text;
	int fd;
	/* The flag that a signal handler sets when the program is to end; NULL: there is
	 * no such flag, and writing waits without limit for the reader of the output. */
	const volatile sig_atomic_t *is_over;
};

/* Writes the buffered text if it has at least 64 KiB. Returns 0, the error of the text
 * (such as -ENOMEM: there was no memory to append a row) or an error of write(2). */
int out_buffer_turn(struct out_buffer *p);

/* Writes all of the buffered text, however long the reader of the output takes. If
 * *is_over is set, waits at most one second before each write(2) of at most 4096 bytes;
 * if the output is not writable within this second, stops and returns -ECANCELED.
 * Otherwise returns 0 or an error of out_buffer_turn. */
int out_buffer_flush(struct out_buffer *p);

void out_buffer_release(struct out_buffer *p);

#endif
