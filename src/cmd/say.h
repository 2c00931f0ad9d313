/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words on stderr. */
#ifndef CMD_SAY_H
#define CMD_SAY_H

/* "sockstat: " and the message and a newline, in one write. Control characters of what
 * was formatted in are escaped. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The words of an -errno. Behind those of -EMFILE stands the limit that was met, as ulimit -n has it. */
struct say_why {
	char text[128];
};
struct say_why say_why(int error);

/* Says that the output could not be written. */
void say_unwritten(int error);

/* Why there is no BPF, by the -errno of what was tried; as above for any other. */
struct say_why why_no_bpf(int error);

#endif
