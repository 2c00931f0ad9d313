/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that write messages of the program to stderr. */
#ifndef TEXT_LOG_H
#define TEXT_LOG_H

/* Writes "sockstat: ", the message and a newline with one call of write(2). Control
 * characters in the arguments are escaped. */
void log_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A text that a function returns by value. */
struct log_text {
	char text[128];
};

/* Returns the words for an -errno. For -EMFILE the words include the limit that was
 * reached, as shown by ulimit -n. */
struct log_text log_error_text(int error);

/* Reports on stderr that the output could not be written; error is an -errno. */
void log_write_error(int error);

/* Returns why BPF cannot be used, in words; error is the -errno of loading a program. */
struct log_text log_bpf_error_text(int error);

#endif
