/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of this network namespace that are needed to interpret socket states (sysctls
 * of Documentation/networking/ip-sysctl.rst). */
#ifndef DIAG_NETLIMITS_H
#define DIAG_NETLIMITS_H

#include <stdint.h>

struct netlimits {
	/* range of automatically chosen local ports */
	uint32_t port_first, port_last;
	/* SYN timeouts before doubling; 0 before 6.5 */
	uint32_t syn_linear;
	/* duration of FIN_WAIT2 without a process */
	uint32_t fin_timeout_ms;
};

/* Reads the settings below a /proc (see proc_open()). A file that is missing or
 * unreadable gives the kernel's default. -ENOMEM, -EMFILE, -ENFILE: it could not be
 * opened. */
int netlimits_read(int proc_fd, struct netlimits *ret);

/* Reads only the range of automatically chosen local ports, as netlimits_read() does; both
 * are unchanged if the file is missing or unreadable. */
int netlimits_read_ports(int proc_fd, uint32_t *ret_first, uint32_t *ret_last);

/* Returns how long a SYN has been waiting for an answer that was resent `resent` times
 * and is due again in left_ms. The first timeout is assumed to be one second. */
uint64_t netlimits_syn_age(const struct netlimits *limits, unsigned int resent,
			   uint32_t left_ms);

#endif
