/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells that several layouts share: names, and numbers for what has no name. In names of
 * hosts, ports, users and interfaces a character is escaped if any layout uses it between
 * or around names: a blank, "->" of lsof, "%" and "users:((" of ss, "," of netstat, "*"
 * of all layouts. */
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
struct row;
struct sock;
struct strbuf;

/* Appends a text from outside the program, escaped, including the characters of also
 * (which may be NULL). "-" is shown for a text that is NULL or empty; a text that is
 * itself "-" is escaped. */
void cell_text(struct strbuf *sb, const char *text, const char *also);

/* Appends how a process holds a socket: "(mapped)" or "(io_uring)", nothing for a
 * descriptor. */
void cell_means(struct strbuf *sb, const struct holder *h);

/* Each returns a name that is not escaped, or NULL if names are not wanted or the number
 * has no name. A failed look-up sets the error of the buffer. */
const char *cell_host_name(const struct out_spec *spec, const struct addr *a);
const char *cell_service_name(struct strbuf *sb, const struct out_spec *spec,
			      enum proto proto, uint16_t port);
const char *cell_user_name(struct strbuf *sb, const struct out_spec *spec, uint32_t uid);
const char *cell_link_name(struct strbuf *sb, const struct out_spec *spec,
			   const struct sock *s);

/* Appends the name of an address. Returns false if names are not wanted or the address
 * has none; nothing was appended then. */
bool cell_host(struct strbuf *sb, const struct out_spec *spec, const struct addr *a);

/* Appends the name of a program, which stands behind its pid and a slash. The characters
 * of also, at most five, are escaped. Slashes are escaped in a name that begins like a
 * pid and a slash ("1/init"), parentheses in a name that ends like the output of
 * cell_means. */
void cell_program(struct strbuf *sb, const char *name, const char *also);

/* Appends an IP address as a number. */
void cell_addr(struct strbuf *sb, const struct addr *a);

/* Appends an IP address as a number, an IPv6 address in brackets. */
void cell_addr_bracketed(struct strbuf *sb, const struct addr *a);

/* Appends the name or number of a port, "*" for 0. */
void cell_port(struct strbuf *sb, const struct out_spec *spec, enum proto proto,
	       uint16_t port);

/* Appends the name or number of a user. A number is right-aligned in at least width
 * columns. */
void cell_user(struct strbuf *sb, const struct out_spec *spec, uint32_t uid,
	       size_t width);

/* Appends the name or number of the interface that a socket is bound to, "*" for a socket
 * that is not bound. */
void cell_link(struct strbuf *sb, const struct out_spec *spec, const struct sock *s);

/* Appends "-" in place of an owner, followed by the reason in parentheses if it is
 * wanted. */
void cell_no_owner(struct strbuf *sb, const struct out_spec *spec, const struct sock *s,
		   const struct owner_index *holders);

/* Appends the name of a unix socket, nothing for a socket without a name. Each NUL is
 * shown as '@', as in /proc/net/unix, also the one before an abstract name. The
 * characters of also (which may be NULL, at most six) are escaped, and so is an '@' that
 * could be taken for a NUL: in an abstract name and before a path. */
void cell_unix_name(struct strbuf *sb, const struct sock *s, const char *also);

/* Appends a word, which is a literal, or the number if word is NULL. */
void cell_word(struct strbuf *sb, const char *word, uint64_t number);

/* Appends a number, "*" for UINT32_MAX, which is the wildcard of vsock. */
void cell_number(struct strbuf *sb, uint32_t number);

/* Appends the two numbers of one end of a vsock or TIPC socket, with a colon between
 * them; "*:*" for a peer that the socket does not have. */
void cell_numbers(struct strbuf *sb, const struct sock *s, bool is_peer);

/* Appends processes as "812/nginx,813/nginx". Each process is shown once, however many
 * descriptors of the socket it has. The parameters first and next iterate over the
 * holders of a socket as in owner_index.h; if first is NULL, nothing is appended. */
void cell_owners(struct strbuf *sb, const struct owner_index *holders,
		 const struct holder *first,
		 const struct holder *(*next)(const struct owner_index *h,
					      const struct holder *holder),
		 bool executables);

/* Appends a prefix, which is a literal, and a cell. Returns false if the cell is empty;
 * nothing was appended then. */
bool cell_prefixed(struct strbuf *sb, const char *prefix,
		   void (*put)(struct strbuf *sb, const struct row *r),
		   const struct row *r);

/* Functions for struct column of columns.h. */
void cell_recv_q(struct strbuf *sb, const struct row *r);
void cell_send_q(struct strbuf *sb, const struct row *r);
void cell_inode(struct strbuf *sb, const struct row *r);
void cell_interface(struct strbuf *sb, const struct row *r);

#endif
