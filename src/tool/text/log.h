/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that write messages of the program to stderr. */
#ifndef TEXT_LOG_H
#define TEXT_LOG_H

#include <stdint.h>

/* log_progress() writes how many sockets were read and how many processes were looked at,
 * in place of the line of the cursor, to the terminal of stderr. log_erase_progress()
 * erases this line. */
void log_progress(uint64_t sockets, uint64_t processes);
void log_erase_progress(void);

/* Writes a line with "sockstat: " and the message to stderr by one call of write(2).
 * Control characters in the message are escaped. */
void log_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A text that a function returns by value, so that the caller need not free the text. */
struct log_text {
	char text[128];
};

/* Returns the message for the -errno `error`. The message for -EMFILE includes the limit
 * of open files, as "ulimit -n" shows it. */
struct log_text log_error_text(int error);

/* Reports on stderr that the output could not be written, because of the -errno
 * `error`. */
void log_write_error(int error);

/* Returns a message that says why BPF cannot be used; `error` is the -errno of loading a
 * BPF program. */
struct log_text log_bpf_error_text(int error);

#endif
