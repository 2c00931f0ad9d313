/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages on stderr. */
#ifndef TEXT_LOG_H
#define TEXT_LOG_H

/* Writes "sockstat: ", the message and a newline in one write. Control characters in the
 * arguments are escaped. */
void log_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The words for an -errno. Those for -EMFILE include the limit that was reached, as in
 * ulimit -n. */
struct log_text {
	char text[128];
};
struct log_text log_error_text(int error);

/* Reports that the output could not be written. */
void log_write_error(int error);

/* The words for an -errno of loading BPF: why it cannot be used. */
struct log_text log_bpf_error_text(int error);

#endif
