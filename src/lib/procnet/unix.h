/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unix sockets from /proc/net/unix. Names in it are raw: they may contain newlines, and
 * behind these text that looks like a line of the file. */
#ifndef PROCNET_UNIX_H
#define PROCNET_UNIX_H

#include <stddef.h>

#include "model/family.h"

/* Lists the sockets. A line that is no socket belongs to the name before it. */
int procnet_unix(struct family_source *from, const struct family_request *request,
		 sock_fn fn, void *arg);

/* Finds the reference counts of the sockets, whose names must be set. Sockets that the
 * file lacks get none; an unreadable file is no error. */
int procnet_unix_refcnt(int proc_fd, struct sock *all, size_t count);

/* Parses the socket on a line of n bytes up to its name, which starts at *ret_name.
 * -EBADMSG: the line has none; outputs are unchanged. */
int procnet_unix_parse(const char *line, size_t n, struct sock *ret, size_t *ret_name);

#endif
