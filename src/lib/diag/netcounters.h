/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters of this network namespace in /proc/net. */
#ifndef DIAG_NETCOUNTERS_H
#define DIAG_NETCOUNTERS_H

#include "model/counters.h"

/* Reads all counters below a /proc (see proc_open()). Counters that the kernel lacks are
 * left out, also those of a missing IPv6. now_ns becomes the time of the reading.
 * -ENOENT: there is no /proc/net; -EFBIG: a file is too long. *ret_file names the file
 * that failed. */
int netcounters_read(int proc_fd, uint64_t now_ns, struct counters *ret,
		     const char **ret_file);

#endif
