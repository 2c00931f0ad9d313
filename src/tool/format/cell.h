/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells that several layouts share. What has no name is shown as a number. In the names
 * of hosts, ports, users and interfaces, each character that any layout uses between or
 * around names is escaped: a blank, "->" of lsof, "%" and "users:((" of ss, "," of
 * netstat, "*" of all layouts. */
#ifndef FORMAT_CELL_H
#define FORMAT_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/proto.h"

struct addr;
struct holder;
struct owner_index;
struct out_spec;
struct process;
struct row;
struct sock;
struct strbuf;

/* Appends a text from outside the program. Escapes what escape_text escapes, including
 * the characters in the parameter `also` (NULL: no characters). A text that is NULL or
 * empty is shown as "-", and a text that is "-" is escaped. */
void cell_text(struct strbuf *sb, const char *text, const char *also);

/* Appends n bytes from outside the program, which may be any. Escapes what escape_text escapes,
 * including the characters in the parameter `also`. */
void cell_bytes(struct strbuf *sb, const char *bytes, size_t n, const char *also);

/* Appends how a process holds a socket: "(mapped)" or "(io_uring)", or nothing if the
 * process holds the socket by a descriptor. */
void cell_means(struct strbuf *sb, const struct holder *h);

/* The functions cell_host_name, cell_service_name, cell_user_name and cell_link_name
 * return a name, not escaped; NULL: names are not wanted, or the number has no name. A
 * failed look-up sets the error of sb. */
const char *cell_host_name(const struct out_spec *spec, const struct addr *a);
const char *cell_service_name(struct strbuf *sb, const struct out_spec *spec,
			      enum proto proto, uint16_t port);
const char *cell_user_name(struct strbuf *sb, const struct out_spec *spec, uint32_t uid);
const char *cell_link_name(struct strbuf *sb, const struct out_spec *spec,
			   const struct sock *s);

/* Appends the name of an address and returns true, or appends nothing and returns false
 * if names are not wanted or the address has no name. */
bool cell_host(struct strbuf *sb, const struct out_spec *spec, const struct addr *a);

/* Appends the name of a program; the caller has appended its pid and a slash. Escapes the
 * at most five characters in the parameter `also`, slashes in a name that begins like a
 * pid and a slash ("1/init"), and parentheses in a name that ends like the output of
 * cell_means. */
void cell_program(struct strbuf *sb, const char *name, const char *also);

/* Appends an IP address in numeric form. */
void cell_addr(struct strbuf *sb, const struct addr *a);

/* Appends an IP address in numeric form, an IPv6 address in brackets. */
void cell_addr_bracketed(struct strbuf *sb, const struct addr *a);

/* Appends the name of a port, or the number of a port without a name, or "*" for port
 * 0. */
void cell_port(struct strbuf *sb, const struct out_spec *spec, enum proto proto,
	       uint16_t port);

/* Appends the name of a user, or the number of a user without a name, right-aligned in at
 * least width columns. */
void cell_user(struct strbuf *sb, const struct out_spec *spec, uint32_t uid,
	       size_t width);

/* Appends the name of the interface that a socket is bound to, or the number of an
 * interface without a name, or "*" for a socket that is bound to no interface. */
void cell_link(struct strbuf *sb, const struct out_spec *spec, const struct sock *s);

/* Appends "-" in place of an owner and, if reasons are wanted, the reason in parentheses
 * why the socket has no owner. */
void cell_no_owner(struct strbuf *sb, const struct out_spec *spec, const struct sock *s,
		   const struct owner_index *holders);

/* Appends the name of a unix socket, or nothing for a socket without a name. Shows each
 * NUL as '@', as /proc/net/unix does, including the NUL before an abstract name. Escapes
 * the at most six characters in the parameter `also` (NULL: no characters), and an '@'
 * that could be taken for a NUL: in an abstract name and at the beginning of a path. */
void cell_unix_name(struct strbuf *sb, const struct sock *s, const char *also);

/* Appends word, which is a literal, or number if word is NULL. */
void cell_word(struct strbuf *sb, const char *word, uint64_t number);

/* Appends number, or "*" for UINT32_MAX, which is the wildcard of vsock. */
void cell_number(struct strbuf *sb, uint32_t number);

/* Appends the two numbers of one end of a vsock or TIPC socket, the peer if is_peer is
 * set, with a colon between the numbers; "*:*" for the peer of a socket without a
 * peer. */
void cell_numbers(struct strbuf *sb, const struct sock *s, bool is_peer);

/* Appends the processes that hold a socket as "812/nginx,813/nginx". Each process is
 * shown once, however many descriptors of the socket it has. The parameters `first` and
 * `next` iterate over the holders of the socket as in owner_index.h; if `first` is NULL,
 * nothing is appended. If `executables` is set, a process is shown by its executable. */
void cell_owners(struct strbuf *sb, const struct owner_index *holders,
		 const struct holder *first,
		 const struct holder *(*next)(const struct owner_index *h,
					      const struct holder *holder),
		 bool executables);

/* Returns whether an earlier holder of the socket, one from `first` on, is the same process as
 * the holder h; `last` is the process of the holder before h. */
bool cell_is_repeated(const struct owner_index *holders, const struct holder *first,
		      const struct holder *(*next)(const struct owner_index *h,
						   const struct holder *holder),
		      const struct holder *h, const struct process *last);

/* Appends prefix, which is a literal, and the cell that put appends, and returns true. If
 * the cell is empty, appends nothing and returns false. */
bool cell_prefixed(struct strbuf *sb, const char *prefix,
		   void (*put)(struct strbuf *sb, const struct row *r),
		   const struct row *r);

/* Append the units or the containers of the owners of a socket, separated by commas; a unit
 * of a user manager in place of the manager. Append nothing if none is known. */
void cell_units(struct strbuf *sb, const struct row *r);
void cell_containers(struct strbuf *sb, const struct row *r);

/* The functions cell_recv_q, cell_send_q, cell_inode and cell_interface append the cell
 * of a column (cell_fn in columns.h). */
void cell_recv_q(struct strbuf *sb, const struct row *r);
void cell_send_q(struct strbuf *sb, const struct row *r);
void cell_inode(struct strbuf *sb, const struct row *r);
void cell_interface(struct strbuf *sb, const struct row *r);

#endif
