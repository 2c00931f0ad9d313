/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that append cells, each the text of one column in one row, for several
 * layouts. A number that has no name is shown as a number. In the names of hosts, ports,
 * users and interfaces, all characters that any layout puts between or around names are
 * escaped, such as a blank, "->" of lsof, "%" and "users:((" of ss, "," of netstat, and
 * "*". */
#ifndef FORMAT_CELL_H
#define FORMAT_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/proto.h"

struct addr;
struct holder;
struct owner_index;
struct cgroup_labels;
struct out_spec;
struct process;
struct row;
struct sock;
struct strbuf;

/* Appends a text that comes from outside the program. The characters that escape_text
 * escapes and those in `also` (NULL: no more characters) are escaped. A text that is NULL
 * or empty is shown as "-", and a text "-" is escaped. */
void cell_text(struct strbuf *sb, const char *text, const char *also);

/* Appends n bytes that come from outside the program and may have any value. The bytes
 * that escape_text escapes and those in `also` (NULL: no more bytes) are escaped. */
void cell_bytes(struct strbuf *sb, const char *bytes, size_t n, const char *also);

/* Appends "(mapped)" if a process holds a socket by a memory mapping, and "(io_uring)" if
 * by an io_uring; appends nothing if the process holds the socket by a descriptor. */
void cell_means(struct strbuf *sb, const struct holder *h);

/* cell_host_name, cell_service_name, cell_user_name and cell_link_name return the name of
 * a host, a port, a user or an interface, not yet escaped; NULL: there is no such name,
 * or the user wants numbers. A failed look-up of a name sets the error of sb. */
const char *cell_host_name(const struct out_spec *spec, const struct addr *a);
const char *cell_service_name(struct strbuf *sb, const struct out_spec *spec,
			      enum proto proto, uint16_t port);
const char *cell_user_name(struct strbuf *sb, const struct out_spec *spec, uint32_t uid);
const char *cell_link_name(struct strbuf *sb, const struct out_spec *spec,
			   const struct sock *s);

/* Appends the host name of an IP address and returns true; if the address has no name or
 * the user wants numbers, appends nothing and returns false. */
bool cell_host(struct strbuf *sb, const struct out_spec *spec, const struct addr *a);

/* Appends the name of a program behind a pid and a slash, which the caller has appended.
 * Escapes the characters in `also` (at most five). Also escapes each slash in a name that
 * begins like a pid and a slash ("1/init"), and each "(" in a name that ends like the
 * output of cell_means. */
void cell_program(struct strbuf *sb, const char *name, const char *also);

/* Appends an IP address in numeric form. */
void cell_addr(struct strbuf *sb, const struct addr *a);

/* Appends an IP address in numeric form, an IPv6 address in brackets. */
void cell_addr_bracketed(struct strbuf *sb, const struct addr *a);

/* Appends the name of a port; the number if the port has no name; "*" for port 0. */
void cell_port(struct strbuf *sb, const struct out_spec *spec, enum proto proto,
	       uint16_t port);

/* Appends the name of a user; if the user has no name, appends the number, right-aligned
 * in at least `width` columns. */
void cell_user(struct strbuf *sb, const struct out_spec *spec, uint32_t uid,
	       size_t width);

/* Appends the name of the interface that a socket is bound to; the number if the
 * interface has no name; "*" if the socket is bound to no interface. */
void cell_link(struct strbuf *sb, const struct out_spec *spec, const struct sock *s);

/* Appends "-" in place of the owners of a socket and, if the user wants reasons, the
 * reason why no owner of the socket is known, in parentheses. */
void cell_no_owner(struct strbuf *sb, const struct out_spec *spec, const struct sock *s,
		   const struct owner_index *holders);

/* Appends the name of a unix socket; nothing if the socket has no name. Shows each NUL as
 * '@', as /proc/net/unix does, also the NUL before an abstract name. Escapes the
 * characters in `also` (at most six; NULL: none), and each '@' that could be taken for a
 * NUL: in an abstract name, and at the beginning of a path. */
void cell_unix_name(struct strbuf *sb, const struct sock *s, const char *also);

/* Appends the word for a value, which must be a string literal; if `word` is NULL,
 * appends the value, `number`, in decimal. */
void cell_word(struct strbuf *sb, const char *word, uint64_t number);

/* Appends a number of a vsock address, but UINT32_MAX, the wildcard of vsock addresses,
 * as "*". */
void cell_number(struct strbuf *sb, uint32_t number);

/* Appends the two numbers that make up one end of a vsock socket (CID and port) or of a
 * TIPC socket (node and reference), with a colon between them: the peer's numbers if
 * is_peer is set, else the local ones. Appends "*:*" for the peer of a socket that has no
 * peer. */
void cell_numbers(struct strbuf *sb, const struct sock *s, bool is_peer);

/* Appends the processes that hold a socket, as in "812/nginx,813/nginx". A process is
 * shown once, however many descriptors of the socket it has. `first` is the first holder
 * of the socket (NULL: nothing is appended), and `next` returns the holder that follows a
 * given holder, as in owner_index.h. `executables`: whether a process is shown by the
 * name of its executable, not of its command. */
void cell_owners(struct strbuf *sb, const struct owner_index *holders,
		 const struct holder *first,
		 const struct holder *(*next)(const struct owner_index *h,
					      const struct holder *holder),
		 bool executables);

/* Returns whether the holder h of a socket belongs to the same process as an earlier
 * holder of the socket. `first` is the first holder of the socket, `next` returns the
 * holder that follows a given holder, and `last` is the process of the holder before
 * h. */
bool cell_is_repeated(const struct owner_index *holders, const struct holder *first,
		      const struct holder *(*next)(const struct owner_index *h,
						   const struct holder *holder),
		      const struct holder *h, const struct process *last);

/* Appends prefix, which must be a string literal, and then the cell that `put` writes,
 * and returns true. If `put` writes nothing, appends nothing and returns false. */
bool cell_prefixed(struct strbuf *sb, const char *prefix,
		   void (*put)(struct strbuf *sb, const struct row *r),
		   const struct row *r);

/* cell_unit appends the systemd unit of a process, and cell_container the container of a
 * process; nothing if the unit or the container is not known. The container is shown by
 * its name, in a pod with "NAMESPACE/POD/" before the name, or, if no name is known, by
 * its runtime and the first digits of its ID. cgroup NULL: nothing is known about the
 * process. */
void cell_unit(struct strbuf *sb, const struct cgroup_labels *cgroup);
void cell_container(struct strbuf *sb, const struct cgroup_labels *cgroup);

/* cell_units appends the systemd units of the owners of a socket, and cell_containers the
 * containers of the owners, separated by commas; nothing if none is known. For a process
 * of a user manager (systemd --user), the unit in the user manager is shown, not the unit
 * of the user manager. */
void cell_units(struct strbuf *sb, const struct row *r);
void cell_containers(struct strbuf *sb, const struct row *r);

/* cell_recv_q, cell_send_q, cell_inode and cell_interface append the cell of a column
 * with the receive queue, the send queue, the inode or the interface of a socket; all are
 * functions of the type cell_fn in columns.h. */
void cell_recv_q(struct strbuf *sb, const struct row *r);
void cell_send_q(struct strbuf *sb, const struct row *r);
void cell_inode(struct strbuf *sb, const struct row *r);
void cell_interface(struct strbuf *sb, const struct row *r);

/* Appends the name of the network namespace of the socket; without a name, the inode of
 * the network namespace; nothing if neither is known. */
void cell_netns(struct strbuf *sb, const struct row *r);

#endif
