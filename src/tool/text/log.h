/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words on stderr. */
#ifndef TEXT_LOG_H
#define TEXT_LOG_H

/* "sockstat: " and the message and a newline, in one write. Control characters of what
 * was formatted in are escaped. */
void log_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The words of an -errno. Behind those of -EMFILE stands the limit that was met, as ulimit -n has it. */
struct say_why {
	char text[128];
};
struct say_why say_why(int error);

/* Says that the output could not be written. */
void log_write_error(int error);

/* Why there is no BPF, by the -errno of what was tried; as above for any other. */
struct say_why why_no_bpf(int error);

#endif
