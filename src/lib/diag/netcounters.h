/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters of this network namespace in /proc/net. */
#ifndef DIAG_NETCOUNTERS_H
#define DIAG_NETCOUNTERS_H

#include "model/counters.h"

/* Reads all counters below a /proc (see proc_open()). Counters that the kernel lacks are left
 * out, also those of IPv6 in a kernel without it. now_ns becomes the time of the reading. On
 * failure *ret_file is the path of the file that failed; -ENOENT: there is no /proc/net;
 * -EFBIG: the file is too long. */
int netcounters_read(int proc_fd, uint64_t now_ns, struct counters *ret,
		     const char **ret_file);

#endif
