/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words on stderr. */
#ifndef CMD_SAY_H
#define CMD_SAY_H

/* "sockstat: " and the message and a newline, in one write. Control characters of what
 * was formatted in are escaped. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says that the output could not be written. */
void say_unwritten(int error);

/* Why there is no BPF, by the -errno of what was tried; strerror for any other. */
const char *why_no_bpf(int error);

#endif
