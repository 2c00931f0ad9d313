/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the network counters of a network namespace from /proc/net. */
#ifndef DIAG_NETCOUNTERS_H
#define DIAG_NETCOUNTERS_H

#include "model/counters.h"

/* Reads all counters of enum counter from the /proc that proc_fd refers to, see
 * proc_open(). Sets ret->at_ns to now_ns, in nanoseconds. A counter that the kernel
 * lacks, for example of IPv6, has no value. On failure sets *ret_file to the path of the
 * file that could not be read, and returns -ENOENT if there is no /proc/net, -EFBIG if
 * the file is too long, or another error. */
int netcounters_read(int proc_fd, uint64_t now_ns, struct counters *ret,
		     const char **ret_file);

#endif
