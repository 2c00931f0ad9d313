/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/net/tcp and its kin (proc(5), Documentation/networking/proc_net_tcp.rst), for
 * kernels without sock_diag. */
#ifndef PROCNET_INET_H
#define PROCNET_INET_H

#include "model/family.h"

/* The socket on one line of such a file. -EBADMSG: it is none, 1: it is of the other address
 * family, which is asked for by itself; *ret is left alone. */
typedef int (*procnet_parse_fn)(const char *line, enum proto proto, enum ip ip,
				struct sock *ret);

/* Takes the next run of characters that are neither blank nor ':' as a number, and *at to
 * what is behind it. */
int procnet_take(const char **at, unsigned int base, uint64_t max, uint64_t *ret);

/* Reads one file of /proc/net, behind its header. A line that is no socket is passed over
 * and counted. */
int procnet_read(struct family_source *from, const struct family_request *request,
		 procnet_parse_fn parse, sock_fn fn, void *arg);

/* The same of a protocol's further file, whose path is given. */
int procnet_read_file(struct family_source *from, const struct family_request *request,
		      const char *path, procnet_parse_fn parse, sock_fn fn, void *arg);

/* The same for the files that are like /proc/net/tcp. */
int procnet_inet(struct family_source *from, const struct family_request *request,
		 sock_fn fn, void *arg);

int procnet_parse(const char *line, enum proto proto, enum ip ip, struct sock *ret);

#endif
