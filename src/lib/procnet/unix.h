/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unix sockets from /proc/net/unix. Names in it are raw: they may hold newlines, and text
 * behind these that looks like a line of the file. */
#ifndef PROCNET_UNIX_H
#define PROCNET_UNIX_H

#include <stddef.h>

#include "model/family.h"

/* A line that is no socket belongs to the name before it. */
int procnet_unix(struct family_source *from, const struct family_request *request,
		 sock_fn fn, void *arg);

/* Finds how many references there are to each of the sockets, whose names are known. What the
 * file does not tell, or all of it where it cannot be read, is left out. */
int procnet_unix_refcnt(int proc_fd, struct sock *all, size_t count);

/* The socket on a line of n bytes, as far as its name, which begins at *ret_name. -EBADMSG:
 * there is none; both are left alone. */
int procnet_unix_parse(const char *line, size_t n, struct sock *ret, size_t *ret_name);

#endif
