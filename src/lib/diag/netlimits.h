/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of this network namespace that are needed to interpret socket states (sysctls
 * of Documentation/networking/ip-sysctl.rst). */
#ifndef DIAG_NETLIMITS_H
#define DIAG_NETLIMITS_H

#include <stdint.h>

struct netlimits {
	/* The first and the last port of the range from which the kernel chooses local
	 * ports automatically. */
	uint32_t port_first, port_last;
	/* How many times a SYN is resent after the same timeout, before the timeout
	 * doubles each time; 0 before Linux 6.5. */
	uint32_t syn_linear;
	/* For how many milliseconds a connection without a process stays in FIN_WAIT2. */
	uint32_t fin_timeout_ms;
};

/* Reads the settings from the /proc that proc_fd refers to, see proc_open(). A setting
 * whose file is missing or unreadable gets the kernel's default. Returns 0, or -ENOMEM,
 * -EMFILE or -ENFILE if a resource is exhausted. */
int netlimits_read(int proc_fd, struct netlimits *ret);

/* Reads the first and last local port that the kernel chooses automatically. Both are
 * unchanged if the file is missing or unreadable. Returns 0, or -ENOMEM, -EMFILE or
 * -ENFILE if a resource is exhausted. */
int netlimits_read_ports(int proc_fd, uint32_t *ret_first, uint32_t *ret_last);

/* Returns for how many milliseconds a connection has waited for an answer to its SYN,
 * which was resent `resent` times and will be resent in left_ms milliseconds. The first
 * timeout is assumed to be one second. */
uint64_t netlimits_syn_age(const struct netlimits *limits, unsigned int resent,
			   uint32_t left_ms);

#endif
