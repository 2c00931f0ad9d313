/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of this network namespace that tell how to read the states of its sockets (sysctls of
 * Documentation/networking/ip-sysctl.rst). */
#ifndef DIAG_NETLIMITS_H
#define DIAG_NETLIMITS_H

#include <stdint.h>

struct netlimits {
	uint32_t port_first, port_last; /* what connect() takes local ports from */
	uint32_t syn_linear; /* timeouts of a SYN that are not doubled; 0 before 6.5 */
	uint32_t fin_timeout_ms; /* how long FIN_WAIT2 lasts that no process holds */
};

/* Reads them below a /proc (see proc_open). What is not there, or not for us, has the kernel's
 * default. -ENOMEM, -EMFILE and -ENFILE: we could not look. */
int netlimits_read(int proc_fd, struct netlimits *ret);

/* How long a SYN has been waiting for its answer that was sent again so often, and is to be again
 * in so many milliseconds. The first timeout is taken for one second. */
uint64_t netlimits_syn_age(const struct netlimits *limits, unsigned int resent,
			   uint32_t left_ms);

#endif
