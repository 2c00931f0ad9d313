/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/net/tcp and files like it (proc(5), Documentation/networking/proc_net_tcp.rst),
 * for kernels without sock_diag. */
#ifndef PROCNET_INET_H
#define PROCNET_INET_H

#include "model/family.h"

/* Parses the socket on one line. -EBADMSG: the line has none; 1: the socket is of the
 * other IP version, which is requested separately. *ret is then unchanged. */
typedef int (*procnet_parse_fn)(const char *line, enum proto proto, enum ip ip,
				struct sock *ret);

/* The numbers in one column of a file. */
struct procnet_column {
	unsigned int base;
	uint64_t max;
};

/* Parses numbers that are separated by blanks or ':', one for each column, and moves *at
 * behind the last. -EBADMSG: one is missing, malformed or above its maximum. */
int procnet_take(const char **at, const struct procnet_column *columns, size_t count,
		 uint64_t *ret);

/* Reads one file of /proc/net, without its header. A malformed line is counted and
 * skipped. */
int procnet_read(struct family_source *from, const struct family_request *request,
		 procnet_parse_fn parse, sock_fn fn, void *arg);

/* Reads another file of a protocol, by its path. */
int procnet_read_file(struct family_source *from, const struct family_request *request,
		      const char *path, procnet_parse_fn parse, sock_fn fn, void *arg);

/* Reads a file with the columns of /proc/net/tcp. */
int procnet_inet(struct family_source *from, const struct family_request *request,
		 sock_fn fn, void *arg);

/* See procnet_parse_fn. */
int procnet_parse(const char *line, enum proto proto, enum ip ip, struct sock *ret);

#endif
