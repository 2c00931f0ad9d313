/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that write messages of the program to stderr. */
#ifndef TEXT_LOG_H
#define TEXT_LOG_H

#include <stdint.h>

/* Writes to the terminal of stderr, in place of the line that the cursor is in, how many sockets
 * were read and processes looked at. log_erase_progress erases the line. */
void log_progress(uint64_t sockets, uint64_t processes);
void log_erase_progress(void);

/* Writes a line with "sockstat: " and the message to stderr by one call of write(2).
 * Control characters in the arguments are escaped. */
void log_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A text that a function returns by value, so that the caller need not free it. */
struct log_text {
	char text[128];
};

/* Returns the words for the -errno `error`. The words for -EMFILE include the limit of
 * open files, as "ulimit -n" shows it. */
struct log_text log_error_text(int error);

/* Reports on stderr that the output could not be written, because of the -errno
 * `error`. */
void log_write_error(int error);

/* Returns in words why BPF cannot be used; error is the -errno of loading a BPF
 * program. */
struct log_text log_bpf_error_text(int error);

#endif
