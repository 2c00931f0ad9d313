/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets from the text files of /proc/net (proc(5)), for kernels without sock_diag. */
#ifndef PROCNET_PROCNET_H
#define PROCNET_PROCNET_H

#include "model/family.h"

struct lines;

/* Parses the socket on one line. Returns -EBADMSG if the line has none, 1 if the socket is of
 * the other IP version, which is requested separately; *ret is then unchanged. */
typedef int procnet_parse_fn(const char *line, enum proto proto, enum ip ip,
			     struct sock *ret);

/* The base of the numbers in one column of a file, and their maximum. */
struct procnet_column {
	unsigned int base;
	uint64_t max;
};

/* Parses numbers that are separated by blanks or ':', one for each column, and moves *at
 * behind the last. Returns -EBADMSG if one is missing, malformed or above its maximum. */
int procnet_take(const char **at, const struct procnet_column *columns, size_t count,
		 uint64_t *ret);

/* Opens a file of /proc/net and skips its header. The caller closes `lines`. */
int procnet_open(struct lines *lines, int proc_fd, const char *path);

/* Reads the file of the requested protocol and IP version, or the file at a path below
 * /proc, without its header. A malformed line is counted and skipped. */
int procnet_read(struct family_source *from, const struct family_request *request,
		 procnet_parse_fn *parse, sock_fn fn, void *arg);
int procnet_read_file(struct family_source *from, const struct family_request *request,
		      const char *path, procnet_parse_fn *parse, sock_fn fn, void *arg);

/* Read a file with the columns of /proc/net/tcp
 * (Documentation/networking/proc_net_tcp.rst), and parse a line of it. */
family_read_fn procnet_inet;
procnet_parse_fn procnet_parse;

/* Reads ping sockets from /proc/net/icmp and icmp6. sock_diag has no module for them. */
family_read_fn procnet_ping;

/* Read SCTP sockets from /proc/net/sctp (net/sctp/proc.c of the kernel): endpoints in one
 * file, associations in another, each for both IP versions. The IP version of a socket
 * follows from its addresses: an IPv6 socket that has only IPv4 addresses counts as IPv4. */
family_read_fn procnet_sctp;
procnet_parse_fn procnet_sctp_parse_endpoint, procnet_sctp_parse_association;

/* Lists unix sockets from /proc/net/unix. Names in the file are raw: they may contain
 * newlines, and text behind a newline that looks like a line of the file. A line that is no
 * socket belongs to the name before it. */
family_read_fn procnet_unix;

/* Finds the reference counts of unix sockets, whose names must be set. Sockets that the file
 * lacks get none. An unreadable file is no error. */
int procnet_unix_refcnt(int proc_fd, struct sock *all, size_t count);

/* Parses the unix socket on a line of n bytes up to its name, which starts at offset
 * *ret_name. Returns -EBADMSG if the line has none; the outputs are then unchanged. */
int procnet_unix_parse(const char *line, size_t n, struct sock *ret, size_t *ret_name);

#endif
