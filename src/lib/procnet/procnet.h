/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Declares functions that read sockets from the text files in /proc/net (proc(5)), for
 * kernels without sock_diag. */
#ifndef PROCNET_PROCNET_H
#define PROCNET_PROCNET_H

#include "model/family.h"

struct lines;

/* Type of a function that parses the socket on one line of a file in /proc/net. Returns 0
 * and sets *ret, 1 if the socket is of another IP version than `ip`, or -EBADMSG if the
 * line is malformed. *ret is only changed if 0 is returned. */
typedef int procnet_parse_fn(const char *line, enum proto proto, enum ip ip,
			     struct sock *ret);

/* The base (10 or 16) and the maximum valid value of the numbers in one column of a file
 * in /proc/net. */
struct procnet_column {
	unsigned int base;
	uint64_t max;
};

/* Parses `count` numbers at *at, which are separated by blanks or ':', into the array
 * `ret`, and moves *at behind the last number; columns[i] describes ret[i]. Returns 0, or
 * -EBADMSG if a number is missing, malformed or above the maximum of its column. */
int procnet_take(const char **at, const struct procnet_column *columns, size_t count,
		 uint64_t *ret);

/* Opens the file at `path` below the /proc of proc_fd and skips the header line of the
 * file. The caller closes `lines`. Returns 0 or -errno. */
int procnet_open(struct lines *lines, int proc_fd, const char *path);

/* Reads the file in /proc/net that has the requested protocol and IP version, parses each
 * line behind the header line by `parse`, and calls fn for each requested socket.
 * Malformed lines are counted in from->malformed and skipped. Returns 0, -errno, or the
 * result of fn if that is not 0. */
int procnet_read(struct family_source *from, const struct family_request *request,
		 procnet_parse_fn *parse, sock_fn fn, void *arg);

/* Reads the file at `path` below /proc, parses each line behind the header line by
 * `parse`, and calls fn for each requested socket. Malformed lines are counted in
 * from->malformed and skipped. Returns 0, -errno, or the result of fn if that is not
 * 0. */
int procnet_read_file(struct family_source *from, const struct family_request *request,
		      const char *path, procnet_parse_fn *parse, sock_fn fn, void *arg);

/* Reads the sockets of the requested protocol and IP version from a file that has the
 * columns of /proc/net/tcp (Documentation/networking/proc_net_tcp.rst in the kernel). */
family_read_fn procnet_inet;

/* Parses one line of a file that has the columns of /proc/net/tcp. */
procnet_parse_fn procnet_parse;

/* Reads ping sockets from /proc/net/icmp and /proc/net/icmp6, because sock_diag has no
 * module for ping sockets. */
family_read_fn procnet_ping;

/* Reads SCTP sockets: endpoints from /proc/net/sctp/eps and associations from
 * /proc/net/sctp/assocs (net/sctp/proc.c of the kernel). Each file has the sockets of
 * both IP versions. The IP version of a socket follows from its addresses: an IPv6 socket
 * that has only IPv4 addresses counts as IPv4. */
family_read_fn procnet_sctp;

/* procnet_sctp_parse_endpoint parses a line of /proc/net/sctp/eps,
 * procnet_sctp_parse_association a line of /proc/net/sctp/assocs. */
procnet_parse_fn procnet_sctp_parse_endpoint, procnet_sctp_parse_association;

/* Reads unix sockets from /proc/net/unix. Names in the file are not escaped: a name may
 * contain newlines, and even text behind a newline that looks like a line of the file. A
 * line that does not look like a socket continues the name on the line before. */
family_read_fn procnet_unix;

/* Reads the reference counts of the `count` unix sockets in the array `all` from
 * /proc/net/unix; the names of the sockets must be set. A socket that is not in the file
 * gets no reference count. A file that cannot be opened is no error. Returns 0 or
 * -errno. */
int procnet_unix_refcnt(int proc_fd, struct sock *all, size_t count);

/* Parses a line of /proc/net/unix, which has n bytes, up to the name of the socket.
 * Returns 0 and sets *ret to the socket and *ret_name to the offset of the socket's name
 * on the line, in bytes; or returns -EBADMSG if the line does not show a socket, with
 * *ret and *ret_name unchanged. */
int procnet_unix_parse(const char *line, size_t n, struct sock *ret, size_t *ret_name);

#endif
