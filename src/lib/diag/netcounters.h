/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counters of this network namespace, from /proc/net. */
#ifndef DIAG_NETCOUNTERS_H
#define DIAG_NETCOUNTERS_H

#include "model/counters.h"

/* Reads all of them below a /proc (see proc_open). What a kernel does not tell is left out, and
 * so are IPv6's where it has none. now_ns is the moment that they are taken for. -ENOENT: there
 * is no /proc/net; -EFBIG: a file of it has no end. *ret_file names the one at fault. */
int netcounters_read(int proc_fd, uint64_t now_ns, struct counters *ret,
		     const char **ret_file);

#endif
