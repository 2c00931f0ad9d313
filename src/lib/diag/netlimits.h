/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads settings of this network namespace that are needed to interpret socket states
 * (sysctls of Documentation/networking/ip-sysctl.rst). */
#ifndef DIAG_NETLIMITS_H
#define DIAG_NETLIMITS_H

#include <stdint.h>

struct netlimits {
	/* The first and the last port of the range from which the kernel chooses local
	 * ports automatically. */
	uint32_t port_first, port_last;
	/* The number of resent SYNs for which the timeout stays unchanged; with each
	 * further SYN the timeout doubles (tcp_syn_linear_timeouts). 0 before Linux
	 * 6.5. */
	uint32_t syn_linear;
	/* The number of milliseconds for which a connection without a process stays in
	 * the state FIN_WAIT2. */
	uint32_t fin_timeout_ms;
};

/* Reads all members of struct netlimits from the /proc that proc_fd refers to, see
 * proc_open(). A setting whose file is missing or unreadable gets the kernel's default.
 * Returns 0, or -ENOMEM, -EMFILE or -ENFILE if memory or descriptors are exhausted. */
int netlimits_read(int proc_fd, struct netlimits *ret);

/* Reads, from the /proc that proc_fd refers to, the first and the last port that the
 * kernel chooses automatically as a local port. Both outputs are unchanged if the file is
 * missing or unreadable. Returns 0, or -ENOMEM, -EMFILE or -ENFILE if memory or
 * descriptors are exhausted. */
int netlimits_read_ports(int proc_fd, uint32_t *ret_first, uint32_t *ret_last);

/* Returns the number of milliseconds for which a connection has waited for an answer to
 * its SYN, which was resent `resent` times and will be resent again in left_ms
 * milliseconds. The first timeout is assumed to be one second. */
uint64_t netlimits_syn_age(const struct netlimits *limits, unsigned int resent,
			   uint32_t left_ms);

#endif
