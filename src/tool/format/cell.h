/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells that several layouts share. A number that has no name is shown as a number. In
 * the names of hosts, ports, users and interfaces, all characters that any layout puts
 * between or around names are escaped, such as a blank, "->" of lsof, "%" and "users:(("
 * of ss, "," of netstat, and "*". */
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

/* Appends a text that comes from outside the program, with the characters escaped that
 * escape_text escapes and those in `also` (NULL: no more characters). Shows a text that
 * is NULL or empty as "-", and escapes a text that is "-". */
void cell_text(struct strbuf *sb, const char *text, const char *also);

/* Appends n bytes that come from outside the program and may have any value, with the
 * bytes escaped that escape_text escapes and those in `also`. */
void cell_bytes(struct strbuf *sb, const char *bytes, size_t n, const char *also);

/* Appends "(mapped)" or "(io_uring)" if a process holds a socket by these means; appends
 * nothing if it holds the socket by a descriptor. */
void cell_means(struct strbuf *sb, const struct holder *h);

/* cell_host_name, cell_service_name, cell_user_name and cell_link_name return a name, not
 * yet escaped; NULL: the number has no name, or the user wants numbers. A failed look-up
 * sets the error of sb. */
const char *cell_host_name(const struct out_spec *spec, const struct addr *a);
const char *cell_service_name(struct strbuf *sb, const struct out_spec *spec,
			      enum proto proto, uint16_t port);
const char *cell_user_name(struct strbuf *sb, const struct out_spec *spec, uint32_t uid);
const char *cell_link_name(struct strbuf *sb, const struct out_spec *spec,
			   const struct sock *s);

/* Appends the host name of an IP address and returns true; if the address has no name or
 * the user wants numbers, appends nothing and returns false. */
bool cell_host(struct strbuf *sb, const struct out_spec *spec, const struct addr *a);

/* Appends the name of a program, after the caller has appended its pid and a slash.
 * Escapes the at most five characters in `also`, slashes in a name that begins like a pid
 * and a slash ("1/init"), and parentheses in a name that ends like the output of
 * cell_means. */
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

/* Appends "-" in place of the owners of a socket and, if the user wants reasons, why the
 * socket has no owner, in parentheses. */
void cell_no_owner(struct strbuf *sb, const struct out_spec *spec, const struct sock *s,
		   const struct owner_index *holders);

/* Appends the name of a unix socket; nothing if it has no name. Shows each NUL as '@', as
 * /proc/net/unix does, also the NUL before an abstract name. Escapes the at most six
 * characters in `also` (NULL: no characters), and each '@' that could be taken for a NUL:
 * in an abstract name, and at the beginning of a path. */
void cell_unix_name(struct strbuf *sb, const struct sock *s, const char *also);

/* Appends word, which must be a literal; if word is NULL, appends number. */
void cell_word(struct strbuf *sb, const char *word, uint64_t number);

/* Appends number, but UINT32_MAX, the wildcard of vsock addresses, as "*". */
void cell_number(struct strbuf *sb, uint32_t number);

/* Appends the two numbers of one end of a vsock or TIPC socket with a colon between them:
 * the numbers of the peer if is_peer is set, else the local ones. Appends "*:*" for the
 * peer of a socket that has no peer. */
void cell_numbers(struct strbuf *sb, const struct sock *s, bool is_peer);

/* Appends the processes that hold a socket, as in "812/nginx,813/nginx". A process is
 * shown once, however many descriptors of the socket it has. `first` is the first holder
 * of the socket (NULL: nothing is appended), and `next` returns the next one, as in
 * owner_index.h. `executables`: a process is shown by the name of its executable, not of
 * its command. */
void cell_owners(struct strbuf *sb, const struct owner_index *holders,
		 const struct holder *first,
		 const struct holder *(*next)(const struct owner_index *h,
					      const struct holder *holder),
		 bool executables);

/* Returns whether the holder h of a socket is the same process as an earlier holder.
 * `first` is the first holder of the socket, `next` returns the one that follows, and
 * `last` is the process of the holder before h. */
bool cell_is_repeated(const struct owner_index *holders, const struct holder *first,
		      const struct holder *(*next)(const struct owner_index *h,
						   const struct holder *holder),
		      const struct holder *h, const struct process *last);

/* Appends prefix, which must be a literal, and the cell that `put` writes, and returns
 * true. If `put` writes nothing, appends nothing and returns false. */
bool cell_prefixed(struct strbuf *sb, const char *prefix,
		   void (*put)(struct strbuf *sb, const struct row *r),
		   const struct row *r);

/* Append the unit or the container of a process, see cell_units; nothing if it is not
 * known. The container is shown by its name, in a pod with "NAMESPACE/POD/" before it, or,
 * if no name is known, by its runtime and the first digits of its ID. cgroup NULL: nothing
 * is known. */
void cell_unit(struct strbuf *sb, const struct cgroup_labels *cgroup);
void cell_container(struct strbuf *sb, const struct cgroup_labels *cgroup);

/* cell_units appends the units of the owners of a socket, and cell_containers the
 * containers, separated by commas; nothing if none is known. For a process of a user
 * manager, its unit in the user manager is shown, not the unit of the user manager. */
void cell_units(struct strbuf *sb, const struct row *r);
void cell_containers(struct strbuf *sb, const struct row *r);

/* cell_recv_q, cell_send_q, cell_inode and cell_interface append the cell of the column
 * that they are named after, as functions of the type cell_fn in columns.h. */
void cell_recv_q(struct strbuf *sb, const struct row *r);
void cell_send_q(struct strbuf *sb, const struct row *r);
void cell_inode(struct strbuf *sb, const struct row *r);
void cell_interface(struct strbuf *sb, const struct row *r);

/* Appends the name of the network namespace of the socket, or its inode, or nothing if
 * neither is known. */
void cell_netns(struct strbuf *sb, const struct row *r);

#endif
